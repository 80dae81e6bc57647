"""The reference and the system side by side: an assertion with both for whatever differs."""

from __future__ import annotations

from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.lots import Lot as StoredLot
from tests.model.lots import STATES, Account, Lot
from tests.model.model import Ledger
from tests.model.replies import Asked, Reply
from tests.model.system import Answer, Seen, System


def same_answer(asked: Asked, expected: Reply, found: Answer) -> None:
    """Status, refusal code and what was awarded; of a wallet in which nothing changed nothing need be said."""
    told = (found.status, found.code, _changes(found.awarded) if found.status == "done" else {})
    wanted = (expected.status, expected.code, _changes(expected.awarded))
    assert told == wanted, f"{asked}: {found}, expected {expected}"


def _changes(awarded: dict[str, int] | None) -> dict[str, int]:
    return {wallet: amount for wallet, amount in (awarded or {}).items() if amount}


def same_members(ledger: Ledger, system: System) -> None:
    """Every wallet, open lot and open hold of every member, as read now."""
    ledger.settle()
    seen = system.members(list(ledger.members))
    for name, account in ledger.members.items():
        assert name in seen, f"{name} is not a member"
        _same_member(name, account, seen[name])


def _same_member(name: str, account: Account, seen: Seen) -> None:
    assert seen.status == ("merged" if account.merged else "closed" if account.closed else "open"), name
    ids = {lot.wallet for lot in account.lots} | set(account.debt) | set(seen.wallets)
    for id_ in sorted(ids):
        expected = _wallet(account, id_)
        found = seen.wallets.get(id_, Wallet())
        shown = Wallet(found.pending, found.available, found.held, found.debt)
        assert shown == expected, f"{name}, {id_}: {shown}, expected {expected}"
    lots = [_stored(lot, ("pending", "free", "held")) for lot in seen.lots]
    wanted = [_lot(lot, ("pending", "free", "held")) for lot in account.lots if lot.is_open()]
    _same_lots(name, lots, wanted)
    held = sorted((hold.wallet, hold.created_at, hold.ends_at, list(hold.parts)) for hold in seen.holds)
    aside = sorted(
        (hold.wallet, hold.created_at, hold.ends_at, [(lot.no, amount) for lot, amount in hold.parts])
        for hold in account.holds
        if hold.state == "open"
    )
    assert held == aside, f"holds of {name}: {held}, expected {aside}"


def same_books(ledger: Ledger, system: System) -> None:
    """After a sweep: every part of every lot that ever was, and the sums of all movements by account."""
    for name, account in ledger.members.items():
        found = [_stored(lot, STATES) for lot in system.every_lot(name)]
        wanted = [_lot(lot, STATES) for lot in account.lots]
        _same_lots(name, found, wanted)
    flows = system.flows()
    differ = {key: (flows[key], ledger.flows[key]) for key in flows | ledger.flows if flows[key] != ledger.flows[key]}
    assert not differ, f"units by wallet, source and target, found and expected: {differ}"
    assert system.count() == len(ledger.members)


def _same_lots(name: str, found: list[tuple[object, ...]], wanted: list[tuple[object, ...]]) -> None:
    if found != wanted:
        unlike = [f"  {one}" for one in found if one not in wanted]
        unlike += [f"  {one} expected" for one in wanted if one not in found]
        raise AssertionError("\n".join((f"lots of {name}, {len(found)} of {len(wanted)}:", *unlike)))


def _wallet(account: Account, id_: str) -> Wallet:
    mine = [lot.units for lot in account.lots if lot.wallet == id_]
    pending, free, held = (sum(units[state] for units in mine) for state in ("pending", "free", "held"))
    return Wallet(pending, free, held, account.debt[id_])


def _lot(lot: Lot, states: tuple[str, ...]) -> tuple[object, ...]:
    dates = (lot.earned_at, lot.active_at, lot.expires_at)
    return (lot.no, lot.wallet, *dates, lot.paid, *(lot.units[state] for state in states))


def _stored(lot: StoredLot, states: tuple[str, ...]) -> tuple[object, ...]:
    dates = (lot.earned_at, lot.active_at, lot.expires_at)
    return (lot.no, lot.wallet, *dates, lot.funding == "paid", *(getattr(lot, state) for state in states))
