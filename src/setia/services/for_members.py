"""Whether a change of a program is better, neutral or worse for members, from the document alone.

What a rule asks for may help one member and cost another: such a change is `either`, and only the replay of recorded
history says for whom. Whatever this does not know how to weigh is `either` as well, never `neutral`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from setia.engine.calendar import parse_duration
from setia.services.compare_programs import Difference
from setia.services.weights import LISTS, ORDERS, WEIGHTS, Weight

Effect = Literal["better", "neutral", "worse", "either"]

_ORDER: dict[Effect, int] = {"worse": 0, "either": 1, "neutral": 2, "better": 3}
_OPPOSITE: dict[Effect, Effect] = {"worse": "better", "better": "worse", "neutral": "neutral", "either": "either"}


def effect_of(one: Difference) -> Effect:
    """What one difference means for members."""
    found = _effect(one)
    return _OPPOSITE[found] if one.turned else found


def worst(effects: list[Effect]) -> Effect:
    """Of several, the one that members would mind most."""
    return min(effects, key=_ORDER.__getitem__, default="neutral")


def _effect(one: Difference) -> Effect:
    if one.what in ("added", "removed"):
        is_new = LISTS.get(one.of, "either")
        return is_new if one.what == "added" else _OPPOSITE[is_new]
    if one.what == "reordered":
        return "either" if one.part in ("rules", "lanes", "limits", "tiers") else "neutral"
    return _WEIGHED[WEIGHTS.get(one.of, "either")](one)


def _by_number(one: Difference, *, more_is_better: bool) -> Effect:
    """By size, where both sides are numbers, durations, days or times; nothing said is no limit: the best there is."""
    before, after = one.before, one.after
    if before in (None, "") or after in (None, ""):
        return "better" if after in (None, "") else "worse"
    sizes = [_size(value) for value in (before, after)]
    if sizes[0] is None or sizes[1] is None or (type(sizes[0]) is not type(sizes[1])):
        return "either"
    return _by_size(sizes[0], sizes[1], more_is_better=more_is_better)


def _by_size(before: Any, after: Any, *, more_is_better: bool) -> Effect:
    if before == after:
        return "neutral"
    return "better" if (after > before) == more_is_better else "worse"


def _only_numbers(one: Difference, *, more_is_better: bool) -> Effect:
    """By size; where one side says nothing, something else holds in its place, and nobody knows what is more."""
    if None in (one.before, one.after):
        return "either"
    return _by_number(one, more_is_better=more_is_better)


def _offered(one: Difference) -> Effect:
    """A price for a thing: lower is better, a further thing too."""
    if None in (one.before, one.after):
        return "better" if one.before is None else "worse"
    return _by_number(one, more_is_better=False)


def _by_choice(one: Difference, *, more_is_better: bool) -> Effect:
    """By what a list names: more of it is one way, less the other, something else is either."""
    before, after = ({str(value) for value in side or ()} for side in (one.before, one.after))
    if before < after or after < before:
        return _by_size(len(before), len(after), more_is_better=more_is_better)
    return "either"


def _by_filter(one: Difference) -> Effect:
    """As a choice; but one that names nothing lets everything through."""
    if not one.before or not one.after:
        return "better" if not one.after else "worse"
    return _by_choice(one, more_is_better=True)


def _by_order(one: Difference) -> Effect:
    """By the order of what may be chosen, from the worst to the best."""
    order = ORDERS[one.of]
    if one.before not in order or one.after not in order:
        return "either"
    return _by_size(order.index(one.before), order.index(one.after), more_is_better=True)


def _by_presence(one: Difference) -> Effect:
    """Where there was nothing, something is asked for now; or the other way round."""
    if (one.before is None) == (one.after is None):
        return "either"
    return "worse" if one.before is None else "better"


_WEIGHED: dict[Weight, Callable[[Difference], Effect]] = {
    "more": lambda one: _by_number(one, more_is_better=True),
    "less": lambda one: _by_number(one, more_is_better=False),
    "more_number": lambda one: _only_numbers(one, more_is_better=True),
    "less_number": lambda one: _only_numbers(one, more_is_better=False),
    "offered": _offered,
    "choice": lambda one: _by_choice(one, more_is_better=True),
    "less_choice": lambda one: _by_choice(one, more_is_better=False),
    "filter": _by_filter,
    "order": _by_order,
    "absent": _by_presence,
    "neutral": lambda _: "neutral",
    "either": lambda _: "either",
}


def _size(value: Any) -> Decimal | str | None:
    """A number; a duration in days; or a day or a time of day, which compare as texts."""
    if isinstance(value, str) and value.startswith("P"):
        try:
            duration = parse_duration(value)
        except ValueError:
            return None
        return Decimal(duration.months * 30 + duration.days)
    if isinstance(value, str) and (value[4:5] == "-" or value[2:3] == ":"):
        return value
    try:
        return Decimal(int(value)) if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None
