"""Programs under which orders are modelled: what the reference must know of them, and the same as documents."""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple

from tests.model.days import Term, text_of
from tests.model.programs import Purse

BIRTHDAY_DAYS = 60
"""For how many days from a birthday on it is given for."""

BIRTHDAY_POINTS, BIRTHDAY_REWARD = 30, "cake"

BIRTHDAY_RULE: dict[str, Any] = {
    "id": "birthday",
    "trigger": "birthday",
    "when": [{"kind": "birthday", "days": BIRTHDAY_DAYS}],
    "effects": [
        {"kind": "fixed_points", "points": BIRTHDAY_POINTS},
        {"kind": "issue_reward", "reward": BIRTHDAY_REWARD},
    ],
}

LIFTED = Term(days=40)
"""How long a level lasts that an order gives."""


class Rule(NamedTuple):
    """One rule with one effect."""

    id: str
    kind: Literal["rate", "times", "fixed", "stamps", "gift", "lift"]
    n: int = 1
    """Points for each whole unit of money; how many times; points; stamps for each piece."""
    by_level: tuple[tuple[str, int], ...] = ()
    category: str = ""
    """Of the lines that count, where not all do."""
    at_least: int = 0
    """What the basket must be worth, in minor units."""
    level: str = ""
    """The level that it is for."""
    limit: str = ""
    reward: str = ""
    """What is given: a reward, or a level for `LIFTED`."""


class Limit(NamedTuple):
    """How much, or how often, one member may be given in a period."""

    id: str
    every: Literal["day", "month", "ever"]
    units: int | None = None
    times: int | None = None


class Level(NamedTuple):
    """One level with the ways to it, any of which is enough: what is counted, and how much of it."""

    id: str
    ways: tuple[tuple[Literal["spend", "purchases", "points"], int], ...] = ()


class Ladder(NamedTuple):
    """One set of levels."""

    levels: tuple[Level, ...]
    window: Literal["calendar_year", "rolling", "lifetime"]
    lasts: Literal["end_of_year", "end_of_month", "duration", "for_ever"]
    years: int = 0
    month: int = 12
    term: Term = Term(months=12)
    rolls: int = 12
    """Months, of a window that rolls."""
    one_level: bool = False
    grace: Term = Term()
    at_once: bool = False
    """Whether what a return takes away is lost at once, and not when its time is over."""
    return_window: Term = Term(days=30)

    def rank(self, level: str) -> int:
        """How high a level is."""
        return [one.id for one in self.levels].index(level)


class Offer(NamedTuple):
    """One kind of reward."""

    id: str
    price: int | None = None
    """None: it cannot be asked for."""
    for_level: tuple[tuple[str, int], ...] = ()
    """Another price for whoever is at a level."""
    life: Term | None = None
    stock: int | None = None
    a_month: int | None = None
    """How many a member may have a month."""
    worth: int = 0
    owed: bool = False
    """Whether it is owed, in credit, where it was used already and its order comes back."""
    step: int = 0
    """Any number of units, in steps of so many."""


class Version(NamedTuple):
    """One version of a program."""

    zone: str
    purses: tuple[Purse, ...]
    rules: tuple[Rule, ...]
    ladder: Ladder
    offers: tuple[Offer, ...]
    limits: tuple[Limit, ...] = ()
    card: tuple[int, ...] = (5, 9)
    """Numbers of stamps that fill a card, to choose from."""
    effective_from: int = 0
    applied_at: int = 0
    earns_at: Literal["paid", "fulfilled"] = "paid"

    def purse(self, wallet: str) -> Purse:
        """A wallet type by name."""
        return next(purse for purse in self.purses if purse.id == wallet)

    def offer(self, reward: str) -> Offer | None:
        """A reward by name."""
        return next((offer for offer in self.offers if offer.id == reward), None)

    def document(self) -> str:
        """The version as its owner would write it: JSON is YAML."""
        return json.dumps(
            {
                "format": 1,
                "id": "orders",
                "name": {"en": "Orders"},
                "currency": "USD",
                "zone": self.zone,
                "earns_at": self.earns_at,
                "effective_from": text_of(self.effective_from),
                "wallets": [_wallet(purse) for purse in self.purses],
                "limits": [_limit(limit) for limit in self.limits],
                "rules": [*(_rule(rule) for rule in self.rules), BIRTHDAY_RULE],
                "birthdays": {"given": "when_asked"},
                "tiers": [_ladder(self.ladder)],
                "rewards": [_reward(offer) for offer in self.offers],
                "conversions": [
                    {"id": "card", "wallet": "stamps", "choices": [{"amount": n, "reward": "full"} for n in self.card]}
                ],
            }
        )


