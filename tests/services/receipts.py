"""Requests for tests of the batch: purchases as a till would send them."""

from __future__ import annotations

from typing import Any

from setia.engine.commands import RecordPurchase
from setia.engine.purchase import Purchase, Tender
from setia.services.batch import Manner, Outcome, Request, apply
from setia.storage import clock
from setia.storage.members import Known
from tests.shop import TILL, Shop, sale


def bought(member: str | None, cents: int, receipt: str, when: int | None = None, **fields: Any) -> Request:
    """A purchase of so many cents under a receipt number, now unless said otherwise; no member is a guest."""
    purchase = sale(cents, clock.read() if when is None else when, **fields)
    return request(member, purchase, receipt)


def request(member: str | None, purchase: Purchase, receipt: str) -> Request:
    """A request to record a purchase."""
    return Request(RecordPurchase(purchase), Known("external", member) if member else None, reference=receipt)


def take(shop: Shop, *requests: Request, manner: Manner = TILL) -> list[Outcome]:
    """All of them as one batch."""
    return apply(shop.program, list(requests), manner)


def told(outcomes: list[Outcome]) -> list[str]:
    """What became of each: done, unchanged, or the code it was refused with."""
    return [outcome.refusal.code if outcome.refusal else outcome.status for outcome in outcomes]


UNPAID: tuple[Tender, ...] = ()
