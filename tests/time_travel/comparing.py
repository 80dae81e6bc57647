"""What the engine made of a life, laid beside what the oracle says: ends, movements, balances, statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TypeVar

from setia.engine.calendar import local_date
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.dues import IDLE as BY_IDLENESS
from setia.engine.ledger.lots import Lot
from tests.time_travel.driving import Told
from tests.time_travel.history import Tale
from tests.time_travel.oracle import IDLE, Movement
from tests.time_travel.wallets import NEVER

T = TypeVar("T")


def differences(tale: Tale, told: Told) -> list[str]:
    """What the oracle says otherwise than the engine."""
    return [*told.faults, *_ends(tale, told), *_movements(tale, told), *_balances(tale, told), *_statements(tale, told)]


def story(told: Told) -> list[tuple[object, ...]]:
    """What was written, without what tells when: hashes, and which transaction closes a command."""
    return [
        (
            *(one.seq, one.kind, one.effective_at, one.program_version, one.reason, one.origin_seq, one.idle_from),
            *(one.entries, one.redated, one.why),
            [_dates(lot) for lot in one.opened],
        )
        for one in told.transactions
    ]


def _ends(tale: Tale, told: Told) -> Iterator[str]:
    """Of every lot as it is stored in the end, and every end that it was given."""
    theirs = {no: _dates(lot) for no, lot in told.lots.items()}
    for lot in tale.member.lots:
        mine = (lot.no, lot.earned, lot.active, lot.end)
        if theirs.pop(lot.no, None) != mine:
            yield f"lot: oracle {mine}, engine {told.lots.get(lot.no)}"
    yield from (f"lot: only the engine: {dates}" for dates in theirs.values())
    redated = Counter((no, _or_never(old), _or_never(new)) for one in told.transactions for no, old, new in one.redated)
    yield from _apart("redated", Counter(tale.member.redated), redated)


def _movements(tale: Tale, told: Told) -> Iterator[str]:
    """Every unit that went from one account to another, and the very instant at which it did."""
    theirs: Counter[Movement] = Counter()
    for one in told.transactions:
        kind = IDLE if one.kind == "expire" and one.reason == BY_IDLENESS else one.kind
        for entry in one.entries:
            way = (entry.wallet, entry.source, entry.target)
            theirs[Movement(one.effective_at, kind, one.program_version, *way, entry.amount, entry.lot)] += 1
    yield from _apart("moved", Counter(tale.member.movements), theirs)


def _balances(tale: Tale, told: Told) -> Iterator[str]:
    """As anybody read them."""
    for look, mine, theirs in zip(tale.life.looks, tale.seen, told.balances, strict=True):
        for id_, expected in mine.items():
            wallet = theirs.get(id_, Wallet())
            if (wallet.available, wallet.pending) != expected:
                yield f"read at {look.at}, {id_}: oracle {expected}, engine {(wallet.available, wallet.pending)}"


def _statements(tale: Tale, told: Told) -> Iterator[str]:
    """What came into every account, by wallet and local year."""
    theirs: Counter[tuple[str, int, str]] = Counter()
    for one in told.transactions:
        year = local_date(one.effective_at, tale.life.program.zone).year
        for entry in one.entries:
            theirs[entry.wallet, year, entry.target] += entry.amount
            theirs[entry.wallet, year, entry.source] -= entry.amount
    mine = tale.member.totals()
    for key in sorted(mine.keys() | theirs.keys()):
        if mine[key] != theirs[key]:
            yield f"statement of {key}: oracle {mine[key]}, engine {theirs[key]}"


def _apart(what: str, mine: Counter[T], theirs: Counter[T]) -> Iterator[str]:
    yield from (f"{what}, only the oracle: {one}" for one in mine - theirs)
    yield from (f"{what}, only the engine: {one}" for one in theirs - mine)


def _dates(lot: Lot) -> tuple[int, int, int, int]:
    return lot.no, lot.earned_at, lot.active_at, _or_never(lot.expires_at)


def _or_never(end: int | None) -> int:
    return NEVER if end is None else end
