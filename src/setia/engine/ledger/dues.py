"""What falls due by itself: activations, expiries, ends of holds, rewards and levels, each at its own instant.

Booking is exact whenever it runs: each due is a transaction with its due instant as effective time, in order of
instant, so that the ledger's content does not depend on when a sweep ran (design section 3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush

import msgspec

from setia.engine import rewards, tiers
from setia.engine.calendar import sooner
from setia.engine.ledger.book import Book, DebtEnds, Header
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.idle import note_end
from setia.engine.ledger.lots import Lot, in_order_of_consumption
from setia.engine.ledger.redating import redate
from setia.engine.rules.versions import Version

IDLE = "idle"
"""Reason of an expiry that idleness brought."""

WRITTEN_OFF = "debt_writeoff"
"""Reason of the adjustment by which a debt ends that nothing has moved for long."""

VersionAt = Callable[[int], Version | None]
"""The program version in force at an instant; None before the first."""


def book_dues(book: Book, horizon: int, version_at: VersionAt) -> None:
    """Write everything due at or before `horizon`; all open lots, holds and rewards of the account must be loaded.

    At one instant: activations, then ends of holds, expiries of units, debts that nothing has moved for long, new ends
    for what is left, expiries of rewards, levels that are over, and last what the units that became usable are turned
    into.
    """
    agenda = _Agenda(book)
    while (instant := agenda.instant) is not None and instant <= horizon:
        version = version_at(instant)
        book.debt_ends = debt_ends(version, instant)
        header = Header(version.number if version is not None else 0)
        lots, holds = agenda.take(instant)
        _activate(book, lots, instant, header)
        for hold in holds:
            free_parts(book, hold, 0, instant)
            book.set_hold(msgspec.structs.replace(hold, state="expired"))
            book.write("hold_expire", instant, msgspec.structs.replace(header, origin_seq=hold.seq))
        _expire(book, lots, instant, header)
        _write_off(book, instant, header)
        agenda.add_lots([*lots, *(no for hold in holds for no, _ in hold.parts)])
        written = len(book.transactions)
        for redating in [one for one in book.redatings if one.instant <= instant]:
            redate(book, redating)
        rewards.expire(book, instant, header)
        tiers.fall(book, version, instant)
        if version is not None:
            rewards.convert(book, version, instant)
        if len(book.transactions) > written:  # a level may have moved the ends of whole wallets
            agenda = _Agenda(book)


def debt_ends(version: Version | None, at: int) -> DebtEnds:
    """When debts that move at an instant are to be written off, by the version in force."""
    return lambda wallet: None if version is None else version.compiled.debt_ends(wallet, at)


def free_parts(book: Book, hold: Hold, kept: int, at: int) -> None:
    """Give a hold's units back, all but the first `kept`: to available, or to expired where their lot has ended."""
    for lot_no, amount in hold.parts:
        skipped = min(kept, amount)
        kept -= skipped
        back = amount - skipped
        if not back:
            continue
        lot = book.lots[lot_no]
        end = book.deadline(lot)
        if end is not None and end <= at:
            book.move(lot_no, "held", "expired", back)
        else:
            book.credit(lot_no, "held", back)


class _Agenda:
    """What falls due next. Units move no wallet's end, so that a lot is looked at again only when it has moved."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._queue: list[tuple[int, bool, int]] = []
        """When, whether it is a hold, and its number; a lot that has moved since may be in it twice."""
        self.add_lots(book.lots)
        self._queue += [(hold.ends_at, True, hold.seq) for hold in book.holds.values() if hold.state == "open"]
        heapify(self._queue)

    @property
    def instant(self) -> int | None:
        """When the next thing falls due."""
        book = self._book
        redated_at = book.redatings[0].instant if book.redatings else None
        return sooner(self._queue[0][0] if self._queue else None, sooner(book.beside.next_due(), redated_at))

    def add_lots(self, numbers: Iterable[int]) -> None:
        """Look at lots, for the first time or again."""
        for no in numbers:
            due = self._book.next_due(self._book.lots[no])
            if due is not None:
                heappush(self._queue, (due, False, no))

    def take(self, instant: int) -> tuple[list[int], list[Hold]]:
        """The lots and the holds of an instant, by number."""
        lots: dict[int, None] = {}
        holds: list[Hold] = []
        while self._queue and self._queue[0][0] == instant:
            _, is_hold, number = heappop(self._queue)
            if is_hold:
                holds.append(self._book.holds[number])
            else:
                lots[number] = None
        return list(lots), holds


def _activate(book: Book, lots: list[int], instant: int, header: Header) -> None:
    due = (book.lots[no] for no in lots)
    ripe = [lot for lot in due if lot.pending and lot.active_at <= instant and not _over(book, lot, instant)]
    for lot in in_order_of_consumption(ripe):
        book.credit(lot.no, "pending", lot.pending)
    if ripe:
        book.write("activate", instant, header)


def _expire(book: Book, lots: list[int], instant: int, header: Header) -> None:
    """Lots that end by their own date, then those that idleness ends: two transactions, for a late event undoes one."""
    by_date: list[Lot] = []
    by_idleness: list[Lot] = []
    for lot in (book.lots[no] for no in lots):
        if (lot.pending or lot.free) and _over(book, lot, instant):
            own = lot.ends_by_date(book.wallet(lot.wallet))
            (by_idleness if own is None or own > instant else by_date).append(lot)
    if by_date:
        _end(book, by_date)
        book.write("expire", instant, header)
    if by_idleness:
        _end(book, by_idleness)
        for wallet in {lot.wallet: None for lot in by_idleness}:
            note_end(book, wallet, instant)
        book.write("expire", instant, msgspec.structs.replace(header, reason=IDLE))


def _write_off(book: Book, instant: int, header: Header) -> None:
    over = sorted(wallet for wallet, end in book.beside.progress.debts_end.items() if end <= instant)
    for wallet in over:
        book.move_without_lot(wallet, "adjusted", "debt", book.wallet(wallet).debt)
        book.write("adjust", instant, msgspec.structs.replace(header, reason=WRITTEN_OFF))


def _over(book: Book, lot: Lot, instant: int) -> bool:
    end = book.deadline(lot)
    return end is not None and end <= instant


def _end(book: Book, lots: list[Lot]) -> None:
    for lot in in_order_of_consumption(lots):
        if lot.pending:
            book.move(lot.no, "pending", "expired", lot.pending)
        if free := book.lots[lot.no].free:
            book.move(lot.no, "available", "expired", free)
