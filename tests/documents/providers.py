"""What stands in a field, where its type alone would not say: names of what the document defines, dates, amounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.documents.words import AMOUNTS, CLOCKS, CODES, CURRENCIES, DURATIONS, ZONES

if TYPE_CHECKING:
    from tests.documents.grammar import Grammar

Provider = Callable[["Grammar"], Any]

DURATION_FIELDS = """
after idle min_life pending make_whole debt_writeoff duration lasts by valid_for claim_window late_window
notice_period return_window
""".split()


def _date(grammar: Grammar) -> str:
    return f"20{grammar.random.randint(18, 30)}-{grammar.random.randint(1, 12):02}-{grammar.random.randint(1, 28):02}"


def _name(what: str) -> Provider:
    return lambda grammar: grammar.pick(grammar.names.get(what) or ["missing"])


def _names(what: str, least: int = 1) -> Provider:
    return lambda grammar: grammar.some(grammar.names.get(what) or ["missing"], least)


def _levels(grammar: Grammar) -> list[str]:
    return grammar.some([level for levels in grammar.levels.values() for level in levels] or ["missing"])


def _codes(grammar: Grammar) -> list[str]:
    return grammar.some(list(CODES))


def _any(choices: tuple[Any, ...]) -> Provider:
    return lambda grammar: grammar.pick(choices)


BY_FIELD: dict[str, Provider] = {
    **dict.fromkeys(DURATION_FIELDS, _any(DURATIONS)),
    "format": lambda _: 1,
    "id": _any(CODES),
    "wallet": _name("wallet"),
    "lane": _name("lane"),
    "limits": _names("limit"),
    "reward": _name("reward"),
    "set": lambda grammar: next(iter(grammar.levels), "missing"),
    "tier_set": lambda grammar: next(iter(grammar.levels), "missing"),
    "tier": lambda grammar: _levels(grammar)[0],
    "tiers": _levels,
    "zone": _any(ZONES),
    "currency": _any(CURRENCIES),
    "day_starts_at": _any(CLOCKS),
    "effective_from": _date,
    "apply_to_existing": _date,
    "from": _date,
    "through": lambda grammar: f"2031-0{grammar.random.randint(1, 9)}-15",
    "grace": _any(("P0D", "P14D", "P90D")),
    "per": _any(AMOUNTS),
    "at_least": _any(AMOUNTS),
    "below": _any((200, "500.00", "1000.5")),
    "worth": _any(AMOUNTS),
    "value": _any(AMOUNTS),
    "min_basket": _any(AMOUNTS),
    "table": _any(("my/aidilfitri", "th/songkran")),
    "points": _any((1, 2, 3, "1.25", 250)),
    "percent": _any((1, 5, "2.5", 100)),
    "times": _any((2, 3, "1.5")),
    "hold_out_percent": _any((10, "12.5", 50)),
    "decimals": _any((0, 0, 2)),
    "any_of": _codes,
    "tag": _names("tag"),
    "tags": _codes,
    "of": lambda grammar: grammar.some(grammar.before),
    "rules": _names("rule"),
    "pauses_expiry": _names("wallet"),
    "benefits": _codes,
    "calendar": _name("calendar"),
    "days": lambda grammar: grammar.random.randint(1, 30),
    "n": lambda grammar: grammar.random.randint(1, 12),
    "month": lambda grammar: grammar.random.randint(1, 12),
    "years": lambda grammar: grammar.random.randint(0, 3),
    "months": lambda grammar: grammar.random.randint(1, 24),
}

BY_STRUCT: dict[tuple[str, str], Provider] = {
    ("Program", "id"): _any(("kopi", "grocery", "club-7")),
    ("All", "of"): lambda grammar: None,
    ("Any", "of"): lambda grammar: None,
    ("Not", "of"): lambda grammar: None,
    ("Lines", "tag"): _codes,
    ("Never", "tag"): _any(("alcohol", "tobacco")),
    ("Tier", "any_of"): _levels,
    ("Weekday", "any_of"): lambda _: None,
    ("Currency", "any_of"): lambda grammar: grammar.some(list(CURRENCIES)),
    ("TimeOfDay", "from"): _any(("06:00", "22:00")),
    ("TimeOfDay", "until"): _any(("02:00", "11:30")),
    ("FixedPoints", "points"): lambda grammar: grammar.random.randint(1, 500),
    ("Stamps", "stamps"): lambda grammar: grammar.random.randint(1, 3),
    ("Stamps", "per"): lambda _: None,
    ("Limit", "per"): lambda _: None,
    ("Limit", "times"): lambda grammar: grammar.random.randint(0, 9),
    ("Quota", "times"): lambda grammar: grammar.random.randint(1, 9),
    ("SetAttribute", "value"): _any(CODES),
    ("SetTier", "lasts"): _any(DURATIONS),
    ("TierSet", "grace"): _any(DURATIONS),
    ("TierSet", "lasts"): lambda _: None,
    ("TierSet", "id"): _name("set"),
    ("DaysSinceLastVisit", "at_least"): lambda grammar: grammar.random.randint(0, 30),
    ("DaysSinceLastVisit", "at_most"): lambda grammar: grammar.random.randint(31, 90),
    ("Field", "least"): lambda grammar: grammar.random.randint(-5, 5),
    ("Field", "most"): lambda grammar: grammar.random.randint(5, 50),
    ("Window", "kind"): lambda _: None,
    ("PriceRule", "group"): _name("price_group"),
    ("PriceRule", "most"): _any(AMOUNTS),
    ("PriceRule", "floor"): _any(AMOUNTS),
    ("PriceRule", "funded_by"): lambda grammar: {"merchant": 1, "acme": grammar.random.randint(1, 9)},
    ("PointsTender", "most_percent"): _any((1, "12.5", 100)),
    ("AmountOff", "amount"): _any(AMOUNTS),
    ("AmountOff", "per"): lambda _: None,
    ("MemberPrice", "prices"): lambda grammar: {"kopi 1": grammar.pick(AMOUNTS), "4711": 9},
    ("BuyGet", "times"): lambda grammar: grammar.random.randint(1, 9),
    ("CheapestFree", "times"): lambda grammar: grammar.random.randint(1, 9),
    ("CheapestFree", "of"): lambda grammar: grammar.random.randint(2, 9),
    ("QuantityPrice", "price"): _any(AMOUNTS),
    ("BundlePrice", "price"): _any(AMOUNTS),
}
"""None: by its type."""


def provided(grammar: Grammar, struct: str, field: str) -> Any:
    """What the field of a mapping has; None where its type says enough."""
    provider = BY_STRUCT.get((struct, field)) or BY_FIELD.get(field)
    return None if provider is None else provider(grammar)
