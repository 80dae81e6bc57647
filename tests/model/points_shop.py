"""A shop with points and credit, for the shortest stories of what was found."""

from __future__ import annotations

from typing import Any

from setia.services.batch import Outcome
from tests.model.programs import CREDIT, Purse, Rate, Version
from tests.shop import Shop, at

JANUARY = at("2017-01-01")


def shop(**points: Any) -> Shop:
    """A shop whose points are so."""
    return Shop(document(**points))


def document(**points: Any) -> str:
    """One point per 1.00; policy `debt` unless said otherwise."""
    purse = Purse("points", **{"policy": "debt", **points})
    return Version("UTC", (purse, CREDIT), (Rate("points", 1, 100),), JANUARY, 0).document()


def code(outcome: Outcome) -> str | None:
    """Why it was refused."""
    return outcome.refusal.code if outcome.refusal else None
