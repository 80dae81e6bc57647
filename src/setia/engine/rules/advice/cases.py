"""What conditions ask for, as cases: of everything that they look at, the values with which all of them hold.

Never too narrow: where a condition cannot be said as values, nothing is asked for in its place. So what has no case
left can never hold; what has one may still never happen.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from setia.engine.rules.advice.domains import Domain, Spans, Values
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.conditions import All, Not, basket, event, goods, member, moment, place
from setia.engine.rules.conditions import Any as AnyOf
from setia.engine.rules.faults import Faults
from setia.engine.rules.scene import clock

Case = dict[Hashable, Domain]
"""By what is looked at, the values with which it holds."""

CASES_MAX = 256
"""Of more, none is looked at: then everything may hold."""
MINUTES = 24 * 60
WEEK = 7
_DAYS = tuple(moment.DayName.__args__)  # type: ignore[attr-defined]  # a Literal has its values there
NO_VISIT_BEFORE = -1
_UNBOUNDED: list[Case] = [{}]


def cases(conditions: Sequence[Any], compiled: Compiled) -> list[Case]:
    """The cases in which all of some conditions hold; none where that is impossible."""
    return _all([_holds(one, compiled, wanted=True) for one in conditions])


def both(one: list[Case], other: list[Case]) -> list[Case]:
    """The cases of both, those that are impossible left out."""
    return _all([one, other])


def life(compiled: Compiled) -> list[Case]:
    """From the day on which the program takes effect: a day before it, where a store's clock is behind."""
    start = date(1970, 1, 1) + timedelta(microseconds=compiled.effective_from) - timedelta(days=1)
    return [{"date": Spans.between(start.toordinal(), None)}]


def _all(parts: Iterable[list[Case]]) -> list[Case]:
    found: list[Case] = [{}]
    for part in parts:
        met = (meeting for one in found for other in part if (meeting := _meet(one, other)) is not None)
        found = _capped(met)
        if not found:
            break
    return found


def _capped(found: Iterable[Case]) -> list[Case]:
    """Some cases, or one of everything where there are too many of them."""
    some: list[Case] = []
    for one in found:
        some.append(one)
        if len(some) > CASES_MAX:
            return [{}]
    return some


def _meet(one: Case, other: Case) -> Case | None:
    """What is in both; None where that is impossible."""
    met = dict(one)
    for what, domain in other.items():
        mine = met.get(what)
        found = domain if mine is None else mine.meet(domain)  # type: ignore[arg-type]  # of one thing, of one kind
        if found.empty:
            return None
        met[what] = found
    return None if _no_such_day(met) else met


def _no_such_day(case: Case) -> bool:
    """Whether none of the days is one of the days of the week."""
    days, names = case.get("date"), case.get("weekday")
    if not isinstance(days, Spans) or not isinstance(names, Values):
        return False
    looked_at = (first + n for first, last in days.of for n in range(min(last - first + 1, WEEK)))
    # Days of long spans come round; of very many short ones, the first few hundred decide enough.
    return all(_weekday(day) not in names.of for day in looked_at)


def _weekday(ordinal: int) -> str:
    # An unbounded span begins before there were dates: its days of the week are as good as any.
    return str(_DAYS[(ordinal + 6) % WEEK])


def _holds(condition: Any, compiled: Compiled, *, wanted: bool) -> list[Case]:
    """The cases in which a condition holds, or does not."""
    if isinstance(condition, Not):
        return _holds(condition.of, compiled, wanted=not wanted)
    if isinstance(condition, All | AnyOf):
        parts = [_holds(one, compiled, wanted=wanted) for one in condition.of]
        if isinstance(condition, All) == wanted:
            return _all(parts)
        return _capped(case for part in parts for case in part)
    itself: Case = {("is", condition): Values(frozenset({wanted}))}
    read = _READ.get(type(condition))
    told = read(condition, compiled) if read is not None else None
    if told is None:
        return [itself]
    what, domain = told
    mine = domain if wanted else _within(what, domain.turned(), compiled)
    extra: Case = {}
    if wanted and isinstance(condition, member.FirstPurchase):
        extra["days_since"] = Spans.between(NO_VISIT_BEFORE, NO_VISIT_BEFORE)
    return [] if mine.empty else [{**itself, what: mine, **extra}]