class Shop:
    """All versions applied so far, what time it is, and what has been taken of every reward."""

    def __init__(self, first: Version) -> None:
        self.versions = [first]
        self.now = first.applied_at
        self.taken: dict[str, int] = {}

    def in_force(self, at: int) -> Version:
        """The version with the latest start at or before an instant (ledger 4.14); all here were applied by now."""
        begun = [version for version in self.versions if version.effective_from <= at]
        return max(reversed(begun), key=lambda version: version.effective_from)


def _wallet(purse: Purse) -> dict[str, Any]:
    said: dict[str, Any] = {
        "id": purse.id,
        "unit": {"en": "units"},
        "returns": {"policy": purse.policy},
        "restores": {"grace": purse.grace.text(), "make_whole": purse.make_whole.text()},
    }
    if purse.debt_limit is not None:
        said["returns"]["debt_limit"] = purse.debt_limit
    if purse.expiry:
        said["expiry"] = {"after": purse.expiry.text()}
    if purse.pending:
        said["pending"] = purse.pending.text()
    if purse.id == "credit":
        said["decimals"] = 2
    if purse.id == "stamps":
        said["kind"] = "stamps"
    return said


def _limit(limit: Limit) -> dict[str, Any]:
    most = {"units": limit.units} if limit.units is not None else {"times": limit.times}
    return {"id": limit.id, "every": limit.every, **most}


def _rule(rule: Rule) -> dict[str, Any]:
    lines = {"lines": {"category": [rule.category]}} if rule.category else {}
    effects: dict[str, dict[str, Any]] = {
        "rate": {"kind": "points_per_amount", "points": rule.n, "per": "1", "by_tier": dict(rule.by_level)},
        "times": {"kind": "multiplier", "times": rule.n, "of": ["base"]},
        "fixed": {"kind": "fixed_points", "points": rule.n},
        "stamps": {"kind": "stamps", "wallet": "stamps", "stamps": rule.n, "per": "item"},
        "gift": {"kind": "issue_reward", "reward": rule.reward},
        "lift": {"kind": "set_tier", "tier": rule.reward, "lasts": LIFTED.text()},
    }
    effect = effects[rule.kind]
    if rule.kind in ("rate", "times", "stamps"):
        effect = {**effect, **lines}
    if not effect.get("by_tier", True):
        del effect["by_tier"]
    when: list[dict[str, Any]] = []
    if rule.at_least:
        when.append({"kind": "basket_total", "at_least": money(rule.at_least)})
    if rule.level:
        when.append({"kind": "tier", "any_of": [rule.level]})
    limits = [rule.limit] if rule.limit else []
    return {"id": rule.id, "effects": [effect], "when": when, "limits": limits}


def _ladder(ladder: Ladder) -> dict[str, Any]:
    window: dict[str, Any] = {"kind": ladder.window}
    if ladder.window == "rolling":
        window["months"] = ladder.rolls
    return {
        "id": "club",
        "window": window,
        "lasts": {"kind": ladder.lasts, "years": ladder.years, "month": ladder.month, "duration": ladder.term.text()},
        "downgrade": "one_level" if ladder.one_level else "to_earned",
        "grace": ladder.grace.text(),
        "on_return": "now" if ladder.at_once else "period_end",
        "return_window": ladder.return_window.text(),
        "levels": [{"id": level.id, "qualify": [_way(*way) for way in level.ways]} for level in ladder.levels],
    }


def _way(measure: str, at_least: int) -> dict[str, Any]:
    if measure == "spend":
        return {"measure": measure, "at_least": money(at_least)}
    rules = {"rules": ["base"]} if measure == "points" else {}
    return {"measure": measure, "at_least": at_least, **rules}


def _reward(offer: Offer) -> dict[str, Any]:
    said: dict[str, Any] = {"id": offer.id}
    if offer.worth:
        said["value"] = money(offer.worth)
    if offer.price is not None:
        special = [{"amount": price, "tiers": [level]} for level, price in offer.for_level]
        said["prices"] = [{"amount": offer.price}, *special]
    if offer.step:
        said["any_amount"] = {"step": offer.step, "worth": "1.00", "least": offer.step}
    if offer.life:
        said["valid_for"] = offer.life.text()
    if offer.stock is not None:
        said["stock"] = offer.stock
    if offer.a_month is not None:
        said["quota"] = {"times": offer.a_month, "every": "month"}
    if offer.owed:
        said |= {"on_used": "debt", "debt_wallet": "credit"}
    return said


def money(minor: int) -> str:
    """Minor units as a document writes them."""
    return f"{minor // 100}.{minor % 100:02}"
