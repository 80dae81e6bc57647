"""A process of racers: lanes with a database connection each, which wait at one gate and run when it opens."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier as Gate
from threading import Barrier

import django
from msgspec import Struct

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
django.setup()

from django.db import DatabaseError, connection  # noqa: E402  needs Django set up

from setia.engine.commands import Capture, Command, MergeOut, PlaceHold, Redeem, Return  # noqa: E402
from setia.engine.ledger.past import Refund  # noqa: E402
from setia.services.advance import move_clock, sweep  # noqa: E402
from setia.services.batch import Outcome, Request, apply  # noqa: E402
from setia.storage import clock, programs  # noqa: E402
from setia.storage.members import Known  # noqa: E402
from setia.storage.programs import LoadedProgram  # noqa: E402
from tests.conftest import use  # noqa: E402
from tests.races.mutants import MUTANTS  # noqa: E402
from tests.races.plan import SWEEPS, USES, Role  # noqa: E402
from tests.shop import TILL  # noqa: E402

PATIENCE = 60
"""Seconds that nobody waits longer for anybody."""


class Task(Struct, frozen=True):
    """What one lane does once the gate opens."""

    role: Role
    instant: int
    """At which the lots end."""
    name: str = ""
    """Of the member, as a till knows her."""
    account_id: int = 0
    other_id: int = 0
    amount: int = 0
    seq: int = 0
    """The hold or purchase."""


class Told(Struct, frozen=True):
    """What became of it, and when by a clock that all processes share, in nanoseconds."""

    task: Task
    began: int
    ended: int
    status: str
    """done, unchanged, refused, or failed."""
    code: str = ""
    booked: int = 0
    """Of a sweep: accounts for which it booked something."""


def serve(orders: Connection, gate: Gate, lanes: int, mutant: str) -> None:
    """Run blocks of races, each on a database of its own, until told None."""
    MUTANTS[mutant]()
    for url in iter(orders.recv, None):
        with use(url), ThreadPoolExecutor(lanes) as pool:
            program = programs.load()
            _in_every_lane(pool, lanes, _connect)
            orders.send("ready")
            for tasks in iter(orders.recv, None):
                running = [pool.submit(_run, gate, program, task) for task in tasks]
                orders.send([one.result() for one in running])
            _in_every_lane(pool, lanes, _leave)
            orders.send("left")


def _in_every_lane(pool: ThreadPoolExecutor, lanes: int, work: Callable[[], None]) -> None:
    """Once each: no lane is done before all have begun."""
    together = Barrier(lanes)

    def once() -> None:
        together.wait(PATIENCE)
        work()

    for one in [pool.submit(once) for _ in range(lanes)]:
        one.result()


def _connect() -> None:
    connection.ensure_connection()  # of the thread that asks, as below: each has its own


def _leave() -> None:
    connection.close()


def _run(gate: Gate, program: LoadedProgram, task: Task) -> Told:
    gate.wait(PATIENCE)
    began = time.monotonic_ns()
    try:
        if task.role == "clock":
            move_clock(task.instant)
            return Told(task, began, time.monotonic_ns(), "done")
        if task.role in SWEEPS:
            booked = _sweep(program, task.instant)
            return Told(task, began, time.monotonic_ns(), "done" if booked else "unchanged", booked=booked)
        outcome = _ask(program, task)
    except DatabaseError as fault:
        return Told(task, began, time.monotonic_ns(), "failed", f"{type(fault).__name__}: {fault}")
    code = outcome.refusal.code if outcome.refusal else ""
    return Told(task, began, time.monotonic_ns(), outcome.status, code)


def _sweep(program: LoadedProgram, instant: int) -> int:
    """Again and again until the instant has come, as a schedule would. Returns for how many accounts it booked."""
    booked, latest = 0, time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        swept = sweep(program)
        booked += swept.accounts
        if swept.now >= instant:
            return booked
        time.sleep(0.001)
    raise RuntimeError("the instant never came")


def _ask(program: LoadedProgram, task: Task) -> Outcome:
    command = _command(task, clock.read())
    if task.role in USES:
        request = Request(command, Known("external", task.name))
    else:
        request = Request(command, account_id=task.account_id, to_account_id=task.other_id or None)
    [outcome] = apply(program, [request], TILL)
    return outcome


def _command(task: Task, now: int) -> Command:
    match task.role:
        case "redeem":
            return Redeem(now, "points", task.amount)
        case "hold":
            return PlaceHold(now, "points", task.amount, "order in the race")
        case "capture":
            return Capture(now, task.seq, task.amount)
        case "return":
            return Return(now, task.seq, Refund(f"F {task.name}", amount=task.amount))
        case "merge":
            return MergeOut(now, "")
    raise AssertionError(task.role)
