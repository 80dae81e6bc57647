"""Baskets and price rules for tests, and what comes off."""

from __future__ import annotations

from typing import Any

from setia.engine.purchase import Line, Purchase
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.pricing import Buyer, PriceVerdict, price
from tests.engine.programs import effect, rule
from tests.engine.receipts import NOON
from tests.engine.rules.judging import program

TEN_PERCENT = {"kind": "percentage_off", "percent": 10}


def priced_by(*rules: dict[str, Any], **fields: Any) -> Compiled:
    """A program with these price rules; one without an id is called `offer`."""
    named = [{"id": "offer", **one} for one in rules]
    return program(rule(effect()), price_rules=named, **fields)


def verdicts(compiled: Compiled, basket: Purchase, *codes: str, guest: bool = False) -> tuple[PriceVerdict, ...]:
    """What its price rules say of a basket, with codes for these rules."""
    facts = Facts(compiled.scene, basket, Frame(NOON))
    return price(compiled.pricing, facts, Buyer(not guest, frozenset(codes)))


def off(compiled: Compiled, basket: Purchase, *codes: str, guest: bool = False) -> list[int]:
    """What comes off each line in all."""
    found = dict.fromkeys([line.no for line in basket.lines], 0)
    for one in verdicts(compiled, basket, *codes, guest=guest):
        for no, amount in one.lines:
            found[no] += amount
    return list(found.values())


def by_rule(compiled: Compiled, basket: Purchase, *codes: str) -> dict[str, int]:
    """What each rule takes off in all."""
    return {one.rule: one.off for one in verdicts(compiled, basket, *codes)}


def line(net: int, pieces: int = 1, **fields: Any) -> Line:
    """So many pieces that cost this together."""
    return Line(no=0, net=net, **{"quantity": pieces * 1000, **fields})
