"""Random programs of all kinds of rules, and members who buy, use units and bring goods back under them."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from setia.engine.calendar import DAY, HOUR
from setia.engine.commands import Command, Earn, Enrol, RecordPurchase, Redeem, Return, body, digest
from setia.engine.decide import Setting, needs
from setia.engine.fold import Fold
from setia.engine.given import NONE
from setia.engine.journalled import Journalled
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Line, Purchase, Tender
from setia.engine.refusals import Refusal
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.versions import Version, Versions
from setia.services.documents import read_program

BEGIN = 1_514_851_200_000_000
"""2018-01-02T00:00:00Z."""
DEPARTMENTS = ("MEAT", "DELI", "PRODUCE")
LEVELS = ("base", "silver", "gold")


def program(dice: Random) -> Compiled:
    """One that has anything that may be counted, and things that may not."""
    lanes = [{"id": "main"}, {"id": "more", "combine": dice.choice(["add", "add", "multiply"])}]
    limits = [
        {"id": "a", "every": dice.choice(["day", "week", "month", "purchase"]), "units": dice.randrange(1, 60)},
        {"id": "b", "every": dice.choice(["month", "year", "ever"]), "units": dice.randrange(1, 200)},
        {"id": "c", "every": "month", "times": 2},
    ]
    by = dice.choice(["spend", "spend", "purchases", "points"])
    rules = [_rule(dice, f"r{n}", "main", by) for n in range(3)] + [_rule(dice, f"s{n}", "more", by) for n in range(4)]
    document: dict[str, Any] = {
        "format": 1,
        "id": "shop",
        "name": {"en": "Shop"},
        "currency": "USD",
        "zone": dice.choice(["UTC", "America/New_York", "Asia/Kuala_Lumpur"]),
        "effective_from": dice.choice(["2017-01-01", "2017-01-01", "2018-01-20"]),
        "stores": [{"id": "far", "zone": "Asia/Tokyo"}],
        "wallets": [
            {"id": "points", "unit": {"en": "points"}, **dice.choice(LIVES)},
            {"id": "stamps", "kind": "stamps", "unit": {"en": "stamps"}, "returns": {"policy": "within_balance"}},
        ],
        "lanes": lanes,
        "limits": limits,
        "rules": rules,
        "tiers": [_tiers(dice, by)],
        "never": [{"tag": "tobacco"}] if dice.random() < 0.5 else [],
        "rewards": [{"id": "cake", "kind": "free_item", "name": {"en": "Cake"}, "valid_for": "P1M"}],
        "conversions": [
            {"id": "card", "wallet": "stamps", "choices": [{"amount": dice.randrange(4, 12), "reward": "cake"}]}
        ]
        if dice.random() < 0.5
        else [],
    }
    return read_program(json.dumps(document))


LIVES: tuple[dict[str, Any], ...] = (
    {},
    {"expiry": {"after": "P1M"}},
    {"expiry": {"after": "P12M", "round_to": "end_of_month"}},
    {"pending": "P14D"},
    {"pending": "P3D", "expiry": {"after": "P3M", "min_life": "P7D"}},
    {"returns": {"policy": "debt"}},
)


def _rule(dice: Random, name: str, lane: str, by: str) -> dict[str, Any]:
    effects = [_effect(dice, lane, by) for _ in range(dice.choice([1, 1, 1, 2]))]
    when = [_condition(dice) for _ in range(dice.choice([0, 0, 1, 1, 2]))]
    limits = dice.choice([[], [], [], ["a"], ["b"], ["a", "b"], ["c"] if dice.random() < 0.3 else []])
    if len({one["wallet"] for one in effects if "wallet" in one}) > 1 or any(
        one["kind"] == "multiplier" for one in effects
    ):
        limits = []
    if limits and any(one.get("wallet") == "stamps" for one in effects):
        limits = []
    return {"id": name, "lane": lane, "trigger": "purchase", "when": when, "limits": limits, "effects": effects}


def _lines(dice: Random) -> dict[str, Any]:
    return dice.choice(
        [
            {},
            {},
            {"lines": {"department": [dice.choice(DEPARTMENTS)]}},
            {"lines": {"department": dice.sample(DEPARTMENTS, 2)}},
            {"lines": {dice.choice(["category", "brand"]): ["a", "x"]}},
            {"lines": {"department": ["MEAT"], "category": ["a"]}},
            {"lines": {"tag": ["sale"]}},
            {"lines": {"department": ["MEAT"], "but_not": {"tag": ["sale"]}}},
        ]
    )


def _effect(dice: Random, lane: str, by: str) -> dict[str, Any]:
    rounding = dice.choice(["floor", "nearest", "up"])
    if lane == "more" and dice.random() < 0.5:
        of = dice.sample(["r0", "r1", "r2"], dice.choice([1, 1, 2]))
        return {
            "kind": "multiplier",
            "of": of,
            "times": dice.choice(["1.5", 2, 3]),
            "rounding": rounding,
            **_lines(dice),
        }
    return dice.choice(
        [
            {
                "kind": "points_per_amount",
                "wallet": "points",
                "points": dice.choice([1, 2, "1.25"]),
                "per": dice.choice(["1.00", "0.50", "5.00"]),
                "base": dice.choice(["shelf", "shelf", "list", "paid", "net_of_tax"]),
                "rounding": rounding,
                **_lines(dice),
            },
            {
                "kind": "points_per_amount",
                "wallet": "points",
                "points": 1,
                "per": 1,
                "by_tier": {"gold": 3},
                "tier_at": dice.choice(["before", "after", "split"]) if by == "spend" else "before",
            },
            {
                "kind": "points_per_item",
                "wallet": "points",
                "points": 2,
                "per": dice.choice([1, "0.5"]),
                **_lines(dice),
            },
            {"kind": "fixed_points", "wallet": "points", "points": dice.randrange(1, 30)},
            {
                "kind": "stamps",
                "wallet": "stamps",
                "stamps": 1,
                "per": dice.choice(["purchase", "item"]),
                **_lines(dice),
            },
        ]
    )


def _condition(dice: Random) -> dict[str, Any]:
    simple: list[dict[str, Any]] = [
        {"kind": "weekday", "any_of": dice.sample(["monday", "tuesday", "saturday", "sunday"], 2)},
        {"kind": "basket_total", "at_least": dice.choice([5, 20, "30.00"]), **_lines(dice)},
        {"kind": "basket_total", "at_least": 5, "below": 60},
        {"kind": "department", "any_of": [dice.choice(DEPARTMENTS)]},
        {"kind": "category", "any_of": ["a"]},
        {"kind": "payment", "any_of": ["card"]},
        {"kind": "product", "any_of": ["1", "2", "3"]},
        {"kind": "tag", "any_of": ["sale"]},
        {"kind": "tier", "any_of": dice.sample(LEVELS, 2)},
        {"kind": "nth_visit", "n": dice.randrange(1, 5), "every": dice.random() < 0.6},
        {"kind": "first_purchase"},
        {"kind": "days_since_last_visit", "at_least": 5},
        {"kind": "time_of_day", "from": "08:00", "until": "14:00"},
        {"kind": "store", "any_of": ["far"]},
    ]
    joined = dice.random()
    if joined < 0.1:
        return {"kind": "any", "of": dice.sample(simple, 2)}
    return {"kind": "not", "of": dice.choice(simple)} if joined < 0.2 else dice.choice(simple)


def _tiers(dice: Random, by: str) -> dict[str, Any]:
    least = {"spend": (100, 400), "purchases": (4, 12), "points": (60, 300)}[by]
    measure: dict[str, Any] = {"measure": by, **({"rules": ["r0", "r1"]} if by == "points" else {})}
    return {
        "id": "level",
        "name": {"en": "Level"},
        "window": {"kind": dice.choice(["calendar_year", "calendar_year", "lifetime", "anniversary"])},
        "lasts": dice.choice(
            [{"kind": "end_of_year", "years": 1}, {"kind": "duration", "duration": "P2M"}, {"kind": "for_ever"}]
        ),
        "on_return": dice.choice(["period_end", "now"]),
        "levels": [
            {"id": level, "name": {"en": level}, **({"qualify": [{**measure, "at_least": least[n - 1]}]} if n else {})}
            for n, level in enumerate(LEVELS)
        ],
    }


def purchase(dice: Random, at: int) -> Purchase:
    """Anything that a till may send, most of it plain."""
    lines, tagged = [], dice.random() < 0.5
    for no in range(1, dice.randrange(2, 8)):
        net = dice.randrange(50, 3_000) if dice.random() < 0.95 else -dice.randrange(1, 500)
        tags = dice.choice([(), (), (), ("sale",), ("tobacco",)]) if tagged else ()
        listed = net if dice.random() < 0.2 else 0
        quantity = dice.choice([1000, 1000, 2000, 350, -1000 if net < 0 else 1000])
        department, sku = dice.choice((*DEPARTMENTS, "OTHER", "")), str(dice.randrange(12))
        of: dict[str, Any] = {
            "department": department,
            "category": dice.choice(["", "a", "b"]),
            "brand": dice.choice(["", "x"]),
        }
        lines.append(Line(no, net, sku, quantity, tax=dice.choice([0, 5]), tags=tags, list=listed, **of))
    owed = sum(line.net for line in lines)
    points = min(dice.choice([0, 0, 0, 200]), max(owed, 0))
    tenders = (Tender("points", points), Tender("card", owed - points)) if points else (Tender("card", owed),)
    status: Any = dice.choice(["paid"] * 9 + ["open"])
    return Purchase("till", at, "USD", tuple(lines), tenders, store=dice.choice(["", "far", "here"]), status=status)


def journal(dice: Random, key: bytes, compiled: Compiled) -> list[Journalled]:
    """What one member did under a program; what it refuses is not recorded."""
    versions = Versions((Version(1, 0, compiled),))
    fold, taken, at, bought = Fold(key, versions), list[Journalled](), BEGIN, list[tuple[int, Purchase]]()
    for _ in range(dice.randrange(5, 30)):
        at += dice.choice([HOUR, 2 * DAY, 5 * DAY, 20 * DAY])
        command, about = _command(dice, at, bought)
        late = dice.choice([0, 0, 0, 0, 3 * DAY]) if isinstance(command, RecordPurchase) else 0
        stamp = Stamp(about, at + late, at, at, at + late, "test", "test", b"%016d" % at, digest(body(command)))
        setting = Setting(stamp, versions)
        decided = fold.ask(command, setting, needs(fold.account, command, setting))
        at += late
        if isinstance(decided, Refusal):
            continue
        fold.keep(command, stamp, decided)
        taken.append(Journalled(command, stamp, NONE, decided.known_as, fold.account.seq, len(taken)))
        if isinstance(command, RecordPurchase):
            bought.append((decided.known_as, command.purchase))
    return taken


def _command(dice: Random, at: int, bought: list[tuple[int, Purchase]]) -> tuple[Command, str]:
    roll = dice.random()
    if roll < 0.06:
        return Redeem(at, "points", dice.randrange(1, 60)), "redeem"
    if roll < 0.1:
        return Earn(at, "points", 5, "goodwill"), "earn"
    if roll < 0.12:
        return Enrol(at), "enrol"
    if roll < 0.2 and bought:
        order, what = dice.choice(bought)
        line = dice.choice(what.lines)
        return Return(at, order, Refund(f"{at}", ((line.no, max(line.quantity, 0)),))), "return"
    return RecordPurchase(purchase(dice, at)), "record_purchase"
