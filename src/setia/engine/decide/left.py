"""What is left to an order: of limits in the periods that it falls into, and of value that waits from orders before."""

from __future__ import annotations

from setia.engine.decide.decision import Setting
from setia.engine.ledger.book import Book
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Facts
from setia.engine.rules.limit import period
from setia.engine.rules.verdict import Verdict


def room_left(book: Book, compiled: Compiled, facts: Facts, setting: Setting) -> dict[str, int]:
    """What limits leave in the periods that the order falls into; budgets as far as they are offered."""
    room: dict[str, int] = {}
    if not compiled.caps:
        return room
    for cap in compiled.caps.values():
        if cap.every == "purchase":
            continue
        when = period(facts.day, cap.every)
        if cap.budget:
            room[cap.id] = setting.given.budgets.get(f"{cap.id}@{when}", 0)
        else:
            room[cap.id] = cap.most - book.beside.counter(cap.counter(), when)
    return room


def carried(book: Book, compiled: Compiled, facts: Facts, current: tuple[Verdict, ...]) -> dict[str, int]:
    """Value counted so far for every carried remainder, this order's own part left out."""
    if not compiled.carries:
        return {}
    had = {(verdict.rule, gain.effect): gain.value for verdict in current for gain in verdict.gains}
    return {
        carry.counter: book.beside.counter(carry.counter, period(facts.day, carry.every)) - had.get((rule, n), 0)
        for rule, n, carry in compiled.carries
    }


def posted(book: Book, compiled: Compiled, facts: Facts) -> dict[str, int]:
    """Units given so far for carried value, where limits may have cut them."""
    return {
        carry.posted: book.beside.counter(carry.posted, period(facts.day, carry.every))
        for _, _, carry in compiled.carries
        if carry.posted
    }
