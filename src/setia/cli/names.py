"""What a program's parts are called in English: rules, levels, rewards, cards and limits, by their ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from setia.cli.units import Units
from setia.engine.rules.limit import Limit
from setia.engine.rules.program import Program
from setia.engine.rules.wallet_type import Text

PERIODS: dict[str, str] = {
    "purchase": "a purchase",
    "day": "a day",
    "week": "a week",
    "month": "a month",
    "year": "a year",
    "ever": "altogether",
}

_ARTICLES = ("A ", "An ", "The ")


class Named(Protocol):
    """A part of a document with an id and texts."""

    @property
    def id(self) -> str:
        """As the document has it."""

    @property
    def name(self) -> Text:
        """By language."""


def of(parts: Iterable[Named], id_: str) -> str:
    """A part's name in English, in whatever language it has one, or its id."""
    names = next((one.name for one in parts if one.id == id_), {})
    return names.get("en") or next(iter(names.values()), id_)


def of_level(document: Program, set_id: str, level: str) -> str:
    """A level of one tier set."""
    return of((one for tiers in document.tiers if tiers.id == set_id for one in tiers.levels), level)


def of_limit(document: Program, id_: str, units: Units) -> str:
    """`the limit of 500 points a month`, `the limit of 3 times a day`, `the budget of 10,000 points altogether`."""
    limit = next((one for one in document.limits if one.id == id_), None)
    if limit is None:
        return f"the limit {id_}"
    most = f"{limit.times:,} times" if limit.units is None else units.amount(limit.units, _wallet(document, limit))
    what = "budget" if limit.per == "program" else "limit"
    return f"the {what} of {'once' if limit.times == 1 else most} {PERIODS[limit.every]}"


def inside(name: str) -> str:
    """A name inside a sentence: `A free pastry` becomes `a free pastry`, `Gold` stays."""
    return name[0].lower() + name[1:] if name.startswith(_ARTICLES) else name


def _wallet(document: Program, limit: Limit) -> str:
    """The wallet that a limit's rules give units of; all of them the same."""
    effects = (effect for rule in document.rules if limit.id in rule.limits for effect in rule.effects)
    return next((effect.wallet for effect in effects if hasattr(effect, "wallet")), document.wallets[0].id)
