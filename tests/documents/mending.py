"""What must agree inside a mapping of a document: bounds with bounds, names with what they name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from msgspec import inspect

from tests.documents.words import CODES, Mapping

if TYPE_CHECKING:
    from tests.documents.grammar import Grammar


def fits(grammar: Grammar, tag: str) -> bool:
    """Whether a kind can be used at all, in a document with what this one defines."""
    needs: dict[str, Any] = {
        "cashback": "cash" in grammar.wallet_kinds,
        "stamps": "stamps" in grammar.wallet_kinds,
        "multiplier": grammar.before,
        "issue_reward": grammar.names["reward"],
        "set_tier": grammar.levels,
        "extend_tier": grammar.levels,
        "tier": grammar.levels,
        "calendar": grammar.names["calendar"],
        "event_field": grammar.trigger != "purchase",
    }
    return bool(needs.get(tag, True))


def mended(grammar: Grammar, info: inspect.StructType, written: Mapping) -> Mapping:
    """A mapping whose fields agree with one another."""
    mend = MENDS.get(info.cls.__name__)
    if mend is not None:
        mend(grammar, written)
    return written


def _total(grammar: Grammar, one: Mapping) -> None:
    if "at_least" not in one and "below" not in one:
        one["at_least"] = 5


def _since(grammar: Grammar, one: Mapping) -> None:
    if "at_least" not in one and "at_most" not in one:
        one["at_most"] = 60


def _window(grammar: Grammar, one: Mapping) -> None:
    if "from" not in one and "through" not in one:
        one["from"] = "2027-01-31"


def _store(grammar: Grammar, one: Mapping) -> None:
    if not grammar.names["tag"]:
        one.pop("tag", None)
    if "tag" not in one:
        one["any_of"] = ["store", "kiosk 7"]


def _calendar(grammar: Grammar, one: Mapping) -> None:
    name = grammar.pick(grammar.names["calendar"])
    for field in ("during", "before", "days"):
        one.pop(field, None)
    one |= {"during": name} if grammar.chance(0.5) else {"before": name, "days": grammar.random.randint(1, 30)}


def _named_calendar(grammar: Grammar, one: Mapping) -> None:
    if not one.get("dates"):
        one["table"] = "my/aidilfitri"


def _event_field(grammar: Grammar, one: Mapping) -> None:
    field = grammar.pick(grammar.event_fields[grammar.trigger])
    for name in ("any_of", "at_least", "at_most"):
        one.pop(name, None)
    one["field"] = field["id"]
    values = {"whole": [field.get("least", 5)], "yes_no": [True], "text": field.get("one_of", ["alpha"])[:1]}
    one["any_of"] = values[field["type"]]


def _field(grammar: Grammar, one: Mapping) -> None:
    allowed = {"text": ("one_of",), "whole": ("least", "most"), "yes_no": ()}[one["type"]]
    for name in {"one_of", "least", "most"} - set(allowed):
        one.pop(name, None)
    if "one_of" in one:
        one["one_of"] = list(CODES[:3])


def _expiry(grammar: Grammar, one: Mapping) -> None:
    if not one.get("after"):
        one.pop("min_life", None)


def _per_amount(grammar: Grammar, one: Mapping) -> None:
    one.pop("tier_at", None)
    if grammar.levels and grammar.chance(0.4):
        one["by_tier"] = {level: grammar.pick((1, 2, "1.5")) for level in next(iter(grammar.levels.values()))}
        one.pop("carry", None)
    else:
        one.pop("by_tier", None)
        one.pop("set", None)
    if one.get("rounding", "floor") != "floor":
        one.pop("carry", None)


def _lines(grammar: Grammar, one: Mapping) -> None:
    if one.get("but_not") == {}:
        one["but_not"] = {"category": ["gift"]}


def _measure(grammar: Grammar, one: Mapping) -> None:
    one.pop("event", None)
    one.pop("rules", None)
    if one["measure"] == "event":
        if grammar.event_fields:
            one["event"] = next(iter(grammar.event_fields))
        else:
            one["measure"] = "spend"
    if one["measure"] == "points":
        one["rules"] = grammar.some(grammar.names["rule"])


def _cashback(grammar: Grammar, one: Mapping) -> None:
    one["wallet"] = "cash"


def _stamps(grammar: Grammar, one: Mapping) -> None:
    one["wallet"] = "stamps"


def _price(grammar: Grammar, one: Mapping) -> None:
    if not grammar.levels:
        one.pop("tiers", None)


def _any_amount(grammar: Grammar, one: Mapping) -> None:
    if "most" in one:
        one["most"] = 1000


def _conversion(grammar: Grammar, one: Mapping) -> None:
    one["wallet"] = grammar.pick(grammar.names["wallet"])


def _plain_unit(grammar: Grammar, one: Mapping) -> None:
    """Effects that need not name their wallet mean one called points."""
    one["wallet"] = "wallet"


def _with_amount(grammar: Grammar, one: Mapping) -> None:
    _per_amount(grammar, one)
    _plain_unit(grammar, one)


MENDS: dict[str, Callable[[Any, Mapping], None]] = {
    "BasketTotal": _total,
    "DaysSinceLastVisit": _since,
    "DateWindow": _window,
    "InStore": _store,
    "InCalendar": _calendar,
    "NamedCalendar": _named_calendar,
    "EventField": _event_field,
    "Field": _field,
    "Expiry": _expiry,
    "PointsPerAmount": _with_amount,
    "PointsPerItem": _plain_unit,
    "FixedPoints": _plain_unit,
    "Reward": _plain_unit,
    "Lines": _lines,
    "Measure": _measure,
    "Cashback": _cashback,
    "Stamps": _stamps,
    "Price": _price,
    "AnyAmount": _any_amount,
    "Conversion": _conversion,
}
