"""Un-merge: two accounts again, by provenance of lots; what was spent meanwhile stays spent (ledger 4.12)."""

from __future__ import annotations

import msgspec

from setia.engine import tiers
from setia.engine.calendar import DAY
from setia.engine.commands import Belongings, Piece, UnmergeIn, UnmergeOut
from setia.engine.decide.belongings import give_counters_back, give_rewards, take_rewards
from setia.engine.decide.decision import Decision, Parcel, Setting, conclude, open_book
from setia.engine.decide.transfer import piece_of, unpack
from setia.engine.ledger.accounts import AccountName
from setia.engine.ledger.book import Book
from setia.engine.ledger.past import Past
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
    if account.progress.merged.get(command.counterpart) != command.merge:  # undone before
        return Refusal("not_a_merge", {"transaction": command.merge})
    if setting.stamp.recorded_at - past.recorded_at > UNMERGE_WITHIN:
        return Refusal("too_late", {"days": UNMERGE_WITHIN // DAY})
    # From here it must succeed.
    book = open_book(account, setting)
    pieces = _send_back(book, _places(book, past), setting)
    give_counters_back(book, past.seq)
    others = {key: seq for key, seq in book.beside.progress.merged.items() if key != command.counterpart}
    book.beside.note(merged=others)
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
    progress = book.beside.progress
    book.beside.note(
        came_back=(*progress.came_back, *_came_back(book, command.pieces)), parted=(*progress.parted, book.seq)
    )
    take_rewards(book, command.rewards)
    header = setting.header(counterpart=command.counterpart, reason=command.reason)
    book.write("merge" if command.pieces else "record", setting.stamp.effective_at, header)
    return conclude(book, got)


def _places(book: Book, merge: Past) -> dict[int, int]:
    """By lot: with which piece of what the merge took over it came, from 0.

    Lots of its own, and those in which such a piece came back after it had gone on to a third account.
    """
    brought = sorted({entry.lot for entry in merge.entries if entry.source == "clearing"} - {0})
    places = {no: place for place, no in enumerate(brought)}
    for back, went in book.beside.progress.came_back:
        if went in places:
            places[back] = places[went]
    return places


def _send_back(book: Book, places: dict[int, int], setting: Setting) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    buckets: tuple[AccountName, ...] = ("pending", "available")
    for no in sorted(places):
        for bucket in buckets:
            lot = book.lots.get(no)  # one that is used up was not looked for
            part = 0 if lot is None else lot.pending if bucket == "pending" else lot.free
            if part:
                piece = piece_of(book, (no, part), setting, waits=bucket == "pending")
                pieces.append(msgspec.structs.replace(piece, place=places[no]))
                book.move(no, bucket, "clearing", part)
    return tuple(pieces)


def _came_back(book: Book, pieces: tuple[Piece, ...]) -> tuple[tuple[int, int], ...]:
    """The lots just opened for pieces, each with the lot as which it went away, where that was brought by a merge."""
    progress = book.beside.progress
    away = book.past.get(progress.merged_away)
    if away is None:
        return ()
    went = [entry.lot for entry in away.entries if entry.target == "clearing" and entry.lot]
    known = {back for back, _ in progress.came_back}
    merges = set(progress.merged.values())
    opened = sorted(book.lots)[len(book.lots) - len(pieces) :]
    pairs = [(back, went[piece.place]) for back, piece in zip(opened, pieces, strict=True)]
    return tuple((back, no) for back, no in pairs if no in known or book.lots[no].origin_seq in merges)
