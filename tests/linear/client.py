"""A process of clients: one batch writer, and threads that ask it for one thing after another."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier as Gate

import django
import msgspec
from msgspec import Struct

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
django.setup()

from setia.engine import commands as c  # noqa: E402  needs Django set up
from setia.services.requests import Manner, Outcome, Repeatable, Request  # noqa: E402
from setia.services.safely import Failed  # noqa: E402
from setia.services.writer import BatchWriter, Counts  # noqa: E402
from setia.storage import members  # noqa: E402
from tests.conftest import use  # noqa: E402
from tests.linear.mutants import make  # noqa: E402
from tests.linear.wishes import Heard, Wish, Wisher  # noqa: E402

PATIENCE = 60
"""Seconds that nobody waits longer for anybody."""

TRIES = 20
"""How often a client asks under one key before it calls the outcome unknown for good."""

CLIENT = "till"


class Shift(Struct, frozen=True):
    """What a process of clients is to do."""

    url: str
    program: str
    seed: str
    clients: int
    each: int
    """Wishes of every client."""
    cold: int
    now: int
    accounts: dict[str, int]
    """Of those who were there from the beginning."""


class Answer(Struct, frozen=True):
    """What an outcome says, as the surface tells it."""

    status: str
    awarded: dict[str, int]
    seq: int
    code: str
    numbers: dict[str, int | str]


class Told(Struct, frozen=True):
    """One wish, what became of it, and when by a clock that all processes share, in nanoseconds."""

    id: str
    wish: Wish
    invoked: int
    completed: int
    answer: Answer
    unknown: int = 0
    """How often the outcome was unknown before it was known."""
    busy: int = 0
    """How often the client was sent away to come back."""
    wrong: tuple[str, ...] = ()
    """Answers that no client should get."""


class Worked(Struct, frozen=True):
    """A shift's end."""

    told: list[Told]
    counts: Counts
    """Of the batch writer."""
    stopped: bool
    """Whether the writer ended when it was told to."""


def serve(orders: Connection, gate: Gate, mutant: str) -> None:
    """Work shifts until told None."""
    make(mutant)
    for shift in iter(orders.recv, None):
        with use(shift.url):
            writer = BatchWriter(shift.program)
            heard = Heard(deque(maxlen=400), deque(maxlen=400))
            with ThreadPoolExecutor(shift.clients) as pool:
                gate.wait(PATIENCE)
                working = [pool.submit(_work, shift, writer, heard, n) for n in range(shift.clients)]
                told = [one for client in working for one in client.result()]
            stopped = writer.stop(PATIENCE)
            orders.send(Worked(told, writer.counts, stopped))


def _work(shift: Shift, writer: BatchWriter, heard: Heard, number: int) -> list[Told]:
    client = f"{shift.seed} {number}"
    wisher = Wisher(client, shift.cold, shift.now, heard)
    told = []
    for n in range(shift.each):
        wish = wisher.next()
        told.append(_ask(writer, f"{client} {n}", wish, shift.accounts))
        _learn(heard, told[-1])
    return told


def _learn(heard: Heard, told: Told) -> None:
    command, answer = told.wish.command, told.answer
    if answer.status != "done":
        return
    if isinstance(command, c.PlaceHold):
        heard.holds.append((told.wish.member, answer.seq, command.amount))
    elif isinstance(command, c.RecordPurchase):
        heard.purchases.append((told.wish.member, answer.seq, command.purchase.lines[0].net))


def _ask(writer: BatchWriter, id_: str, wish: Wish, accounts: dict[str, int]) -> Told:
    """Ask until the outcome is known, always under the same key."""
    request, manner = asked(id_, wish, accounts), Manner("Siti", "till", enrol=wish.joins)
    invoked, unknown, busy, wrong = time.monotonic_ns(), 0, 0, []
    for outcome in _outcomes(writer, request, manner, impatient=wish.impatient):
        if isinstance(outcome, Outcome) and outcome.status not in ("busy", "failed"):
            answer = msgspec.json.decode(outcome.answer, type=Answer)
            if outcome.status != "replayed" and answer != _answer(outcome):
                wrong.append(f"said {answer}, was {outcome}")
            return Told(id_, wish, invoked, time.monotonic_ns(), answer, unknown, busy, tuple(wrong))
        if isinstance(outcome, Outcome) and outcome.status == "busy":
            busy += 1
        elif isinstance(outcome, TimeoutError) or str(outcome) == "unknown":
            unknown += 1
        else:
            wrong.append(str(outcome))
    wrong.append("never known")
    return Told(id_, wish, invoked, time.monotonic_ns(), Answer("unknown", {}, 0, "", {}), unknown, busy, tuple(wrong))


def _outcomes(
    writer: BatchWriter, request: Request, manner: Manner, *, impatient: bool
) -> Iterator[Outcome | Failed | TimeoutError]:
    for tried in range(TRIES):
        future = writer.submit(request, manner)
        try:
            yield future.result(0.001 if impatient and not tried else PATIENCE)
        except (Failed, TimeoutError) as fault:
            yield fault


def asked(id_: str, wish: Wish, accounts: dict[str, int]) -> Request:
    """The request of a wish; its note tells in the ledger whose it was."""
    return Request(
        wish.command,
        members.Known("external", wish.member),
        reference=wish.receipt,
        to_account_id=accounts[wish.to] if wish.to else None,
        note=id_,
        repeatable=Repeatable(CLIENT, id_.replace(" ", "-"), msgspec.json.encode(wish.command), _rendered),
    )


def _rendered(outcome: Outcome) -> bytes:
    return msgspec.json.encode(_answer(outcome))


def _answer(outcome: Outcome) -> Answer:
    refusal = outcome.refusal
    code, numbers = (refusal.code, refusal.numbers) if refusal else ("", {})
    return Answer(outcome.status, outcome.awarded, outcome.seq, code, numbers)
