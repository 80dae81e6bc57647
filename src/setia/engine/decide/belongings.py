"""What an account has come to besides units, when it joins another one and when they part again (ledger 4.12).

What a merge added to a counter is itself a counter, named after the merge: so much can be given back, and no more.
"""

from __future__ import annotations

import msgspec

from setia.engine import tiers
from setia.engine.commands import Belongings, HeldReward, HeldTier
from setia.engine.decide.decision import Setting
from setia.engine.ledger.book import Book
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.tier_status import TierStatus
from setia.engine.qualifying import window_of_another

BROUGHT = "merged:"
"""How counters begin that say what a merge brought: `merged:7:limit:weekly`, `merged:7:visits`."""


def pack(book: Book) -> Belongings:
    """All of it, for the other account; rewards that can still be used are cancelled here, and issued again there."""
    beside = book.beside
    progress = beside.progress
    return Belongings(
        counters=tuple(
            (name, period, amount)
            for (name, period), amount in sorted(beside.counters.items())
            if amount and not name.startswith(BROUGHT)
        ),
        visits=progress.visits,
        last_visit_at=progress.last_visit_at,
        joined_at=progress.joined_at,
        badges=progress.badges,
        tiers=tuple(
            HeldTier(set_id, one.level, one.until, one.earned_at, one.granted)
            for set_id, one in sorted(progress.tiers.items())
        ),
        rewards=give_rewards(book, "merged"),
    )


def take_over(book: Book, brought: Belongings, setting: Setting) -> None:
    """Add counters and visits, unite badges, issue rewards: by the transaction that is written next."""
    beside, prefix = book.beside, f"{BROUGHT}{book.seq}:"
    mine, version = beside.progress, setting.version
    if mine.joined_at is None:
        beside.note(joined_at=brought.joined_at)
    for name, period, amount in brought.counters:
        if version is not None:
            joined = beside.progress.joined_at, brought.joined_at
            period = window_of_another(period, setting.stamp.effective_at, version.compiled.zone, joined)
        beside.count(name, period, amount)
        beside.count(prefix + name, period, amount)
    beside.count(f"{prefix}visits", "", brought.visits)
    visited = [at for at in (mine.last_visit_at, brought.last_visit_at) if at is not None]
    beside.note(visits=mine.visits + brought.visits, last_visit_at=max(visited, default=None))
    for badge in brought.badges:
        beside.give_badge(badge)
    take_rewards(book, brought.rewards)


def keep_levels(book: Book, brought: Belongings, setting: Setting, merge: int) -> None:
    """Of two levels in one set the higher, with its end; what was counted is reviewed after that."""
    version = setting.version
    occasion = tiers.Occasion(setting.stamp.effective_at, setting.now, merge)
    if version is None:
        return
    for one in brought.tiers:
        status = TierStatus(
            level=one.level,
            since=occasion.at,
            until=one.until,
            earned_at=one.earned_at,
            granted=one.granted,
            origin_seq=occasion.order,
        )
        tiers.join(book, version, one.set, status, occasion)


def give_counters_back(book: Book, merge: int) -> None:
    """Take what a merge brought off every counter that still has it."""
    beside, prefix = book.beside, f"{BROUGHT}{merge}:"
    visits = beside.counter(f"{prefix}visits", "")
    beside.note(visits=max(beside.progress.visits - visits, 0))
    for (marked, period), amount in sorted(beside.counters.items()):
        if marked.startswith(prefix):
            name = marked.removeprefix(prefix)
            beside.count(name, period, -min(amount, max(beside.counter(name, period), 0)))
            beside.count(marked, period, -amount)


def give_rewards(book: Book, cause: str, merge: int = 0) -> tuple[HeldReward, ...]:
    """Cancel rewards that can still be used, for the other account to issue: all, or those that a merge brought."""
    beside = book.beside
    known = [one for _, one in sorted(beside.rewards.items())]
    mine = [one for one in known if one.state == "issued" and merge in (0, one.seq)]
    for gone in [one for one in known if one.state == "cancelled" and merge == one.seq]:
        # It went on to a third account, and may have come back from there under another number.
        parted = beside.progress.parted
        back = (one for one in known if one.state == "issued" and one.seq in parted and _is_alike(one, gone))
        mine += [one for one in back if one.no > gone.no and one not in mine][:1]
    given = tuple(held(book, one) for one in mine)
    for one in mine:
        beside.set_reward(msgspec.structs.replace(one, state="cancelled"), cause)
    return given


def _is_alike(one: Issued, other: Issued) -> bool:
    mine = (one.reward, one.issued_at, one.worth, one.code)
    return mine == (other.reward, other.issued_at, other.worth, other.code)


def held(book: Book, one: Issued) -> HeldReward:
    """A reward on its way."""
    counted_in = book.beside.progress.counted_in(one.no)
    return HeldReward(one.reward, one.issued_at, one.expires_at, one.worth, one.code, counted_in)


def take_rewards(book: Book, rewards: tuple[HeldReward, ...]) -> None:
    """Issue them again with their ends and their worth; they were taken from stock before."""
    for one in rewards:
        fresh = Issued(0, one.reward, one.issued_at, one.expires_at, seq=book.seq, worth=one.worth, code=one.code)
        issued = book.beside.issue(fresh)
        if one.counted_in is not None:
            book.beside.count_against_quota(issued, one.counted_in)
