"""Make-good: what many members should have had, previewed, approved by a second person, given once, undone as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from setia.api import cursors, instants, naming, purchases, stores
from setia.api.callers import Session, Who
from setia.api.commands import NothingIn, Number, Req
from setia.api.cursors import Cursor, Limit
from setia.api.once import kept_with, once, one_by_one, sent, told
from setia.api.problems import Stop, problem
from setia.api.using import Amount, Reason
from setia.engine.commands import Earn, RecordPurchase
from setia.services import make_good
from setia.services.make_good import AtEnd, Item, MakeGoodFault, Sums
from setia.services.requests import Manner, Outcome, Repeatable
from setia.storage.models import MakeGood, MakeGoodItem, Member
from setia.storage.programs import LoadedProgram

ITEMS_MAX = 1_000


BatchName = Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,39}$")]


class GiftItem(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="gift"):
    """Units for a member."""

    member: str
    amount: Amount
    wallet: str = "points"


class SaleItem(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="purchase"):
    """A purchase that was not recorded: it earns what it would have earned at its own time."""

    purchase: purchases.PurchaseIn


class MakeGoodIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What is to be made good, and what to call it."""

    name: BatchName
    reason: Reason
    items: Annotated[tuple[SaleItem | GiftItem, ...], Meta(min_length=1, max_length=ITEMS_MAX)]


class MakeGoodOut(Struct, frozen=True):
    """A batch, and what it comes to."""

    id: int
    name: str
    reason: str
    state: str
    """draft, rejected, approved, applying, applied, undoing, undone."""
    made_by: str
    made_at: datetime
    approved_by: str
    items: dict[str, int]
    """How many are in which state."""
    refused: dict[str, int]
    """How many were, or by the preview would be, refused for which reason."""
    awarded: dict[str, int]
    """By wallet: what it would give, each item by itself; once applied, what it gave."""
    taken: dict[str, int]
    """By wallet: what was taken back."""


