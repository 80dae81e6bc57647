"""Erase a member: preview what he loses, then close, list outside the database, delete, and wipe (ledger 4.13).

History is not touched: it holds nothing that can be read about anybody, and every chain still verifies.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct, structs

from setia.engine.commands import Close, Release
from setia.engine.ledger.accounts import Wallet
from setia.engine.refusals import Refusal
from setia.services import erasure_list
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.erasure_list import Entry
from setia.storage import audit_log, clock, loading, privacy, programs
from setia.storage.models import Member
from setia.storage.privacy import Mark, Person
from setia.storage.programs import LoadedProgram
from setia.storage.reading import account_as_of


class Preview(Struct, frozen=True):
    """What erasing a member will do."""

    public_id: str
    forfeited: dict[str, int]
    """Units that are lost, by wallet: usable and still to come."""
    written_off: dict[str, int]
    """Debts that are waived, by wallet."""
    others: tuple[str, ...]
    """Public ids of the members that were merged into this one, or this into them: they are the same person."""
    refusal: Refusal | None
    """Why it cannot be done now."""


class Erased(Struct, frozen=True):
    """What erasing a member did."""

    public_id: str
    forfeited: dict[str, int]
    erased_at: int
    wiped: bool
    """False where deleted bytes are still on the disk: in SQLite's log, because somebody was reading, until it is next
    emptied; on PostgreSQL because the role does not own the tables, until their owner runs VACUUM."""


def preview(member: Member) -> Preview:
    """What would be lost now, changing nothing."""
    person = privacy.person_of(member)
    account = account_as_of(person.account_id, clock.read(), programs.of_id(member.program_id))
    lost: dict[str, int] = {}
    paid: dict[str, int] = {}
    for lot in account.lots.values():
        if units := lot.pending + lot.free:
            sums = paid if lot.funding == "paid" else lost
            sums[lot.wallet] = sums.get(lot.wallet, 0) + units
    holds = sum(hold.state == "open" for hold in account.holds.values())
    refusal = None
    if privacy.erased_accounts(person.account_ids):
        refusal = Refusal("member_erased")
    elif holds:
        refusal = Refusal("has_open_holds", {"holds": holds})
    elif paid:
        wallet, units = next(iter(paid.items()))
        refusal = Refusal("paid_units_left", {"wallet": wallet, "units": units})
    return Preview(
        public_id=person.members[0].public_id,
        forfeited=dict(sorted(lost.items())),
        written_off=_debts(account.wallets),
        others=tuple(one.public_id for one in person.members[1:]),
        refusal=refusal,
    )


def erase_member(program: LoadedProgram, member: Member, manner: Manner, listed_in: Path) -> Erased | Refusal:
    """Erase a member and everything merged with him; refused whole while he has open holds or paid units.

    Nothing is erased if the list cannot be written: raises OSError then.
    """
    return _wiped(close_and_delete(program, member, manner, listed_in))


def wipe() -> bool:
    """Take what was deleted off the disk, after the commit: see `Erased.wiped`."""
    return privacy.wipe()


def close_and_delete(program: LoadedProgram, member: Member, manner: Manner, listed_in: Path) -> Erased | Refusal:
    """The same without wiping the disk, which is done after the commit: in one transaction, or part of one."""
    person = privacy.person_of(member)
    if privacy.erased_accounts(person.account_ids):
        return Refusal("member_erased")
    now = clock.read()
    requests = [Request(Close(now), account_id=person.account_id)] if _is_open(person) else []
    return _erase(_Erasure(program, person, now, listed_in), requests, manner)


def erase_again(program: LoadedProgram, member: Member, manner: Manner, erased_at: int) -> Erased | Refusal:
    """Erase a member whom the list outside the database names, in a copy from before: this is never refused.

    Open holds are released, and what he had paid for stays in the closed account as an unclaimed amount.
    """
    person = privacy.person_of(member)
    requests: list[Request] = []
    if _is_open(person):
        now = clock.read()
        account = account_as_of(person.account_id, now, program)
        holds = [seq for seq, hold in sorted(account.holds.items()) if hold.state == "open"]
        requests = [Request(Release(now, seq), account_id=person.account_id) for seq in holds]
        requests.append(Request(Close(now, keep_paid=True), account_id=person.account_id))
    return _wiped(_erase(_Erasure(program, person, erased_at, None), requests, manner))


def _wiped(done: Erased | Refusal) -> Erased | Refusal:
    return done if isinstance(done, Refusal) else structs.replace(done, wiped=wipe())


class _Erasure(Struct, frozen=True):
    program: LoadedProgram
    person: Person
    erased_at: int
    listed_in: Path | None
    """None: it is in the list already."""


def _erase(erasure: _Erasure, requests: list[Request], manner: Manner) -> Erased | Refusal:
    """One transaction: the account's end, the deletions, and last before the commit the list."""

    def forget(outcomes: Sequence[Outcome]) -> None:
        if outcomes and outcomes[-1].refusal is not None:
            return
        loading.lock_heads(erasure.person.account_ids)
        person = privacy.person_of(erasure.person.members[0])  # again, under the lock: somebody may have been merged
        privacy.erase(person, Mark(erasure.erased_at, clock.read(), manner.actor))
        by = (manner.actor, manner.channel)
        for one in person.members:
            audit_log.note(erasure.program.id, by, "member_erased", one.public_id)
        if erasure.listed_in is not None:
            erasure_list.append(erasure.listed_in, [_entry(one, erasure) for one in person.members])

    outcomes = apply(erasure.program, requests, manner, within=forget)
    last = outcomes[-1] if outcomes else Outcome("done")
    if last.refusal is not None:
        return last.refusal
    forfeited = {wallet: -units for wallet, units in last.awarded.items()}
    return Erased(erasure.person.members[0].public_id, forfeited, erasure.erased_at, wiped=False)


def _entry(member: Member, erasure: _Erasure) -> Entry:
    hashed = privacy.hash_of_member(erasure.program.key, member.public_id)
    return Entry(program=erasure.program.code, member=hashed.hex(), at=erasure.erased_at)


def _is_open(person: Person) -> bool:
    return loading.read_heads([person.account_id])[person.account_id].status == "open"


def _debts(wallets: dict[str, Wallet]) -> dict[str, int]:
    return {id_: wallet.debt for id_, wallet in sorted(wallets.items()) if wallet.debt}
