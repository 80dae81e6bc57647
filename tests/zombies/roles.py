"""Processes that may be stopped in the middle of a transaction: writers with clients, and sweepers."""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from random import Random

import django
from msgspec import Struct, field

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
django.setup()

from django.db import DatabaseError, InterfaceError, connection  # noqa: E402  needs Django set up

from setia.engine import commands as c  # noqa: E402
from setia.services.advance import sweep  # noqa: E402
from setia.services.requests import Manner, Outcome, Repeatable, Request  # noqa: E402
from setia.services.safely import Failed  # noqa: E402
from setia.services.writer import BatchWriter  # noqa: E402
from setia.storage import programs  # noqa: E402
from setia.storage.members import Known  # noqa: E402
from tests.conftest import use  # noqa: E402

PATIENCE = 60
"""Seconds after which nobody waits for an answer any more."""

CLIENTS = 4
THINKS = 0.1
"""Seconds from an answer to a client's next request: the sweepers need a core, too."""

MEMBERS = 30


class Part(Struct, frozen=True):
    """Who a process is, and where."""

    name: str
    url: str
    program: str
    seed: str


class Deed(Struct, frozen=True):
    """One command or sweep, and when by a clock that all processes share, in nanoseconds."""

    id: str
    began: int
    ended: int
    status: str


class Report(Struct):
    """What a process did until it was told to stop."""

    name: str
    deeds: list[Deed] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    """Answers that were none yet, sweeps that failed, accounts for which something was booked."""


def write(part: Part, now: Synchronized[int], ends: Event, told: Connection) -> None:
    """Clients ask a batch writer for one thing after another; what is not answered is asked again under its key."""
    logging.getLogger("setia.batch").setLevel(logging.CRITICAL)
    report = Report(part.name)
    with use(part.url), ThreadPoolExecutor(CLIENTS) as pool:
        writer = BatchWriter(part.program)
        working = [pool.submit(_client, part, writer, now, ends, n) for n in range(CLIENTS)]
        for one in working:
            deeds, met = one.result()
            report.deeds += deeds
            report.met.update(met)
        report.met["splits"] += writer.counts.splits
        assert writer.stop(PATIENCE)
    told.send(report)


def _client(  # one of a process; everything that it shares with the others is given
    part: Part, writer: BatchWriter, now: Synchronized[int], ends: Event, number: int
) -> tuple[list[Deed], Counter[str]]:
    random, deeds, met = Random(f"{part.seed} {part.name} {number}"), list[Deed](), Counter[str]()
    hold, of_hold = 0, ""
    while not ends.is_set():
        id_ = f"{part.name} {number} {len(deeds)}"
        member = of_hold or f"member {random.randrange(MEMBERS)}"
        command = _command(random, now.value, hold)
        began = time.monotonic_ns()
        outcome = _answer(writer, _request(id_, member, command), met)
        deeds.append(Deed(id_, began, time.monotonic_ns(), outcome.status if outcome else "never known"))
        is_held = isinstance(command, c.PlaceHold) and outcome is not None and outcome.status in ("done", "replayed")
        hold, of_hold = (int(outcome.answer or 0), member) if is_held and outcome else (0, "")
        if not hold:
            of_hold = ""
        time.sleep(THINKS)
    return deeds, met


def _command(random: Random, at: int, hold: int) -> c.Command:
    if hold:
        return c.Capture(at, hold, 1) if random.random() < 0.5 else c.Release(at, hold)
    kind = random.random()
    if kind < 0.5:
        return c.Earn(at, "points", random.randint(5, 50), "goodwill")
    if kind < 0.8:
        return c.Redeem(at, "points", random.randint(1, 30))
    return c.PlaceHold(at, "points", random.randint(1, 10), "order")


def _request(id_: str, member: str, command: c.Command) -> Request:
    again = Repeatable("till", id_.replace(" ", "-"), repr(command).encode(), lambda outcome: str(outcome.seq).encode())
    return Request(command, Known("external", member), note=id_, repeatable=again)


def _answer(writer: BatchWriter, request: Request, met: Counter[str]) -> Outcome | None:
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE:
        try:
            outcome = writer.submit(request, Manner("Siti", "till", enrol=True)).result(PATIENCE)
        except Failed as fault:
            met[f"was told {fault}"] += 1
            continue
        if outcome.status != "busy":
            return outcome
        met["was sent away"] += 1
        time.sleep(0.02)
    return None


def sweep_on(part: Part, ends: Event, told: Connection) -> None:
    """Sweep after sweep; one whose session was ended begins anew."""
    report = Report(part.name)
    with use(part.url):
        program = programs.load(part.program)
        while not ends.is_set():
            began = time.monotonic_ns()
            try:
                booked = sweep(program).accounts
                status = "done"
            except (DatabaseError, InterfaceError):
                connection.close()
                booked, status = 0, "refused"
            report.deeds.append(Deed(f"{part.name} {len(report.deeds)}", began, time.monotonic_ns(), status))
            report.met["accounts swept"] += booked
            report.met["sweeps refused"] += status == "refused"
            time.sleep(0.1)
    told.send(report)
