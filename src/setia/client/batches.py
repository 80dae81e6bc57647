"""Batches: up to 1,000 commands in one call, each with its own result.

    from setia.client import batches

    gift = batches.item("gift", {"amount": 50, "reason": "goodwill"}, member="card:7001")
    told = setia.send(batches.batch([gift, batches.item("purchase", sale)]))

An item keeps its key, as a call does: the batch that was lost is sent again as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from msgspec import Struct

from setia.client.call import Call
from setia.client.calls import Done
from setia.client.making import numbered

OWN_NUMBER = frozenset({"basket_commit", "basket_release", "event", "purchase", "return"})
"""Kinds that are known by their own number, and have no key."""


class Result(Struct, frozen=True):
    """What became of one of them."""

    status: int
    """As if it had been sent alone."""
    done: Done | None = None
    problem: dict[str, Any] | None = None
    card: dict[str, Any] | None = None
    basket: dict[str, Any] | None = None
    settled: dict[str, Any] | None = None


class Batch(Struct, frozen=True):
    """Results in the order of the items."""

    results: list[Result]


def item(kind: str, body: Mapping[str, Any] | None = None, **named: int | str) -> dict[str, Any]:
    """One command: what its own route takes, and what that route has in its path, such as `member` or `number`."""
    key = {} if kind in OWN_NUMBER else {"key": uuid4().hex}
    said = {} if body is None else {kind: body}
    return {"kind": kind, **key, **named, **said}


def batch(items: Sequence[Mapping[str, Any]], sent_at: datetime | None = None) -> Call[Batch]:
    """Carry out many commands, one after the other. `sent_at` is what the clock says of the device that had them."""
    return numbered("/batch", Batch, {"items": items, "sent_at": sent_at})
