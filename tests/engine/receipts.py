"""Receipts for tests of the engine."""

from __future__ import annotations

from typing import Any

from setia.engine.purchase import Charge, Line, Purchase, Tender

NOON = 1_514_894_400_000_000
"""2018-01-02T12:00:00Z."""


def receipt(*nets: int, **fields: Any) -> Purchase:
    """A purchase of lines with these nets, paid in cash to the cent; a field given replaces what it would be."""
    lines = tuple(Line(no=no, net=net) for no, net in enumerate(nets, 1))
    said: dict[str, Any] = {"source": "till", "event_at": NOON, "currency": "USD", "lines": lines, **fields}
    return Purchase(**{"tenders": (Tender("cash", _owed(said)),), **said})


def restaurant_bill(**fields: Any) -> Purchase:
    """S1: 12.90 + 3.50, service charge 1.64, service tax 1.08 on top: 19.12."""
    lines = (Line(no=1, net=1290, tax=85), Line(no=2, net=350, tax=23))
    said: dict[str, Any] = {
        "source": "till",
        "event_at": NOON,
        "currency": "MYR",
        "prices": "tax_exclusive",
        "lines": lines,
        "charges": (Charge("service", 164),),
        **fields,
    }
    return Purchase(**{"tenders": (Tender("duitnow_qr", 1912),), **said})


def _owed(said: dict[str, Any]) -> int:
    goods = sum(line.net for line in said["lines"])
    taxes = sum(line.tax for line in said["lines"]) if said.get("prices") == "tax_exclusive" else 0
    return int(goods + taxes + sum(charge.amount for charge in said.get("charges", ())) + said.get("rounding", 0))
