"""Un-merge: two accounts again, by provenance of lots; what was spent meanwhile stays spent (ledger 4.12)."""

from __future__ import annotations

from setia.engine.calendar import DAY
from setia.engine.commands import Piece, UnmergeIn, UnmergeOut
from setia.engine.decide.decision import Decision, Parcel, Setting, conclude, open_book
from setia.engine.decide.transfer import piece_of, unpack
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal

UNMERGE_WITHIN = 30 * DAY


def unmerge_out(account: Account, command: UnmergeOut, setting: Setting) -> Decision | Refusal:
    """Send back what is free or pending of the lots that the merge opened here."""
    if account.status != "open":
        return Refusal("account_closed", {"status": account.status})
    past = account.past.get(command.merge)
    # A merge with an account that had nothing is a `record`.
    if past is None or past.kind not in ("merge", "record") or past.counterpart != command.counterpart:
        return Refusal("not_a_merge", {"transaction": command.merge})
    if setting.stamp.recorded_at - past.recorded_at > UNMERGE_WITHIN:
        return Refusal("too_late", {"days": UNMERGE_WITHIN // DAY})
    # From here it must succeed.
    book = open_book(account, setting)
    pieces: list[Piece] = []
    for no in sorted({entry.lot for entry in past.entries if entry.source == "clearing" and entry.lot}):
        lot = book.lots[no]
        if lot.pending:
            pieces.append(piece_of(book, no, lot.pending, setting))
            book.move(no, "pending", "clearing", lot.pending)
        if free := book.lots[no].free:
            pieces.append(piece_of(book, no, free, setting))
            book.move(no, "available", "clearing", free)
    told = {"counterpart": command.counterpart, "reason": command.reason, "origin_seq": past.seq}
    header = setting.header(**told)
    book.write("merge" if pieces else "record", setting.stamp.effective_at, header)
    return conclude(book, parcel=Parcel(tuple(pieces)))


def unmerge_in(account: Account, command: UnmergeIn, setting: Setting) -> Decision | Refusal:
    """Open the account again with what came back."""
    if account.status != "merged":
        return Refusal("not_a_merge", {"status": account.status})
    # From here it must succeed.
    book = open_book(account, setting)
    book.set_status("open")
    got = unpack(book, command.pieces, setting)
    header = setting.header(counterpart=command.counterpart, reason=command.reason)
    book.write("merge" if command.pieces else "record", setting.stamp.effective_at, header)
    return conclude(book, got)
