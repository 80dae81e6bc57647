"""The shop that every example of the reference happens in: what its document defines, and purchases there."""

from __future__ import annotations

from typing import Any

from setia.engine.calendar import parse_instant
from setia.engine.purchase import Line, Purchase, Tender
from setia.engine.rules.compiled import Compiled, compile_program
from setia.engine.rules.documents import from_plain
from setia.engine.rules.evaluate import evaluate
from setia.engine.rules.facts import Event, Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.verdict import Verdict
from setia.services.documents import read

WORLD = """\
format: 1
id: kopi
name: {en: Kopi Kita}
currency: MYR
zone: Asia/Kuala_Lumpur
effective_from: 2027-01-01
wallets:
  - {id: points, unit: {en: points}}
  - {id: stamps, unit: {en: stamps}, kind: stamps}
  - {id: cash, unit: {en: ringgit}, kind: money, decimals: 2, returns: {policy: within_balance}}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
tiers:
  - id: status
    levels:
      - {id: member}
      - {id: silver, qualify: [{measure: spend, at_least: 500}]}
      - {id: gold, qualify: [{measure: spend, at_least: 2000}]}
rewards:
  - {id: coffee, kind: free_item, value: 9.00}
events:
  - {id: review, fields: [{id: stars, type: whole, least: 1, most: 5}]}
stores:
  - {id: klia, tags: [airport]}
calendars:
  - {id: ramadan, dates: [{from: 2027-02-08, through: 2027-03-09}]}
"""

SATURDAY = "2027-01-09T10:30:00+08:00"


class Happening:
    """A purchase or an event, with what is known of the member, in words and as the engine has it."""

    def __init__(self, words: str, *nets: int, at: str = SATURDAY, event: Event | None = None, **given: Any) -> None:
        self.words, self.event = words, event
        goods = {name: given.pop(name) for name in ("sku", "category", "department", "brand", "tags") if name in given}
        quantity = given.pop("quantity", 1000)
        lines = tuple(
            Line(no=no, net=net, list=net, quantity=quantity, **goods) for no, net in enumerate(nets or (1200,), 1)
        )
        self.instant = parse_instant(at, "Asia/Kuala_Lumpur")
        bought: dict[str, Any] = {name: given.pop(name) for name in ("store", "channel", "currency") if name in given}
        paid = (Tender(given.pop("paid", "cash"), sum(line.net for line in lines)),)
        said: dict[str, Any] = {"currency": "MYR", **bought}
        self.purchase = Purchase(source="till", event_at=self.instant, lines=lines, tenders=paid, **said)
        self.member = given

    def judged(self, compiled: Compiled) -> tuple[Verdict, ...]:
        """What a program says of it."""
        frame = Frame(**{"effective_at": self.instant, "visit": 2, **self.member})
        purchase = None if self.event is not None else self.purchase
        return evaluate(compiled, Facts(compiled.scene, purchase, frame, self.event))


def with_rule(rule: dict[str, Any]) -> Compiled:
    """The shop's program with one rule more."""
    document, _ = read(WORLD)
    document["rules"] = [*document["rules"], {"id": "example", **rule}]
    return compile_program(from_plain(document))


def with_parts(text: str) -> Compiled:
    """The shop's program with these parts in the place of its own, or beside them."""
    document, _ = read(WORLD)
    parts, _ = read(text)
    return compile_program(from_plain({**document, **parts}))
