"""Make-goods: what many members should have had, prepared, approved by a second person, given once, undone as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from setia.client.call import Call
from setia.client.making import get, post


class MakeGood(Struct, frozen=True):
    """A batch, and what it comes to."""

    id: int
    name: str
    reason: str
    state: str
    """draft, rejected, approved, applying, applied, undoing, undone."""
    made_by: str
    made_at: datetime
    approved_by: str
    items: dict[str, int]
    """How many are in which state."""
    refused: dict[str, int]
    """How many were, or by the preview would be, refused for which reason."""
    awarded: dict[str, int]
    """By wallet: what it would give, each item by itself; once applied, what it gave."""
    taken: dict[str, int]
    """By wallet: what was taken back."""


class Reject(Struct, frozen=True):
    """A row that was not taken."""

    line: int
    column: str
    code: str
    receipt: str


class LostSales(Struct, frozen=True):
    """The batch, and what of the file it has not."""

    make_good: MakeGood
    rejects: list[Reject]
    """Rows that are no purchases, the first thousand; they wait in the inbox."""


class MakeGoods(Struct, frozen=True):
    """A page of batches, the newest first."""

    make_goods: list[MakeGood]
    next: str
    """The cursor of the next page; empty: there is none."""


class Item(Struct, frozen=True):
    """One item."""

    number: int
    """Its place among the items that were sent, from 1."""
    member: str
    """Public id; empty where nobody is known by the name."""
    state: str
    code: str
    awarded: dict[str, int]
    taken: dict[str, int]
    kept: dict[str, int]
    """Once undone: what the member had used already, and keeps."""


class Items(Struct, frozen=True):
    """Items in their order."""

    items: list[Item]
    next: str
    """The cursor of the next page; empty: there is none."""


def make_good(name: str, reason: str, items: Sequence[dict[str, Any]]) -> Call[MakeGood]:
    """Prepare a batch, and see what it would give. Nothing is given before somebody else has approved it."""
    return post("/make-goods", MakeGood, {"name": name, "reason": reason, "items": items})


def lost_sales(number: int, name: str, reason: str, parts: int) -> Call[LostSales]:
    """Make good what an announced file has, instead of importing it; see `office.begin_import`."""
    return post(f"/imports/{number}/make-good", LostSales, {"name": name, "reason": reason, "parts": parts})


def make_goods(**wanted: int | str | None) -> Call[MakeGoods]:
    """Batches, the newest first.

    `wanted`: `limit`, `cursor`.
    """
    return get("/make-goods", MakeGoods, wanted)


def make_good_items(batch: int, **wanted: int | str | None) -> Call[Items]:
    """What becomes of each item.

    `wanted`: `limit`, `cursor`.
    """
    return get(f"/make-goods/{batch}/items", Items, wanted)


def approve_make_good(batch: int) -> Call[MakeGood]:
    """Agree to it. Whoever prepared it cannot: 409 `second_person_needed`."""
    return post(f"/make-goods/{batch}/approve", MakeGood, {})


def apply_make_good(batch: int) -> Call[MakeGood]:
    """Give everything, once: begun twice, or again after it was broken off, nothing is given twice."""
    return post(f"/make-goods/{batch}/apply", MakeGood, {})


def undo_make_good(batch: int) -> Call[MakeGood]:
    """Take back what is still there of it. What members have used they keep; the items say what that is."""
    return post(f"/make-goods/{batch}/undo", MakeGood, {})
