"""The office: what waits for somebody, files of past purchases, and the program."""

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
