"""The ledger as it is: lots of a member with all their parts, what is set aside, the entries of one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from litestar import Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter
from msgspec import Struct
from msgspec.structs import replace

from setia.api import cursors, instants, naming, stores
from setia.api.callers import Session, Who
from setia.api.commands import Name, No
from setia.api.cursors import Cursor, Limit
from setia.api.problems import Stop, of_refusal
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot
from setia.engine.refusals import Refusal
from setia.storage import loading
from setia.storage.loading import SomeLots
from setia.storage.models import Entry, Transaction
from setia.storage.movements import references


class LotOut(Struct, frozen=True):
    """Units that were earned together. The parts add up to `amount`."""

    number: int
    wallet: str
    transaction: int
    """The number of the transaction that it came from."""
    funding: str
    """granted, or paid for."""
    earned_at: datetime
    active_at: datetime
    """From when it can be used; in the year 8965 if it waits until somebody has looked at why so much was given."""
    expires_at: datetime | None
    amount: int
    pending: int
    available: int
    held: int
    spent: int
    expired: int
    reversed: int
    transferred: int
    debt_repaid: int


class LotsOut(Struct, frozen=True):
    """A page of lots, in order of their numbers."""

    lots: tuple[LotOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


class HoldOut(Struct, frozen=True):
    """Units that are set aside until they are used or given back."""

    number: int
    """By which it is captured, released or extended."""
    wallet: str
    amount: int
    reference: str
    """What another system calls it; empty where it said nothing, and once erased."""
    made_at: datetime
    ends_at: datetime
    """From then on the units are free again."""


class HoldsOut(Struct, frozen=True):
    """A page of open holds, in order of their numbers."""

    holds: tuple[HoldOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


class EntryOut(Struct, frozen=True):
    """Units that moved from one account to another."""

    wallet: str
    from_account: str
    to_account: str
    amount: int
    lot: int
    """0 where no lot is concerned."""


def _wished(
    wallet: Annotated[str, QueryParameter(max_length=80)] = "",
    only_open: Annotated[bool, QueryParameter()] = True,
    cursor: Cursor = "",
) -> SomeLots:
    """Which lots the query means."""
    return SomeLots(wallet, only_open, cursors.after(cursor))


@get("/members/{member:str}/lots", dependencies={"wished": Provide(_wished, sync_to_thread=False)})
async def lots(member: Name, who: Who, wished: NamedDependency[SomeLots], limit: Limit = 50) -> LotsOut:
    """Lots as they are booked, in order of their numbers; with `only_open=false` those that are over, too.

    What has fallen due since the last sweep is not booked yet: the member's page counts it. A key of one store sees
    none that came from another.
    """
    who.needs("read")
    return await who.desk.read(_lots, who, member, wished, limit)


def _lots(who: Session, member: str, wished: SomeLots, limit: int) -> LotsOut:
    account_id, most = naming.find(who, member).account_id, limit + 1

    def read(last: Lot | None) -> list[Lot]:
        return loading.some_lots(account_id, wished if last is None else replace(wished, after=last.no), most)

    found = stores.some(who.caller, account_id, most, read, lambda one: one.origin_seq)
    shown, following = cursors.cut(found, limit, lambda one: (one.no,))
    return LotsOut(tuple(map(_lot, shown)), following)


def _lot(lot: Lot) -> LotOut:
    return LotOut(
        lot.no,
        lot.wallet,
        lot.origin_seq,
        lot.funding,
        instants.show(lot.earned_at),
        instants.show(lot.active_at),
        instants.show_end(lot.expires_at),
        lot.amount,
        lot.pending,
        lot.free,
        lot.held,
        lot.spent,
        lot.expired,
        lot.reversed,
        lot.transferred,
        lot.debt_repaid,
    )


@get("/members/{member:str}/holds")
async def holds(member: Name, who: Who, limit: Limit = 50, cursor: Cursor = "") -> HoldsOut:
    """A member's open holds, in order of their numbers. One whose end has come is not among them, nor, for a key of one
    store, one of another.
    """
    who.needs("read")
    return await who.desk.read(_open_holds, who, member, cursors.after(cursor), limit)


def _open_holds(who: Session, member: str, after: int, limit: int) -> HoldsOut:
    account_id = naming.find(who, member).account_id

    def read(last: Hold | None) -> list[Hold]:
        return loading.some_open_holds(account_id, who.now, after if last is None else last.seq, limit + 1)

    some = stores.some(who.caller, account_id, limit + 1, read, lambda one: one.seq)
    found, following = cursors.cut(some, limit, lambda one: (one.seq,))
    named = references(account_id, [one.seq for one in found])
    shown = tuple(
        HoldOut(
            one.seq,
            one.wallet,
            one.amount,
            named.get(one.seq, ""),
            instants.show(one.created_at),
            instants.show(one.ends_at),
        )
        for one in found
    )
    return HoldsOut(shown, following)


@get("/members/{member:str}/movements/{number:int}/entries")
async def entries(member: Name, number: No, who: Who) -> list[EntryOut]:
    """What one transaction moved: debit and credit, in order."""
    who.needs("read")
    return await who.desk.read(_entries, who, member, number)


def _entries(who: Session, member: str, number: int) -> list[EntryOut]:
    account_id = naming.find(who, member).account_id
    found = Transaction.objects.filter(account_id=account_id, seq=number).values_list("id", flat=True).first()
    if found is None or not stores.sees(who.caller, account_id, number):
        raise Stop(of_refusal(Refusal("unknown_transaction", {"transaction": number})))
    return [
        EntryOut(one.wallet_type, one.from_account, one.to_account, one.amount, one.lot_no)
        for one in Entry.objects.filter(transaction_id=found).order_by("n")
    ]


router = Router("", route_handlers=[lots, holds, entries], tags=["Ledger"])
