"""A process of senders: one batch writer, and everything sent to it eight times at the moment that a gate opens."""

from __future__ import annotations

import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier as Gate
from random import Random

import django
import msgspec
from msgspec import Struct

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
django.setup()

from django.db import connection  # noqa: E402  needs Django set up

from setia.services.claim_purchase import claim  # noqa: E402
from setia.services.requests import Manner, Outcome, Repeatable, Request  # noqa: E402
from setia.services.writer import BatchWriter, Full  # noqa: E402
from setia.storage import programs  # noqa: E402
from setia.storage.members import Known  # noqa: E402
from setia.storage.programs import LoadedProgram  # noqa: E402
from tests.conftest import use  # noqa: E402
from tests.storm.mutants import make  # noqa: E402
from tests.storm.tasks import Task  # noqa: E402

PATIENCE = 60
"""Seconds that nobody waits longer for anybody."""

CLAIMERS = 8
"""Threads of a process that claim receipts, each with its own connection."""

TRIES = 20


class Wave(Struct, frozen=True):
    """What is to be sent together."""

    url: str
    program: str
    client: str
    tasks: list[Task]
    copies: int
    seed: str


class Told(Struct, frozen=True):
    """One copy, when it was sent and answered by a clock that all processes share, in nanoseconds."""

    key: str
    sent: int
    answered: int
    status: str
    """done, replayed, refused, unchanged; or what went wrong."""
    content: bytes
    sent_away: int = 0
    """How often it had to come back."""


def serve(orders: Connection, gate: Gate, mistake: str) -> None:
    """Send waves until told None. One database and program at a time, for as long as waves name them."""
    make(mistake)
    with ExitStack() as stack:
        senders: dict[tuple[str, str], Sender] = {}
        for wave in iter(orders.recv, None):
            at = (wave.url, wave.program)
            if at not in senders:
                for sender in senders.values():
                    sender.leave()
                senders.clear()
                stack.close()
                stack.enter_context(use(wave.url))
                senders[at] = Sender(wave.program)
            orders.send(senders[at].send(wave, gate))
        for sender in senders.values():
            sender.leave()


class Sender:
    """Of one program on the connected database."""

    def __init__(self, code: str) -> None:
        self._program = programs.load(code)
        self._writer = BatchWriter(code)
        self._pool = ThreadPoolExecutor(CLAIMERS)

    def send(self, wave: Wave, gate: Gate) -> list[Told]:
        """Everything at once, in an order of this process's own."""
        copies = [task for task in wave.tasks for _ in range(wave.copies)]
        Random(wave.seed).shuffle(copies)
        asked = [(task, _request(task, wave.client)) for task in copies if task.command is not None]
        claims = [task for task in copies if task.command is None]
        gate.wait(PATIENCE)
        claimed = [self._pool.submit(_claim, self._program, task) for task in claims]
        flying = [_Flying(self._writer, task, request) for task, request in asked]
        return [*(one.land() for one in flying), *(one.result(PATIENCE) for one in claimed)]

    def leave(self) -> None:
        """Be connected to nothing any more."""
        assert self._writer.stop(PATIENCE)
        for one in [self._pool.submit(_leave) for _ in range(4 * CLAIMERS)]:
            one.result()
        self._pool.shutdown()


class _Flying:
    """A copy that has been sent."""

    def __init__(self, writer: BatchWriter, task: Task, request: Request) -> None:
        self._writer, self._task, self._request = writer, task, request
        self._answered = 0
        self._sent = time.monotonic_ns()
        self._future = self._send()

    def _send(self) -> Future[Outcome]:
        """Who finds the queue full comes back when he is told to, as a till would."""
        while True:
            try:
                future = self._writer.submit(self._request, Manner("Siti", "till", enrol=True))
            except Full as full:
                time.sleep(full.retry_after)
                continue
            future.add_done_callback(self._note)
            return future

    def _note(self, _: Future[Outcome]) -> None:
        self._answered = time.monotonic_ns()

    def land(self) -> Told:
        """Its answer; who is sent away comes back."""
        for sent_away in range(TRIES):
            try:
                outcome = self._future.result(PATIENCE)
            except Exception as fault:  # noqa: BLE001 - whatever it is, it is what the sender was told
                return Told(self._task.key, self._sent, self._answered, f"fault: {fault!r}", b"", sent_away)
            if outcome.status != "busy":
                status, answer = outcome.status, outcome.answer or render(outcome)
                return Told(self._task.key, self._sent, self._answered, status, answer, sent_away)
            self._future = self._send()
        return Told(self._task.key, self._sent, self._answered, "always busy", b"", TRIES)


def _leave() -> None:
    connection.close()  # of the thread that asks: each has its own


def _claim(program: LoadedProgram, task: Task) -> Told:
    sent = time.monotonic_ns()
    try:
        outcome = claim(program, task.token, task.account_id, Manner("Siti", "portal"))
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is what the sender was told
        return Told(task.key, sent, time.monotonic_ns(), f"fault: {fault!r}", b"")
    return Told(task.key, sent, time.monotonic_ns(), outcome.status, render(outcome))


def _request(task: Task, client: str) -> Request:
    assert task.command is not None
    asked = msgspec.json.encode((task.member, task.command))
    return Request(
        task.command,
        Known("external", task.member),
        reference=task.receipt,
        note=f"{client} {task.key}",
        repeatable=Repeatable(client, task.key, asked, render),
    )


def render(outcome: Outcome) -> bytes:
    """What a surface would say."""
    refusal = outcome.refusal
    told = (outcome.status, outcome.awarded, outcome.seq, refusal.code if refusal else "", refusal and refusal.numbers)
    return msgspec.json.encode(told)