class MakeGoodsOut(Struct, frozen=True):
    """A page of batches, the newest first."""

    make_goods: tuple[MakeGoodOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


class ItemOut(Struct, frozen=True):
    """One item."""

    number: int
    """Its place among the items that were sent, from 1."""
    member: str
    """Public id; empty where nobody is known by the name."""
    state: str
    code: str
    awarded: dict[str, int]
    taken: dict[str, int]
    kept: dict[str, int]
    """Once undone: what the member had used already, and keeps."""


class ItemsOut(Struct, frozen=True):
    """Items in their order."""

    items: tuple[ItemOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


@post("/make-goods", status_code=201)
async def prepare(data: JSONBody[MakeGoodIn], request: Req, who: Who) -> MakeGoodOut:
    """Prepare a batch, and see what it would give. Nothing is given before somebody else has approved it."""
    who.needs("adjust")
    stores.not_of_all(who.caller)
    return await once(request, who, lambda: _prepare(who, data))


def _prepare(who: Session, data: MakeGoodIn) -> MakeGoodOut:
    named = [one.member if isinstance(one, GiftItem) else one.purchase.member or "" for one in data.items]
    names = naming.look_up(who, named)
    items = [_item(who, one, data.reason, _Named(names, f"items[{n}]")) for n, one in enumerate(data.items)]
    return with_(lambda: make_good.prepare(who.program, (data.name, data.reason), items, who.caller.name))


class _Named(Struct, frozen=True):
    """Who the members are whom a batch names, and which item names one."""

    names: naming.Names
    item: str

    def account(self, name: str, field: str) -> int | None:
        """His account; None where nobody is known by the name. Stops where it is none."""
        naming.known(name, f"{self.item}.{field}")
        return self.names.accounts.get(name)


def _item(who: Session, item: SaleItem | GiftItem, reason: str, found: _Named) -> Item:
    if isinstance(item, GiftItem):
        return Item(Earn(who.now, item.wallet, item.amount, reason), found.account(item.member, "member"))
    named = item.purchase.member
    if named is None:
        raise Stop(problem(422, "missing_field", field=f"{found.item}.purchase.member"))
    asked = purchases.purchase_asked(msgspec.structs.replace(item.purchase, member=None), who)
    assert isinstance(asked.command, RecordPurchase)
    return Item(asked.command, found.account(named, "purchase.member"), asked.reference)


@get("/make-goods")
async def list_(who: Who, limit: Limit = 50, cursor: Cursor = "") -> MakeGoodsOut:
    """Batches, the newest first."""
    who.needs("adjust")
    stores.not_of_all(who.caller)
    return await who.desk.read(_list, who, cursors.before(cursor), limit)


def _list(who: Session, before: int, limit: int) -> MakeGoodsOut:
    found = MakeGood.objects.filter(program_id=who.program.id, id__lt=before).order_by("-id")[: limit + 1]
    shown, following = cursors.cut(list(found), limit, lambda one: (one.id,))
    return MakeGoodsOut(tuple(_outs(shown)), following)


@get("/make-goods/{number:int}/items")
async def items(number: FromPath[Number], who: Who, limit: Limit = 50, cursor: Cursor = "") -> ItemsOut:
    """What becomes of each item."""
    who.needs("adjust")
    stores.not_of_all(who.caller)
    return await who.desk.read(_items, who, number, cursors.after(cursor), limit)


def _items(who: Session, id_: int, after: int, limit: int) -> ItemsOut:
    if not MakeGood.objects.filter(program_id=who.program.id, id=id_).exists():
        raise Stop(problem(404, "unknown_make_good", make_good=id_))
    wanted = MakeGoodItem.objects.filter(make_good_id=id_, n__gt=after).order_by("n")[: limit + 1]
    found, following = cursors.cut(list(wanted), limit, lambda one: (one.n,))
    ids = [one.account_id for one in found if one.account_id is not None]
    named = dict(Member.objects.filter(account_id__in=ids).values_list("account_id", "public_id"))
    return ItemsOut(tuple(_item_out(one, named.get(one.account_id or 0, "")) for one in found), following)


def _item_out(item: MakeGoodItem, member: str) -> ItemOut:
    awarded, taken = make_good.units(item.awarded), make_good.units(item.taken)
    left = {wallet: units - taken.get(wallet, 0) for wallet, units in awarded.items()}
    kept = {wallet: units for wallet, units in left.items() if units > 0}
    over = item.state in ("undone", "kept")
    return ItemOut(item.n, member, item.state, item.code, awarded, taken, kept if over else {})


@post("/make-goods/{number:int}/approve", status_code=200)
async def approve(number: FromPath[Number], data: JSONBody[NothingIn], request: Req, who: Who) -> MakeGoodOut:
    """Agree to it. Whoever prepared it cannot: 409 `second_person_needed`."""
    who.needs("admin")
    return await once(request, who, lambda: with_(lambda: make_good.approve(who.program, number, who.by)))


@post("/make-goods/{number:int}/apply", status_code=200)
async def apply(number: FromPath[Number], data: JSONBody[NothingIn], request: Req, who: Who) -> MakeGoodOut:
    """Give everything, once: begun twice, or again after it was broken off, nothing is given twice."""
    who.needs("adjust")
    stores.not_of_all(who.caller)
    return await _in_parts(request, who, number, make_good.apply_all)


@post("/make-goods/{number:int}/undo", status_code=200)
async def undo(number: FromPath[Number], data: JSONBody[NothingIn], request: Req, who: Who) -> MakeGoodOut:
    """Take back what is still there of it. What members have used they keep; the items say what that is."""
    who.needs("admin")
    return await _in_parts(request, who, number, make_good.undo_all)


Deed = Callable[[LoadedProgram, int, Manner, AtEnd], MakeGood]


async def _in_parts(request: Req, who: Session, number: int, deed: Deed) -> MakeGoodOut:
    """What is booked a part at a time; the last keeps the answer."""

    kept: list[Outcome] = []

    async def do(key: Repeatable | None) -> Outcome:
        def ended(made: MakeGood) -> None:
            kept.append(kept_with(who, key, told(request, _outs([made])[0])))

        await who.desk.write(with_, lambda: deed(who.program, number, who.alone(), ended))
        return kept[-1]

    return sent(await one_by_one(request, who, do, lambda: not kept), MakeGoodOut)


def with_(deed: Callable[[], MakeGood]) -> MakeGoodOut:
    """A batch as a deed has left it; stops where it cannot be done."""
    try:
        return _outs([deed()])[0]
    except MakeGoodFault as fault:
        status = 404 if fault.code.startswith("unknown_") else 409
        raise Stop(msgspec.structs.replace(problem(status, fault.code), numbers=fault.numbers)) from None


def _outs(batches: Sequence[MakeGood]) -> list[MakeGoodOut]:
    return [_out(one, sums) for one, sums in zip(batches, make_good.sums(batches), strict=True)]


def _out(made: MakeGood, sums: Sums) -> MakeGoodOut:
    told = (made.made_by, instants.show(made.made_at), made.approved_by)
    counted = (sums.items, sums.refused, sums.awarded, sums.taken)
    return MakeGoodOut(made.id, made.name, made.reason, made.state, *told, *counted)


router = Router("", route_handlers=[prepare, list_, items, approve, apply, undo], tags=["Make-good"])
