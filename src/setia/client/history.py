"""History: what happened, why it gave what it gave, every lot and entry, and purchases as they were sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct

from setia.client.call import Call
from setia.client.making import get, in_path


class Movement(Struct, frozen=True):
    """One transaction of a member's history."""

    number: int
    kind: str
    command: str
    """The verb that it closes; empty for what came before in the same command."""
    reason: str
    effective_at: datetime
    recorded_at: datetime
    changes: dict[str, int]
    """By wallet, what the member gained or, less than 0, lost."""
    reference: str
    store: str
    origin: int | None
    """The earlier transaction that it names: what was returned, restored, captured or released."""
    text: str
    """What it was in plain words, in the language of `Accept-Language`; in a list as the member may read it."""


class Sentence(Struct, frozen=True):
    """One sentence: as it is said, and with its code and values for who words it himself."""

    code: str
    text: str
    values: dict[str, Any]


class Condition(Struct, frozen=True):
    """One condition: what was asked, what there was, what was missing."""

    holds: bool
    sentences: list[Sentence]


class Rule(Struct, frozen=True):
    """What one rule said."""

    id: str
    """For the author; empty for everybody else."""
    name: str
    holds: bool
    conditions: list[Condition]
    gave: list[list[Sentence]]


class Told(Struct, frozen=True):
    """Why, in words: totals first, then rule by rule, and what more would have needed."""

    language: str
    totals: list[Sentence]
    excluded: list[Sentence]
    rules: list[Rule]
    needs: list[Sentence]


class Why(Struct, frozen=True):
    """Why a movement was what it was."""

    movement: Movement
    told: Told | None
    """In words, in the language of `Accept-Language`. None: no rule had a say in it."""
    why: dict[str, Any] | None
    """For the author: rule by rule as it was stored, every field named."""


class Entry(Struct, frozen=True):
    """Units that moved from one account to another."""

    wallet: str
    from_account: str
    to_account: str
    amount: int
    lot: int
    """0 where no lot is concerned."""


class Lot(Struct, frozen=True):
    """Units that were earned together. The parts add up to `amount`."""

    number: int
    wallet: str
    transaction: int
    """The number of the transaction that it came from."""
    funding: str
    """granted, or paid for."""
    earned_at: datetime
    active_at: datetime
    expires_at: datetime | None
    amount: int
    pending: int
    available: int
    held: int
    spent: int
    expired: int
    reversed: int
    transferred: int
    debt_repaid: int


class Lots(Struct, frozen=True):
    """A page of lots, in order of their numbers."""

    lots: list[Lot]
    next: str
    """The cursor of the next page; empty: there is none."""


class Hold(Struct, frozen=True):
    """Units that are set aside until they are used or given back."""

    number: int
    """By which it is captured, released or extended."""
    wallet: str
    amount: int
    reference: str
    made_at: datetime
    ends_at: datetime
    """From then on the units are free again."""


class Holds(Struct, frozen=True):
    """A page of open holds, in order of their numbers."""

    holds: list[Hold]
    next: str
    """The cursor of the next page; empty: there is none."""


class PurchaseFound(Struct, frozen=True):
    """One version of a purchase as a list shows it."""

    source: str
    receipt: str
    version: int
    member: str
    """Public id of whose it is now; empty: a guest's."""
    store: str
    status: str
    currency: str
    net: int
    """Net of its lines, in minor units."""
    event_at: datetime


class Purchases(Struct, frozen=True):
    """A page of purchases, those that happened last first."""

    purchases: list[PurchaseFound]
    next: str


class Purchase(Struct, frozen=True):
    """A purchase as its newest version has it, and what came back of it."""

    source: str
    receipt: str
    member: str
    transaction: int | None
    """Its number in the member's history, by which `why` explains it; None: a guest's."""
    event_at: datetime
    purchase: dict[str, Any]
    """Lines, tenders and all else, as recorded, in minor units; what is as usual is left out."""
    returns: list[dict[str, Any]]


class Deed(Struct, frozen=True):
    """One thing that somebody did."""

    at: datetime
    actor: str
    channel: str
    action: str
    """Such as program_applied, client_revoked, member_erased; of the ledger the command, such as adjust."""
    subject: str
    """What it was done to: a version, a client, a member's public id, an exception."""
    details: dict[str, Any]


class AuditLog(Struct, frozen=True):
    """A page, newest first."""

    entries: list[Deed]
    next: str
    """The cursor of the next page; empty: there is none."""


def why(name: str, movement: int, **wanted: int | str | None) -> Call[Why]:
    """One movement, explained.

    `wanted`: `for`.
    """
    return get(f"/members/{in_path(name)}/movements/{movement}/why", Why, wanted)


def entries(name: str, movement: int) -> Call[list[Entry]]:
    """What one transaction moved: debit and credit, in order."""
    return get(f"/members/{in_path(name)}/movements/{movement}/entries", list[Entry])


def lots(name: str, **wanted: int | str | None) -> Call[Lots]:
    """Lots as they are booked, in order of their numbers; with `only_open=false` those that are over, too.

    `wanted`: `wallet`, `only_open`, `limit`, `cursor`.
    """
    return get(f"/members/{in_path(name)}/lots", Lots, wanted)


def holds(name: str, **wanted: int | str | None) -> Call[Holds]:
    """A member's open holds, in order of their numbers. One whose end has come is not among them.

    `wanted`: `limit`, `cursor`.
    """
    return get(f"/members/{in_path(name)}/holds", Holds, wanted)


def find_purchases(**wanted: int | str | None) -> Call[Purchases]:
    """Purchases found by receipt, store, time (`until` is exclusive) and amount; every version is a row.

    `wanted`: `receipt`, `store`, `since`, `until`, `net`, `limit`, `cursor`.
    """
    return get("/purchases", Purchases, wanted)


def purchase(source: str, receipt: str) -> Call[Purchase]:
    """One purchase by its source and receipt: its lines, whose it is, what came back of it."""
    return get("/purchases/one", Purchase, {"source": source, "receipt": receipt})


def audit_log(**wanted: int | str | None) -> Call[AuditLog]:
    """What was done, by whom, when. It is only ever added to.

    `wanted`: `actor`, `action`, `subject`, `cursor`, `limit`.
    """
    return get("/audit-log", AuditLog, wanted)
