"""Idleness: what a member does puts off the end of what he has; done late, it undoes an end booked meanwhile (4.3a)."""

from __future__ import annotations

import msgspec

from setia.engine.calendar import deadline
from setia.engine.ledger.book import Book, Header
from setia.engine.ledger.entries import Transaction
from setia.engine.ledger.past import Past
from setia.engine.ledger.progress import IdleEnd
from setia.engine.rules.compiled import Compiled


def note_activity(book: Book, compiled: Compiled, at: int, header: Header, past: dict[int, Past]) -> tuple[bool, bool]:
    """Something that counts happened at an instant. Returns whether an end moved, and whether one was undone.

    `past` has the transactions that booked an end by idleness after that instant, for wallets that have one; those of
    this very command are in the book. A program that knows idleness no more puts the end off for ever.
    """
    moved = undone = False
    for unit in compiled.units.values():
        wallet = book.wallet(unit.id)
        if unit.idle is None and wallet.idle_at is None and unit.id not in book.beside.progress.idle_ends:
            continue
        idle_at = None if unit.idle is None else deadline(at, unit.idle, compiled.zone)
        # Undoing looks at the end that was booked, and not at `idle_at`: something later may have moved that already.
        ends = _ended_between(book, unit.id, (at, idle_at), past)
        if _is_later(idle_at, wallet.idle_at) and not _put_off_for_ever(book, unit.id, at, idle_at):
            moved = True
            if idle_at is None:
                never = {**book.beside.progress.never_idle, unit.id: at}
                book.beside.note(never_idle=never)
            book.set_wallet(unit.id, msgspec.structs.replace(wallet, idle_at=idle_at))
        if ends:
            undone = True
            others = {id_: end for id_, end in book.beside.progress.idle_ends.items() if id_ != unit.id}
            book.beside.note(idle_ends=others)
            for end in ends:
                _unexpire(book, unit.id, end, at, header)
    return moved, undone


def note_end(book: Book, wallet: str, at: int) -> None:
    """The transaction to be written next books that idleness has ended something of a wallet at an instant."""
    known = book.beside.progress.idle_ends
    before = known[wallet].seqs if wallet in known and known[wallet].at == at else ()
    book.beside.note(idle_ends={**known, wallet: IdleEnd(at, (*before, book.seq))})


def keep_alive(book: Book, wallet: str, until: int) -> bool:
    """Idleness does not end a wallet before an instant. Whether that puts its end off."""
    now = book.wallet(wallet)
    if now.idle_at is None or now.idle_at >= until:
        return False
    book.set_wallet(wallet, msgspec.structs.replace(now, idle_at=until))
    return True


def _is_later(idle_at: int | None, known: int | None) -> bool:
    """Whether an end by idleness is later than the known one; None is never, and nothing known where there was none."""
    if idle_at is None:
        return known is not None
    return known is None or known < idle_at


def _put_off_for_ever(book: Book, wallet: str, at: int, idle_at: int | None) -> bool:
    """Whether something later has put the end off for ever, so that news of before, with an end, says nothing new."""
    since = book.beside.progress.never_idle.get(wallet)
    return since is not None and idle_at is not None and at < since


def _ended_between(
    book: Book, wallet: str, alive: tuple[int, int | None], past: dict[int, Past]
) -> list[Past | Transaction]:
    """What booked the wallet's end by idleness, if that lies where the activity says that the wallet was alive."""
    at, idle_at = alive
    end = book.beside.progress.idle_ends.get(wallet)
    if end is None or not at < end.at or (idle_at is not None and idle_at <= end.at):
        return []
    known: dict[int, Past | Transaction] = {**past, **{one.seq: one for one in book.transactions}}
    return [known[seq] for seq in end.seqs] if known.keys() >= set(end.seqs) else []


def _unexpire(book: Book, wallet: str, expiry: Past | Transaction, at: int, header: Header) -> None:
    back = 0
    for entry in expiry.entries:
        lot = book.lots[entry.lot]
        amount = min(entry.amount, lot.expired) if entry.wallet == wallet else 0
        if amount and entry.source == "pending" and lot.active_at > at:
            book.move(entry.lot, "expired", "pending", amount)
        elif amount:
            book.credit(entry.lot, "expired", amount)
        back += amount
    if back:
        book.write("unexpire", at, msgspec.structs.replace(header, origin_seq=expiry.seq))
