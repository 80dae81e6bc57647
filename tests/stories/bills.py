"""Bills, programs and what is done with them, for stories about orders: in the language of the shop."""

from __future__ import annotations

from typing import Any

from setia.engine.commands import Cause, RecordPurchase, Return, UseReward
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Line, Purchase, Tender
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.stamping import order_key
from setia.storage import besides, clock
from setia.storage.members import Known
from tests.shop import TILL, Shop, at

HEAD = """
format: 1
id: shop
name: {{en: Shop}}
currency: {currency}
zone: {zone}
effective_from: 2017-01-01
"""

POINTS = """
wallets:
  - {id: points, unit: {en: points}}
"""


def program(rules: str, currency: str = "MYR", zone: str = "UTC", wallets: str = POINTS) -> str:
    """A program document with these rules and whatever else stands after them."""
    return HEAD.format(currency=currency, zone=zone) + wallets + "rules:\n" + rules


def base(per: str, *more: str) -> str:
    """A rule that gives a point for so much, with further fields of its effect."""
    fields = ", ".join(["kind: points_per_amount", "points: 1", f"per: {per}", *more])
    return f"  - {{id: base, effects: [{{{fields}}}]}}\n"


def bill(*lines: int | Line, currency: str = "MYR", when: str = "", **fields: Any) -> Purchase:
    """A bill of these lines, or nets of lines, in minor units; paid in cash unless it says how."""
    made = tuple(Line(no, one, sku=f"A{no}") if isinstance(one, int) else one for no, one in enumerate(lines, 1))
    said: dict[str, Any] = {"source": "till", "event_at": at(when) if when else clock.read(), **fields}
    tenders = said.pop("tenders", (Tender("cash", sum(line.net for line in made)),))
    return Purchase(currency=currency, lines=made, tenders=tenders, **said)


def sells(shop: Shop, member: str | None, sold: Purchase, receipt: str = "R1", manner: Manner = TILL) -> Outcome:
    """A bill is sent under its receipt; no member is a guest."""
    request = Request(RecordPurchase(sold), Known("external", member) if member else None, reference=receipt)
    return apply(shop.program, [request], manner)[0]


def takes_back(shop: Shop, member: str, seq: int, refund: Refund, cause: Cause = "member") -> Outcome:
    """Part of a purchase comes back, now."""
    return shop.asks(member, Return(clock.read(), seq, refund, cause))


def returned(shop: Shop, receipt: str, refund: Refund) -> Outcome:
    """Part of a purchase comes back, now, to a till that knows its receipt and nothing else."""
    request = Request(Return(clock.read(), 0, refund), order=order_key(shop.program.key, "till", receipt))
    return apply(shop.program, [request], TILL)[0]


def lines(refund_id: str, *numbers: int) -> Refund:
    """Whole lines come back."""
    return Refund(refund_id, tuple((no, 1000) for no in numbers))


def rewards(shop: Shop, member: str) -> list[Issued]:
    """Every reward that a member was ever given, as it now stands."""
    return [one for _, one in sorted(besides.all_rewards(shop._account(member)).items())]


def uses(shop: Shop, member: str, number: int, receipt: str = "") -> Outcome:
    """A reward is used, on the order with this receipt."""
    return shop.asks(member, UseReward(clock.read(), number, "till", receipt))


def told(outcome: Outcome) -> str:
    """What became of something: its status, or the code it was refused with."""
    return outcome.refusal.code if outcome.refusal else outcome.status


def holds_together(shop: Shop) -> bool:
    """Whether the audit is clean and the journal gives the ledger again."""
    assert shop.findings() == []
    return shop.differences() == 0
