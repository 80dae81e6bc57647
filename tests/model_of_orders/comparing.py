"""The reference and the system side by side: an assertion with both for whatever differs."""

from __future__ import annotations

from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot as StoredLot
from setia.engine.ledger.tier_status import TierStatus
from tests.model.lots import STATES, Lot
from tests.model.replies import Reply
from tests.model.system import Answer
from tests.model_of_orders.asked import Asked
from tests.model_of_orders.member import Member, Reward
from tests.model_of_orders.model import Ledger
from tests.model_of_orders.system import Seen, System

OPEN = ("pending", "free", "held")


def same_answer(asked: Asked, expected: Reply, found: Answer) -> None:
    """Status, refusal code and what was awarded; of a wallet in which nothing changed nothing need be said."""
    told = (found.status, found.code, _changes(found.awarded) if found.status == "done" else {})
    wanted = (expected.status, expected.code, _changes(expected.awarded))
    assert told == wanted, f"{asked}: {told}, expected {wanted}"


def _changes(awarded: dict[str, int] | None) -> dict[str, int]:
    return {wallet: amount for wallet, amount in (awarded or {}).items() if amount}


def same_members(ledger: Ledger, system: System) -> None:
    """Every wallet, open lot, level, reward and counter of every member as read now; and every stock."""
    ledger.settle()
    seen = system.members(ledger.members)
    for name, member in ledger.members.items():
        _same_member(name, member, seen[name])
    taken = {reward: n for reward, n in ledger.shop.taken.items() if n}
    _same("stock taken", "", {reward: n for reward, n in system.stock().items() if n}, taken)
    for name, member in ledger.members.items():
        _same("counters", name, _counters(ledger, seen[name]), _wanted_counters(ledger, member))


def _same_member(name: str, member: Member, seen: Seen) -> None:
    _same("status", name, seen.status, "merged" if member.merged else "open")
    ids = {lot.wallet for lot in member.lots} | set(member.debt) | set(seen.wallets)
    shown = {id_: seen.wallets.get(id_, Wallet()) for id_ in ids}
    buckets = {id_: Wallet(one.pending, one.available, one.held, one.debt) for id_, one in shown.items()}
    _same("wallets", name, buckets, {id_: _wallet(member, id_) for id_ in ids})
    _same_lots(name, [_stored(lot, OPEN) for lot in seen.lots], [_lot(one, OPEN) for one in _open(member)])
    _same("level", name, _status(seen.level), _wanted_status(member))
    usable = [one for one in member.rewards if one.state == "issued"]
    _same_list("rewards", name, [_shown(one) for one in seen.rewards.values()], [_reward(one) for one in usable])


def same_books(ledger: Ledger, system: System) -> None:
    """After a sweep: every part of every lot and every reward that ever was, and the sums of all movements."""
    for name, (lots, rewards) in system.books(ledger.members).items():
        member = ledger.members[name]
        _same_lots(name, [_stored(one, STATES) for one in lots], [_lot(one, STATES) for one in member.lots])
        shown = [_shown(one) for _, one in sorted(rewards.items())]
        _same_list("rewards", name, shown, [_reward(one) for one in member.rewards])
    flows = system.flows()
    differ = {key: (flows[key], ledger.flows[key]) for key in flows | ledger.flows if flows[key] != ledger.flows[key]}
    assert not differ, f"units by wallet, source and target, found and expected: {differ}"


def _same(what: str, name: str, found: object, expected: object) -> None:
    assert found == expected, f"{what} of {name}:\n  {found}, expected\n  {expected}"


def _same_lots(name: str, found: list[tuple[object, ...]], wanted: list[tuple[object, ...]]) -> None:
    """Wallet by wallet, each in the order of number; in which order one event opens lots of several is nobody's."""
    by_wallet = [sorted(lots, key=lambda lot: str(lot[0])) for lots in (found, wanted)]
    _same_list("lots", name, *by_wallet)


def _same_list(what: str, name: str, found: list[tuple[object, ...]], wanted: list[tuple[object, ...]]) -> None:
    if found != wanted:
        unlike = [f"  {one}" for one in found if one not in wanted]
        unlike += [f"  {one} expected" for one in wanted if one not in found]
        raise AssertionError("\n".join((f"{what} of {name}, {len(found)} of {len(wanted)}:", *unlike)))


def _wallet(member: Member, id_: str) -> Wallet:
    mine = [lot.units for lot in member.lots if lot.wallet == id_]
    pending, free, held = (sum(units[state] for units in mine) for state in OPEN)
    return Wallet(pending, free, held, member.debt[id_])


def _open(member: Member) -> list[Lot]:
    return [lot for lot in member.lots if lot.is_open()]


def _lot(lot: Lot, states: tuple[str, ...]) -> tuple[object, ...]:
    return (lot.wallet, lot.earned_at, lot.active_at, lot.expires_at, *(lot.units[state] for state in states))


def _stored(lot: StoredLot, states: tuple[str, ...]) -> tuple[object, ...]:
    dates = (lot.earned_at, lot.active_at, lot.expires_at)
    return (lot.wallet, *dates, *(getattr(lot, state) for state in states))


def _status(status: TierStatus | None) -> tuple[object, ...]:
    return ((), None, None) if status is None else (status.history, status.until, status.falls_at)


def _wanted_status(member: Member) -> tuple[object, ...]:
    if not member.statuses:
        return (), None, None
    assert member.timeline[-1][1] == member.statuses[0].level
    return tuple(member.timeline), member.statuses[0].until, member.falls_at


def _reward(one: Reward) -> tuple[object, ...]:
    return one.no, one.id, one.state, one.issued_at, one.ends, one.worth


def _shown(one: Issued) -> tuple[object, ...]:
    return one.no, one.reward, one.state, one.issued_at, one.expires_at, one.worth


def _names(ledger: Ledger) -> dict[str, str]:
    """What the system calls what the reference counts."""
    version = ledger.shop.versions[-1]
    names = {
        limit.id: f"limit:{limit.id}" for limit in version.limits if any(limit.id == r.limit for r in version.rules)
    }
    ways = {measure for level in version.ladder.levels for measure, _ in level.ways}
    names |= {one: f"tier:club:{one}" + (":base" if one == "points" else "") for one in ways}
    names["birthday"] = "birthday"
    return names | {f"reward:{offer.id}": f"reward:{offer.id}" for offer in version.offers}


def _counters(ledger: Ledger, seen: Seen) -> dict[tuple[str, str], int]:
    names = set(_names(ledger).values())
    return {counter: n for counter, n in seen.counters.items() if n and counter[0] in names}


def _wanted_counters(ledger: Ledger, member: Member) -> dict[tuple[str, str], int]:
    names = _names(ledger)
    return {(names[name], period): n for (name, period), n in member.counters.items() if n and name in names}
