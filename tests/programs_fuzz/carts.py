"""Purchases and events on which an accepted program is tried: what they name is what documents at random name."""

from __future__ import annotations

from random import Random
from typing import Any

from setia.engine.purchase import Line, Purchase, Tender
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.custom_event import EventType
from setia.engine.rules.facts import Event, Facts, Value
from setia.engine.rules.frame import Frame
from tests.documents.words import CODES
from tests.engine.receipts import NOON

DAY = 24 * 3_600 * 1_000_000


def facts(compiled: Compiled, random: Random) -> Facts:
    """One purchase, or an event where the program knows some, as the program's rules see it."""
    tiers = {name: random.choice(ladder.rungs).id for name, ladder in compiled.ladders.items()}
    frame = Frame(
        effective_at=NOON + random.randrange(4_000) * DAY,
        visit=random.randrange(13),
        days_since=random.choice((None, 0, 31, 400)),
        tiers=tiers,
        attributes={code: random.choice(CODES) for code in CODES[:2]},
        segments=tuple(random.sample(CODES, 2)),
    )
    if compiled.events and random.random() < 0.3:
        return Facts(compiled.scene, None, frame, _event(random.choice(list(compiled.events.values())), random))
    return Facts(compiled.scene, _purchase(random, frame.effective_at), frame)


def _purchase(random: Random, at: int) -> Purchase:
    lines = tuple(_line(no, random) for no in range(1, random.choice((2, 4, 13))))
    owed = sum(line.net for line in lines)
    named: dict[str, Any] = {"store": random.choice(("store", "elsewhere")), "channel": random.choice(CODES)}
    return Purchase(source="till", event_at=at, currency="USD", lines=lines, tenders=(Tender("cash", owed),), **named)


def _line(no: int, random: Random) -> Line:
    net = random.choice((0, 1, 99, 1_050, 250_000))
    goods: dict[str, Any] = {field: random.choice(CODES) for field in ("sku", "category", "department", "brand")}
    return Line(
        no=no, net=net, list=net, quantity=random.choice((1000, 250, 12_000)), tags=(random.choice(CODES),), **goods
    )


def _event(kind: EventType, random: Random) -> Event:
    values: dict[str, Value] = {}
    for field in kind.fields:
        if field.type == "yes_no":
            values[field.id] = random.random() < 0.5
        else:
            values[field.id] = random.randrange(60) if field.type == "whole" else random.choice(CODES)
    return Event(kind.id, values)
