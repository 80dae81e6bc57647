"""Whether a change of a program is better, neutral or worse for members, from the document alone.

What a rule asks for may help one member and cost another: such a change is `either`, and only the replay of recorded
history says for whom. Whatever this does not know how to weigh is `either` as well, never `neutral`.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from setia.engine.calendar import parse_duration
from setia.services.compare_programs import Difference

Effect = Literal["better", "neutral", "worse", "either"]

_MORE_IS_BETTER = frozenset(
    "points times stamps percent units value worth step_worth most stock years grace make_whole min_life after idle"
    " valid_for lasts claim_window late_window notice_period".split()
)
"""Fields by which members get more, or keep it longer, the larger they are; none at all is the most."""

_MORE_IS_WORSE = frozenset(
    "per amount at_least least step min_basket pending return_window debt_limit hold_out_percent".split()
)
"""Fields by which they have to do more, the larger they are; none at all is the least."""

_TEXTS = frozenset(
    "id name names unit text texts description format goals visible visibility proof_above guard two_persons".split()
)
"""Fields that change nothing that anybody is given."""

_POLICIES = ("only_pending", "within_balance", "debt")
"""From the mildest to the sternest (ledger 4.8)."""

_NEW_IS_BETTER = frozenset("rules rewards conversions".split())
_NEW_IS_WORSE = frozenset("limits never".split())

_ORDER: dict[Effect, int] = {"worse": 0, "either": 1, "neutral": 2, "better": 3}


def effect_of(one: Difference) -> Effect:
    """What one difference means for members."""
    if one.what in ("added", "removed"):
        return _of_whole(one, is_new=one.what == "added")
    if one.what == "reordered":
        return "either" if one.part in ("rules", "lanes", "limits", "tiers") else "neutral"
    fields = one.field.split(".")
    if _TEXTS.intersection(fields):
        return "neutral"
    last = fields[-1]
    if last == "policy":
        return _by_size(_POLICIES.index(one.before), _POLICIES.index(one.after), more_is_better=False)
    if last == "round_to":
        return "either"
    if last == "amount" and one.part == "rules":
        return "either"
    if last in _MORE_IS_BETTER or last in _MORE_IS_WORSE:
        return _by_number(one.before, one.after, more_is_better=last in _MORE_IS_BETTER)
    return "either"


def worst(effects: list[Effect]) -> Effect:
    """Of several, the one that members would mind most."""
    return min(effects, key=_ORDER.__getitem__, default="neutral")


def _of_whole(one: Difference, *, is_new: bool) -> Effect:
    if one.part in _NEW_IS_BETTER and len(one.trail) == 1:
        return "better" if is_new else "worse"
    if one.part in _NEW_IS_WORSE:
        return "worse" if is_new else "better"
    return "either"


def _by_number(before: Any, after: Any, *, more_is_better: bool) -> Effect:
    """By size, where both sides are numbers or durations; nothing said is no limit, and so the best there can be."""
    if before in (None, "") or after in (None, ""):
        return "better" if after in (None, "") else "worse"
    sizes = [_size(one) for one in (before, after)]
    if sizes[0] is None or sizes[1] is None:
        return "either"
    return _by_size(sizes[0], sizes[1], more_is_better=more_is_better)


def _by_size(before: Decimal | int, after: Decimal | int, *, more_is_better: bool) -> Effect:
    if before == after:
        return "neutral"
    return "better" if (after > before) == more_is_better else "worse"


def _size(value: Any) -> Decimal | None:
    if isinstance(value, str) and value.startswith("P"):
        try:
            duration = parse_duration(value)
        except ValueError:
            return None
        return Decimal(duration.months * 30 + duration.days)
    try:
        return None if isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None
