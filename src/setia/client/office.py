"""The office: what waits for somebody, what is made good, files of past purchases, and the program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from setia.client.call import Call
from setia.client.making import get, post


class Waiting(Struct, frozen=True):
    """One thing that waits."""

    id: str
    kind: Literal[
        "late_event",
        "manual_claim",
        "return_in_vain",
        "corrected_clock",
        "import_row",
        "not_me",
        "delivery_failed",
        "guard",
        "program_change",
        "make_good_draft",
        "over_return",
        "endpoint_disabled",
    ]
    reason: str
    """A stable code."""
    command: str
    member: str
    """Public id, or how somebody is named who would join by it; empty where nobody is known."""
    event_at: datetime
    received_at: datetime
    age_seconds: int
    actor: str
    channel: str
    owner: str
    """Who has taken it on; empty: nobody yet."""
    subject: str
    """What it is about: a receipt, an import, an endpoint; empty where that is not known any more."""
    numbers: dict[str, int | str]
    """Of a corrected sale by how many `seconds` the clock was ahead; of a row its `line`; of a message its id; of
    what a member says was not he the `transaction`."""


class Inbox(Struct, frozen=True):
    """A page of what waits, oldest first."""

    total: int
    """How many there are of these, shown or not."""
    exceptions: list[Waiting]
    next: str
    """The cursor of the next page; empty: there is none."""


class Problem(Struct, frozen=True):
    """Why a request was not carried out."""

    status: int
    code: str
    """Stable: programs may rely on it."""
    title: str
    type: str
    detail: str
    """A sentence for people, in the language of `Accept-Language`; programs go by `code` and `numbers`."""
    field: str
    """Where in the request it is wrong, such as `lines[2].net`."""
    numbers: dict[str, int | str]


class Action(Struct, frozen=True):
    """What became of one of them."""

    id: str
    done: bool
    problem: Problem | None


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


class Reject(Struct, frozen=True):
    """A row that was not taken."""

    line: int
    """0 where the ledger refused the purchase."""
    column: str
    code: str
    receipt: str


class Import(Struct, frozen=True):
    """A file, and how far it has come."""

    id: int
    name: str
    state: str
    """receiving, waiting, done, failed."""
    made_by: str
    made_at: datetime
    done: int
    """Purchases that were looked at, of `total`."""
    total: int
    added: int
    unchanged: int
    refused: int
    rejected_rows: int
    fault: str
    """Why the file as a whole could not be read: a code."""
    field: str
    numbers: dict[str, int | str]
    rejects: list[Reject]
    """The first thousand."""


class Imports(Struct, frozen=True):
    """A page of files, the newest first, without their rejects."""

    imports: list[Import]
    next: str
    """The cursor of the next page; empty: there is none."""


class Version(Struct, frozen=True):
    """One version of the program."""

    number: int
    effective_from: datetime
    applied_at: datetime
    applied_by: str


class Program(Struct, frozen=True):
    """The program that this client works for."""

    id: str
    document: dict[str, Any]
    """The latest version, as the format has it."""
    versions: list[Version]


class Fault(Struct, frozen=True):
    """One thing wrong with a document."""

    line: int
    path: str
    code: str
    found: str
    expected: str
    suggestion: str


class Advice(Struct, frozen=True):
    """One thing to look at in a sound document."""

    line: int
    path: str
    code: str
    must_be_mended: bool
    """Whether it cannot be applied so."""
    numbers: dict[str, int | str]


class Validated(Struct, frozen=True):
    """What was found."""

    is_sound: bool
    faults: list[Fault]
    advice: list[Advice]


class Applied(Struct, frozen=True):
    """What applying did."""

    version: int
    changed: bool
    """False where the document is already the latest version, and where it waits for a second person."""
    proposal: int = 0  # its number there


def exceptions(**wanted: int | str | None) -> Call[Inbox]:
    """What waits: late events, claims by hand, returns whose purchase never came or refused them; sales at a
    corrected time, rows that an import refused, messages to other systems that nobody took; rules that a guard has
    stopped; changes of the program and make-goods that need a second person; returns of more than was bought; endpoints
    that were disabled by themselves.

    `wanted`: `kind`, `owner`, `limit`, `cursor`.
    """
    return get("/exceptions", Inbox, wanted)


def decide_exceptions(action: Literal["approve", "reject", "take", "leave"], ids: Sequence[str]) -> Call[list[Action]]:
    """Do the same about one or many. One that cannot be done leaves the others alone; done twice it is done once."""
    return post("/exceptions/actions", list[Action], {"action": action, "ids": ids})


def make_good(name: str, reason: str, items: Sequence[dict[str, Any]]) -> Call[MakeGood]:
    """Prepare a batch, and see what it would give. Nothing is given before somebody else has approved it."""
    return post("/make-goods", MakeGood, {"name": name, "reason": reason, "items": items})


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


def begin_import(name: str, **more: Any) -> Call[Import]:
    """Announce a file. Send its pieces next, then start it."""
    return post("/imports", Import, {"name": name, **more})


def send_part(upload: int, number: int, text: str) -> Call[None]:
    """Send a piece, in any order; the same one sent again changes nothing."""
    return post(f"/imports/{upload}/parts", type(None), {"number": number, "text": text})


def start_import(upload: int, parts: int) -> Call[Import]:
    """It is all there. The worker imports it; the same file twice adds nothing."""
    return post(f"/imports/{upload}/start", Import, {"parts": parts})


def import_(upload: int) -> Call[Import]:
    """How far a file has come, and what it came to."""
    return get(f"/imports/{upload}", Import)


def imports(**wanted: int | str | None) -> Call[Imports]:
    """Files, the newest first, without their rejects.

    `wanted`: `limit`, `cursor`.
    """
    return get("/imports", Imports, wanted)


def program() -> Call[Program]:
    """The latest document and all versions."""
    return get("/program", Program)


def validate_program(document: str) -> Call[Validated]:
    """Check a document and change nothing: every fault at once, and what is sound and yet not what it seems."""
    return post("/program/validate", Validated, {"document": document})


def apply_program(document: str) -> Call[Applied]:
    """Store a document as the next version; it judges what happens from its `effective_from` on."""
    return post("/program/versions", Applied, {"document": document})
