"""Reading for people: a member with wallets, lots and last movements, as true now, whether or not a sweep has run."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine import standing
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.as_of import as_of
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account, Needs
from setia.engine.purchase import Purchase
from setia.engine.rules.verdict import Why, from_json
from setia.storage import loading
from setia.storage.history import load_past
from setia.storage.members import Known, find, kinds
from setia.storage.models import Member, PersonalData, Transaction
from setia.storage.movements import (
    Movement,
    causes_of_debt,
    judged_before,
    last_movements,
    movements_of_command,
    references,
)
from setia.storage.programs import LoadedProgram
from setia.storage.reward_codes import HeldReward, held


class MemberPage(Struct, frozen=True):
    """All that a member's page shows."""

    public_id: str
    name: str
    identifiers: dict[str, str]
    joined_at: int
    status: str
    wallets: dict[str, Wallet]
    open_lots: tuple[Lot, ...]
    """Each with the date that ends it as things stand: in a pause none."""
    open_holds: tuple[Hold, ...]
    hold_references: dict[int, str]
    """What open holds are for, by number, where that was said."""
    owed: dict[str, tuple[Movement, ...]]
    """By wallet with a debt: the transactions that it comes from."""
    levels: tuple[standing.Level, ...]
    cards: tuple[standing.Card, ...]
    rewards: tuple[HeldReward, ...]
    """Those that can be used now."""
    badges: tuple[str, ...]
    movements: tuple[Movement, ...]
    transactions: int


class Explanation(Struct, frozen=True):
    """One movement with why it was what it was."""

    movement: Movement
    why: Why | None
    """None for what no rule had a say in."""
    before: Why | None
    """For an order that was judged before: how it was judged last."""
    followed_by: tuple[Movement, ...]
    """What the same command wrote after it: levels, units that became rewards."""
    purchase: Purchase | None
    """What was bought, in its latest version, where rules judged a purchase."""


def _as_it_ends(lot: Lot, account: Account) -> Lot:
    """A lot whose date does not end it, for its wallet is paused, is shown without."""
    return msgspec.structs.replace(lot, expires_at=lot.ends_by_date(account.wallets.get(lot.wallet, Wallet())))


def find_member(program: LoadedProgram, name: str) -> Member | None:
    """A member by public id, or by any identifier's exact value; None if there is none.

    The identifier of a member who was merged into another finds the other.
    """
    if found := Member.objects.filter(program_id=program.id, public_id=name).first():
        return found
    keys = [program.kept(Known(kind, name)).key(program.key) for kind in kinds(program.id)]
    accounts = find(keys, program.id)
    return Member.objects.filter(account_id__in=accounts.values()).first()


def account_as_of(account_id: int, now: int, program: LoadedProgram) -> Account:
    """An account with everything due by `now` counted as done, whether or not a sweep has run."""
    heads = loading.read_heads([account_id])
    loading.fill(heads, {account_id: Needs(open_lots=True, counters_since="")})
    return as_of(heads[account_id], now, program.versions)


def member_page(member: Member, program: LoadedProgram, now: int, movements: int) -> MemberPage:
    """The page as of `now`: what is past its deadline is not shown as usable, though no sweep has booked it."""
    account = account_as_of(member.account_id, now, program)
    version = program.versions.in_force(now, now)
    data = PersonalData.objects.filter(member=member).first()
    holds = tuple(hold for _, hold in sorted(account.holds.items()) if hold.state == "open")
    return MemberPage(
        public_id=member.public_id,
        name=data.name if data else "",
        identifiers=dict(data.identifiers) if data else {},
        joined_at=member.joined_at,
        status=account.status,
        wallets=dict(sorted(account.wallets.items())),
        open_lots=tuple(_as_it_ends(lot, account) for _, lot in sorted(account.lots.items()) if lot.is_open()),
        open_holds=holds,
        hold_references=references(member.account_id, [hold.seq for hold in holds]),
        levels=standing.levels(account, version.compiled, now) if version is not None else (),
        cards=standing.cards(account, version.compiled, now) if version is not None else (),
        rewards=rewards_held(member.account_id, account, program, now),
        badges=account.progress.badges,
        owed=causes_of_debt(member.account_id) if any(one.debt for one in account.wallets.values()) else {},
        movements=last_movements(member.account_id, movements),
        transactions=Transaction.objects.filter(account_id=member.account_id).count(),
    )


def rewards_held(account_id: int, account: Account, program: LoadedProgram, now: int) -> tuple[HeldReward, ...]:
    """The rewards that an account, as of now, can use."""
    return held(program, account_id, [one for one in account.rewards.values() if one.usable(now)])


JUDGED = frozenset({"record", "earn", "reverse_earn", "breakage_correction", "forgive", "reward"})
"""Kinds that may be one part of what a judgement moved; the last part says why."""


def explanation(account_id: int, seq: int) -> Explanation | None:
    """Why one transaction of an account was what it was; None if there is none."""
    written = movements_of_command(account_id, seq)
    movement = next((one for one in written if one.seq == seq), None)
    if movement is None:
        return None
    later = tuple(one for one in written if one.seq > seq)
    told = movement
    if not movement.why and movement.kind in JUDGED:
        told = next((one for one in later if one.why and _order(one) == _order(movement)), movement)
    before = judged_before(account_id, told.origin.seq, told.seq) if told.why and told.origin else ""
    order = load_past(account_id, _order(told)) if told.why else None
    # What was due before the command is no part of it.
    asked = next((one.seq for one in written if one.command), 0)
    return Explanation(
        movement=movement,
        why=from_json(told.why) if told.why else None,
        before=from_json(before) if before else None,
        followed_by=later if seq >= asked or told is not movement else (),
        purchase=order.purchase if order is not None else None,
    )


def _order(movement: Movement) -> int:
    return movement.origin.seq if movement.origin is not None else movement.seq