def _within(what: Hashable, domain: Domain, compiled: Compiled) -> Domain:
    """Of all but some values, those that there are: days of the week, levels, minutes of a day."""
    if isinstance(domain, Values):
        there: Iterable[str] | None = _DAYS if what == "weekday" else None
        if isinstance(what, tuple) and what[0] == "tier":
            there = [rung.id for rung in compiled.ladders[what[1]].rungs]
        return domain if there is None else domain.meet(Values(frozenset(there)))
    return domain.meet(Spans.between(0, MINUTES - 1)) if what == "minute" else domain


Told = tuple[Hashable, Domain] | None


def _tier(one: member.Tier, compiled: Compiled) -> Told:
    return ("tier", one.set or next(iter(compiled.ladders))), Values(frozenset(one.any_of))


def _stores(one: place.InStore, compiled: Compiled) -> Told:
    tagged = [id_ for id_, store in compiled.scene.stores.items() if not store.tags.isdisjoint(one.tag)]
    return "store", Values(frozenset({*one.any_of, *tagged}))


def _tag(one: goods.Tag, compiled: Compiled) -> Told:
    """Goods that no rule sees are in no basket; of others a basket may have any."""
    seen = frozenset(one.any_of) - compiled.scene.never
    return ("tag", one), Values(frozenset({True}) if seen else frozenset())


def _time(one: moment.TimeOfDay, _: Compiled) -> Told:
    start, end = clock(one.start, (), Faults()), clock(one.end, (), Faults())
    if start < end:
        return "minute", Spans.between(start, end - 1)
    return "minute", Spans.joined([(0, end - 1), (start, MINUTES - 1)])


def _window(one: moment.DateWindow, _: Compiled) -> Told:
    first = date.fromisoformat(one.first).toordinal() if one.first else None
    return "date", Spans.between(first, date.fromisoformat(one.last).toordinal() if one.last else None)


def days_of(one: moment.InCalendar, compiled: Compiled) -> Spans:
    """The days on which a condition on a calendar holds, as ordinals."""
    spans = compiled.scene.calendars[one.during or one.before or ""]
    days = [(first.toordinal(), last.toordinal()) for first, last in spans]
    if one.before is None:
        return Spans.joined(days)
    return Spans.joined((first - one.days, first - 1) for first, _ in days)


def _total(one: basket.BasketTotal, compiled: Compiled) -> Told:
    def minor(written: int | str) -> int:
        return Faults().money(written, compiled.exponent, ())

    least = 0 if one.at_least is None else minor(one.at_least)
    return ("total", one.base, one.lines), Spans.between(least, None if one.below is None else minor(one.below) - 1)


def _quantity(one: basket.Quantity, _: Compiled) -> Told:
    return ("quantity", one.lines), Spans.between(Faults().money(one.at_least, 3, ()), None)


def _nth(one: member.NthVisit, _: Compiled) -> Told:
    return None if one.every else ("visit", Spans.between(one.n, one.n))


def _since(one: member.DaysSinceLastVisit, _: Compiled) -> Told:
    return "days_since", Spans.between(one.at_least or 0, one.at_most)


def _field(one: event.EventField, _: Compiled) -> Told:
    if not one.any_of:
        return ("field", one.field), Spans.between(one.at_least, one.at_most)
    if all(isinstance(value, int) and not isinstance(value, bool) for value in one.any_of):
        return ("field", one.field), Spans.joined((int(value), int(value)) for value in one.any_of)
    return ("field", one.field), Values(frozenset((type(value).__name__, value) for value in one.any_of))


_READ: dict[type, Callable[[Any, Compiled], Told]] = {
    moment.Weekday: lambda one, _: ("weekday", Values(frozenset(one.any_of))),
    moment.TimeOfDay: _time,
    moment.DateWindow: _window,
    moment.InCalendar: lambda one, compiled: ("date", days_of(one, compiled)),
    place.Channel: lambda one, _: ("channel", Values(frozenset(one.any_of))),
    place.InStore: _stores,
    basket.Currency: lambda one, _: ("currency", Values(frozenset(one.any_of))),
    basket.BasketTotal: _total,
    basket.Quantity: _quantity,
    goods.Tag: _tag,
    member.Tier: _tier,
    member.Attribute: lambda one, _: (("attribute", one.id), Values(frozenset(one.any_of))),
    member.FirstPurchase: lambda _, __: ("visit", Spans.between(1, 1)),
    member.NthVisit: _nth,
    member.DaysSinceLastVisit: _since,
    event.EventField: _field,
}
"""What a kind of condition looks at, and the values with which it holds; kinds that are not here ask for nothing."""
