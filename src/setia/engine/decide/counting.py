"""What a judgement moves besides units: the use of limits and budgets, values carried, and what tiers count."""

from __future__ import annotations

from setia.engine.ledger.book import Book
from setia.engine.qualifying import period as window
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Facts
from setia.engine.rules.limit import period
from setia.engine.rules.tier_set import Threshold
from setia.engine.rules.using import use
from setia.engine.rules.verdict import Gain, Why

Difference = tuple[Why, Why]
"""What an order's judgement was before, and what it is now."""


def count_difference(book: Book, compiled: Compiled, facts: Facts, judged: Difference) -> None:
    """Move every counter by the difference between the two; nothing moves where nothing changed."""
    before, now = judged
    for cap in compiled.caps.values():
        if cap.every == "purchase":
            continue
        used, when = use(cap, compiled, now.verdicts), period(facts.day, cap.every)
        more = used - use(cap, compiled, before.verdicts)
        if cap.budget:
            book.beside.charge(f"{cap.id}@{when}", more, used)
        else:
            book.beside.count(cap.counter(), when, more)
    for rule, n, carry in compiled.carries:
        had, has, when = _gain(before, rule, n), _gain(now, rule, n), period(facts.day, carry.every)
        book.beside.count(carry.counter, when, has.value - had.value)
        if carry.posted:
            book.beside.count(carry.posted, when, has.gave - had.gave)
    for ladder in compiled.ladders.values():
        when = window(ladder, facts.frame.effective_at, compiled.zone, book.beside.progress.joined_at)
        for threshold in ladder.measures.values():
            more = _measured(threshold, facts, now) - _measured(threshold, facts, before)
            book.beside.count(threshold.counter, when, more)
    if facts.purchase is not None and now.counted and before == Why():
        _visit(book, facts.frame.effective_at)


def _visit(book: Book, at: int) -> None:
    progress = book.beside.progress
    last = at if progress.last_visit_at is None else max(at, progress.last_visit_at)
    book.beside.note(visits=progress.visits + 1, last_visit_at=last)


_NOTHING = Gain("", 0, 0)


def _gain(told: Why, rule: str, n: int) -> Gain:
    """What one effect of a rule came to: it gives units of one wallet."""
    gains = (gain for verdict in told.verdicts if verdict.rule == rule for gain in verdict.gains if gain.effect == n)
    return next(gains, _NOTHING)


def _measured(threshold: Threshold, facts: Facts, told: Why) -> int:
    """What one event adds to a measure, as it was judged."""
    if threshold.measure == "points":
        return sum(gain.gave for verdict in told.verdicts if verdict.rule in threshold.rules for gain in verdict.gains)
    if threshold.measure == "event":
        return int(told.counted and facts.event is not None and facts.event.kind == threshold.event)
    if facts.purchase is None:
        return 0
    return told.spend if threshold.measure == "spend" else int(told.counted)
