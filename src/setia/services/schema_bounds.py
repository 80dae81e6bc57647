"""What the engine checks of single values, as JSON Schema says it: patterns, bounds, choices that no type shows.

A field that is not here is described by its type alone, which is looser and never wrong.
"""

from __future__ import annotations

from typing import Any

from setia.engine.money import EXPONENT
from setia.engine.rules.birthdays import DAYS_MAX
from setia.engine.rules.conditions.member import VISITS_MAX
from setia.engine.rules.conditions.moment import BEFORE_MAX
from setia.engine.rules.effects.cashback import PERCENT_MAX
from setia.engine.rules.effects.stamps import STAMPS_MAX
from setia.engine.rules.faults import AMOUNT, NAME, POINTS_MAX
from setia.engine.rules.limit import TOTAL_MAX
from setia.engine.rules.member_attribute import VALUE_MAX
from setia.engine.rules.prices.checks import PIECES_MAX
from setia.engine.rules.prices.free_gift import SKU_MAX
from setia.engine.rules.program import FORMAT

Schema = dict[str, Any]

_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
_INSTANT = f"{_DATE}(T[0-9]{{2}}:[0-9]{{2}}(:[0-9]{{2}}(\\.[0-9]{{1,6}})?)?(Z|[+-][0-9]{{2}}:[0-9]{{2}}))?"
_DURATION = "P(?!$)([0-9]{1,3}Y)?([0-9]{1,4}M)?([0-9]{1,3}W)?([0-9]{1,5}D)?"


def _all_of(pattern: str) -> str:
    return f"^({pattern})$" if "|" in pattern else f"^{pattern}$"


NUMBER: Schema = {"minimum": 0, "pattern": _all_of(AMOUNT.pattern.removeprefix("-?"))}
"""An amount, a rate or a quantity: a number, or the same as text."""

_ID: Schema = {"pattern": _all_of(NAME.pattern), "examples": ["points"]}
_LENGTH: Schema = {"pattern": _all_of(_DURATION), "examples": ["P12M", "P30D"]}
_DAY: Schema = {"format": "date", "pattern": _all_of(_DATE), "examples": ["2027-01-31"]}
_MOMENT: Schema = {"pattern": _all_of(_INSTANT), "examples": ["2027-01-31", "2027-01-31T12:00:00+08:00"]}
_TIME: Schema = {"pattern": _all_of(_CLOCK), "examples": ["14:00"]}
_SOME: Schema = {"minItems": 1}
_TEXTS: Schema = {"minProperties": 1}


def _from(least: int, most: int) -> Schema:
    return {"minimum": least, "maximum": most}


_BY_NAME: dict[str, Schema] = {
    **dict.fromkeys("after idle min_life pending make_whole debt_writeoff duration valid_for".split(), _LENGTH),
    **dict.fromkeys("claim_window late_window notice_period return_window grace".split(), _LENGTH),
    **dict.fromkeys(["effective_from", "apply_to_existing"], _MOMENT),
    "day_starts_at": _TIME,
}
"""By the name that documents write, whatever the mapping."""

