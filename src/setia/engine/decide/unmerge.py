"""Un-merge: two accounts again, by provenance of lots; what was spent meanwhile stays spent (ledger 4.12)."""

from __future__ import annotations

from setia.engine import tiers
from setia.engine.calendar import DAY
from setia.engine.commands import Belongings, Piece, UnmergeIn, UnmergeOut
from setia.engine.decide.belongings import give_counters_back, give_rewards, take_rewards
from setia.engine.decide.decision import Decision, Parcel, Setting, conclude, open_book
from setia.engine.decide.transfer import piece_of, unpack
from setia.engine.ledger.book import Book
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal

UNMERGE_WITHIN = 30 * DAY
PARTED = "unmerged"
"""Cause of what becomes of levels and rewards."""


def unmerge_out(account: Account, command: UnmergeOut, setting: Setting) -> Decision | Refusal:
    """Send back what is left of what the merge brought: units that are free or pending, rewards, what was counted."""
    if account.status != "open":  # if it was merged itself, what the merge brought went on with it
        return Refusal("account_closed", {"status": account.status})
    past = account.past.get(command.merge)
    # A transaction by which an order came from that account names it too, and is none.
    if past is None or past.command != "merge_in" or past.counterpart != command.counterpart:
        return Refusal("not_a_merge", {"transaction": command.merge})
    if setting.stamp.recorded_at - past.recorded_at > UNMERGE_WITHIN:
        return Refusal("too_late", {"days": UNMERGE_WITHIN // DAY})
    # From here it must succeed.
    book = open_book(account, setting)
    brought = {entry.lot for entry in past.entries if entry.source == "clearing"} - {0}
    went_on = {no: book.lots[no].transferred for no in sorted(brought)}
    pieces = (*_send_back(book, brought, setting), *_send_what_returned(book, went_on, setting))
    give_counters_back(book, past.seq)
    rewards = give_rewards(book, PARTED, past.seq)
    told = {"counterpart": command.counterpart, "reason": command.reason, "origin_seq": past.seq}
    done = book.write("merge" if pieces else "record", setting.stamp.effective_at, setting.header(**told))
    if (version := setting.version) is not None:
        occasion = tiers.Occasion(setting.stamp.effective_at, setting.now, past.seq, lifts=False, undone=PARTED)
        tiers.part(book, version, occasion)
        tiers.review(book, version, occasion)
    return conclude(book, parcel=Parcel(pieces, brought=Belongings(rewards=rewards)), known_as=done.seq)


def unmerge_in(account: Account, command: UnmergeIn, setting: Setting) -> Decision | Refusal:
    """Open the account again with what came back; its levels, badges and counters are as they were."""
    if account.status != "merged":
        return Refusal("not_a_merge", {"status": account.status})
    # From here it must succeed.
    book = open_book(account, setting)
    book.set_status("open")
    got = unpack(book, command.pieces, setting)
    take_rewards(book, command.rewards)
    header = setting.header(counterpart=command.counterpart, reason=command.reason)
    book.write("merge" if command.pieces else "record", setting.stamp.effective_at, header)
    return conclude(book, got)


def _send_back(book: Book, lots: set[int], setting: Setting) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for no in sorted(lots):
        lot = book.lots[no]
        if lot.pending:
            pieces.append(piece_of(book, no, lot.pending, setting))
            book.move(no, "pending", "clearing", lot.pending)
        if free := book.lots[no].free:
            pieces.append(piece_of(book, no, free, setting))
            book.move(no, "available", "clearing", free)
    return tuple(pieces)


def _send_what_returned(book: Book, went_on: dict[int, int], setting: Setting) -> tuple[Piece, ...]:
    """The same of units that went on to a third account, and came back from there in lots of the same dates.

    `went_on` has the lots that the merge brought, and how much of each; no more is sent. Ends do not tell lots apart:
    they may have changed meanwhile.
    """
    pieces: list[Piece] = []
    for no, left in went_on.items():
        for other in [one for one in sorted(book.lots) if one > no and one not in went_on and _alike(book, one, no)]:
            for bucket in ("pending", "available"):
                lot = book.lots[other]
                if part := min(lot.pending if bucket == "pending" else lot.free, left):
                    pieces.append(piece_of(book, other, part, setting))
                    book.move(other, "pending" if bucket == "pending" else "available", "clearing", part)
                    left -= part
    return tuple(pieces)


def _alike(book: Book, one: int, other: int) -> bool:
    mine, theirs = book.lots[one], book.lots[other]
    dates = mine.earned_at == theirs.earned_at and mine.active_at == theirs.active_at
    return dates and (mine.wallet, mine.funding) == (theirs.wallet, theirs.funding)
