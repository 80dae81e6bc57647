"""Small programs, receipts and judgements for tests of the rules."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.calendar import parse_instant
from setia.engine.purchase import Line, Purchase
from setia.engine.rules.compiled import Compiled, Fault, Unusable, compile_program
from setia.engine.rules.documents import from_plain
from setia.engine.rules.evaluate import Standing, evaluate
from setia.engine.rules.facts import Event, Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.verdict import Check, Gain, Verdict, awarded
from tests.engine.programs import document, effect, rule, wallet
from tests.engine.receipts import NOON, receipt

WALLETS = [
    wallet(),
    wallet(id="stamps", unit={"en": "stamps"}, kind="stamps"),
    wallet(id="cash", unit={"en": "dollars"}, kind="money", decimals=2, returns={"policy": "within_balance"}),
]

SILVER_GOLD = {
    "id": "status",
    "levels": [
        {"id": "silver"},
        {"id": "gold", "qualify": [{"measure": "spend", "at_least": 1000}]},
        {"id": "black", "qualify": [{"measure": "spend", "at_least": 5000}]},
    ],
}
"""Levels that are reached by spending alone."""

SALE = {"id": "sale", "fields": [{"id": "stars", "type": "whole"}, {"id": "topic", "type": "text"}]}


def program(*rules: dict[str, Any], **fields: Any) -> Compiled:
    """A program of these rules, with a wallet of points, one of stamps and one of money."""
    return compile_program(from_plain(document(**{"wallets": WALLETS, "rules": list(rules), **fields})))


def faults(**fields: Any) -> list[Fault]:
    """What is wrong with a document with these fields."""
    with pytest.raises(Unusable) as unusable:
        compile_program(from_plain(document(**{"wallets": WALLETS, **fields})))
    return unusable.value.faults


def told(**fields: Any) -> list[tuple[str, str]]:
    """The same as dotted paths and codes."""
    return [(".".join(map(str, one.path)), one.code) for one in faults(**fields)]


def basket(*lines: Line, **fields: Any) -> Purchase:
    """A receipt of these lines, numbered as they come."""
    numbered = tuple(Line(**{**_fields(line), "no": no}) for no, line in enumerate(lines, 1))
    return receipt(lines=numbered, **fields)


def item(net: int, **fields: Any) -> Line:
    """One line."""
    return Line(no=0, net=net, **fields)


def at(instant: str) -> int:
    """An instant written with its offset."""
    return parse_instant(instant, "UTC")


def judged(
    compiled: Compiled, happened: Purchase | Event, standing: Standing | None = None, **frame: Any
) -> tuple[Verdict, ...]:
    """What a program says of a purchase or an event; other fields are those of the frame."""
    purchase, event = (happened, None) if isinstance(happened, Purchase) else (None, happened)
    facts = Facts(compiled.scene, purchase, Frame(**{"effective_at": NOON, **frame}), event)
    return evaluate(compiled, facts, standing)


def gave(compiled: Compiled, happened: Purchase | Event, standing: Standing | None = None, **frame: Any) -> Any:
    """Units given by wallet."""
    return awarded(judged(compiled, happened, standing, **frame))


def by_rule(verdicts: tuple[Verdict, ...]) -> dict[str, int]:
    """Units given by rule."""
    return {one.rule: sum(gain.gave for gain in one.gains) for one in verdicts}


def gains(compiled: Compiled, happened: Purchase | Event, standing: Standing | None = None, **frame: Any) -> list[Gain]:
    """Everything given, in the order in which it was reckoned."""
    return [gain for one in judged(compiled, happened, standing, **frame) for gain in one.gains]


def check(condition: dict[str, Any], happened: Purchase | Event, frame: dict[str, Any], **fields: Any) -> Check:
    """What one condition says of a purchase or an event."""
    trigger = "purchase" if isinstance(happened, Purchase) else happened.kind
    compiled = program(rule(effect(), when=[condition], trigger=trigger), **fields)
    (verdict,) = judged(compiled, happened, **frame)
    (found,) = verdict.checks
    assert verdict.holds == found.holds
    return found


def _fields(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in line.__struct_fields__}