_BY_FIELD: dict[tuple[str, str], Schema] = {
    ("Program", "format"): {"const": FORMAT},
    ("Program", "currency"): {"enum": sorted(EXPONENT)},
    ("Program", "zone"): {"examples": ["Asia/Kuala_Lumpur", "Asia/Jakarta", "Asia/Bangkok", "UTC"]},
    ("Program", "name"): _TEXTS,
    ("Program", "wallets"): _SOME,
    ("Program", "rules"): _SOME,
    ("WalletType", "unit"): _TEXTS,
    ("WalletType", "decimals"): _from(0, 3),
    ("WalletType", "proof_above"): _from(0, POINTS_MAX),
    ("WalletType", "adjust_most"): _from(0, POINTS_MAX),
    ("Returns", "debt_limit"): _from(0, POINTS_MAX),
    ("Rule", "effects"): _SOME,
    ("Limit", "units"): _from(0, TOTAL_MAX),
    ("Limit", "times"): _from(0, TOTAL_MAX),
    ("TierSet", "levels"): {"minItems": 2},
    ("Window", "months"): _from(1, 60),
    ("Lasts", "years"): _from(0, 10),
    ("Lasts", "month"): _from(1, 12),
    ("Price", "amount"): _from(0, POINTS_MAX),
    ("AnyAmount", "step"): _from(1, POINTS_MAX),
    ("AnyAmount", "least"): _from(1, POINTS_MAX),
    ("AnyAmount", "most"): _from(1, POINTS_MAX),
    ("Reward", "stock"): _from(0, POINTS_MAX),
    ("Reward", "min_basket"): NUMBER,
    ("Quota", "times"): _from(1, POINTS_MAX),
    ("Choice", "amount"): _from(1, POINTS_MAX),
    ("Conversion", "choices"): _SOME,
    ("NamedCalendar", "dates"): _SOME,
    ("NamedCalendar", "table"): {"examples": ["my/aidilfitri", "id/ramadan", "th/songkran"]},
    ("Experiment", "rules"): _SOME,
    ("FixedPoints", "points"): _from(1, POINTS_MAX),
    ("Stamps", "stamps"): _from(1, STAMPS_MAX),
    ("Cashback", "percent"): NUMBER | {"maximum": PERCENT_MAX},
    ("Multiplier", "of"): _SOME,
    ("PercentageOff", "percent"): NUMBER | {"maximum": PERCENT_MAX},
    ("AmountOff", "amount"): NUMBER,
    ("MemberPrice", "prices"): _TEXTS,
    ("BuyGet", "buy"): _from(1, PIECES_MAX),
    ("BuyGet", "get"): _from(1, PIECES_MAX),
    ("BuyGet", "percent"): NUMBER | {"maximum": PERCENT_MAX},
    ("BuyGet", "times"): _from(1, PIECES_MAX),
    ("CheapestFree", "of"): _from(2, PIECES_MAX),
    ("CheapestFree", "times"): _from(1, PIECES_MAX),
    ("QuantityPrice", "quantity"): _from(1, PIECES_MAX),
    ("BundlePart", "quantity"): _from(1, PIECES_MAX),
    ("BundlePrice", "parts"): _SOME,
    ("FreeGift", "quantity"): _from(1, PIECES_MAX),
    ("FreeGift", "sku"): {"minLength": 1, "maxLength": SKU_MAX},
    ("PointsTender", "step"): _from(1, POINTS_MAX),
    ("PointsTender", "worth"): NUMBER,
    ("PointsTender", "least"): _from(1, POINTS_MAX),
    ("PointsTender", "most_percent"): NUMBER | {"maximum": PERCENT_MAX},
    ("PriceRule", "most"): NUMBER,
    ("PriceRule", "floor"): NUMBER,
    ("SetAttribute", "value"): {"minLength": 1, "maxLength": VALUE_MAX},
    ("SetTier", "lasts"): _LENGTH,
    ("ExtendTier", "by"): _LENGTH,
    ("All", "of"): _SOME,
    ("Any", "of"): _SOME,
    ("TimeOfDay", "from"): _TIME,
    ("TimeOfDay", "until"): _TIME,
    ("Birthday", "days"): _from(1, DAYS_MAX),
    ("NthVisit", "n"): _from(1, VISITS_MAX),
    ("InCalendar", "days"): _from(0, BEFORE_MAX),
    **{(one, "any_of"): _SOME for one in "Payment Currency Product Category Department Brand Tag".split()},
    **{(one, "any_of"): _SOME for one in "Channel Weekday Tier Segment Attribute".split()},
    **{(one, day): _DAY for one in ("Price", "Dates", "DateWindow") for day in ("from", "through")},
}

_NAMED = """
Program WalletType Rule Lane Limit TierSet Level Reward Conversion EventType Field NamedCalendar Experiment Attribute
SetAttribute MemberAttribute PriceRule PriceGroup
""".split()
_BY_FIELD |= {(one, "id"): _ID for one in _NAMED}
_BY_FIELD[("Badge", "badge")] = _ID

FIELDS = tuple(_BY_FIELD)
"""Every mapping and field that has bounds of its own."""


def bounds(struct: str, field: str) -> Schema:
    """What is checked of a field of a mapping, beside its type."""
    return _BY_FIELD.get((struct, field)) or _BY_NAME.get(field, {})
