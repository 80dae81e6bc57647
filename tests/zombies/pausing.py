"""Writers and sweepers at once, and pauses: one of them is stopped while its transaction is open, and goes on later."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote

from setia.engine.calendar import DAY
from setia.engine.commands import Earn
from setia.services.advance import due_count, move_clock, sweep
from setia.services.batch import Request, apply
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.streaming import fetch
from tests.races.judging import of_ledger
from tests.shop import TILL, Shop
from tests.zombies.figures import Figures
from tests.zombies.roles import PATIENCE, Part, Report, sweep_on, write

DOCUMENT = """
format: 1
id: zombies
name: {en: Zombies}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, expiry: {after: P2D}}
rules:
  - id: rule
    effects: [{kind: points_per_amount, points: 1, per: 1}]
"""

WRITERS, SWEEPERS = 2, 3
LEASE = 1
"""Seconds after which the session of a stopped process is ended; a deployment has ten."""

PAUSE = 8
"""Seconds that a process is stopped."""

AFTERWARDS = 2
"""Seconds in which it shows that it goes on."""

IDLE = 300
"""Members who only have what ends: the sweepers' work."""

BOUND = 6
"""Seconds within which everybody else must have come to an end with what he began."""


class Pause(NamedTuple):
    """Who was stopped, and from when to when."""

    name: str
    began: int
    ended: int


class _Actor(NamedTuple):
    name: str
    process: SpawnProcess
    told: Connection


def pauses(url: str, seed: str, count: int, lease: int = LEASE) -> Figures:
    """So many pauses on the connected, empty database; then what all have done, and the audit."""
    shop, random = Shop(DOCUMENT), Random(seed)
    context = get_context("spawn")
    now, ends = context.Value("q", clock.read()), context.Event()
    parts = [_part(f"{role} {n}", url, seed, lease) for role, many in _ROLES.items() for n in range(many)]
    actors = [_start(context, part, now, ends) for part in parts]
    figures, made = Figures(), []
    try:
        _until_all_work(parts)
        for _ in range(2):  # until there is something to end
            _a_day_passes(shop, now)
        for number in range(count):
            _a_day_passes(shop, now)
            kind = "writer" if number % 2 else "sweeper"
            victim = random.choice([one for one in actors if one.name.startswith(kind)])
            made.append(_pause(victim, figures))
        ends.set()
        reports = [_report(one) for one in actors]
    finally:
        ends.set()
        for one in actors:
            _end(one)
    _judge(shop, reports, made, figures)
    figures.anomalies = [f"{seed}: {what}" for what in figures.anomalies]
    return figures


_ROLES = {"writer": WRITERS, "sweeper": SWEEPERS}


def _part(name: str, url: str, seed: str, lease: int) -> Part:
    """Its connections are known by its name."""
    options = quote(f"-c idle_in_transaction_session_timeout={lease}s")
    return Part(name, f"{url}?options={options}&application_name={quote(name)}", "zombies", seed)


def _start(context: Any, part: Part, now: Any, ends: Any) -> _Actor:
    ours, theirs = context.Pipe()
    target: Callable[..., None] = write if part.name.startswith("writer") else sweep_on
    given = (part, now, ends, theirs) if target is write else (part, ends, theirs)
    process = context.Process(target=target, args=given, daemon=True)
    process.start()
    theirs.close()
    return _Actor(part.name, process, ours)


def _until_all_work(parts: list[Part]) -> None:
    latest = time.monotonic() + PATIENCE
    while time.monotonic() < latest:
        found = {name for (name,) in fetch("SELECT application_name FROM pg_stat_activity")}
        if {part.name for part in parts} <= found:
            return
        time.sleep(0.1)
    raise RuntimeError("not everybody came to work")


def _a_day_passes(shop: Shop, now: Any) -> None:
    """And much falls due at once: what everybody was given two days ago."""
    at = clock.read()
    gift = Earn(at, "points", 5, "goodwill")
    apply(shop.program, [Request(gift, Known("external", f"idle {n}")) for n in range(IDLE)], TILL)
    move_clock(at + DAY)
    now.value = at + DAY


def _pause(victim: _Actor, figures: Figures) -> Pause:
    """Stop a process once it has something locked, for longer than its session lives, and let it go on."""
    assert victim.process.pid is not None
    backend = _stop_in_a_transaction(victim.process.pid, victim.name)
    began = time.monotonic_ns()
    time.sleep(PAUSE)
    if backend and fetch("SELECT 1 FROM pg_stat_activity WHERE pid = %s AND application_name = %s", backend):
        figures.anomalies.append(f"{victim.name}: its session outlived {PAUSE} s")
    ended = time.monotonic_ns()
    os.kill(victim.process.pid, signal.SIGCONT)
    time.sleep(AFTERWARDS)
    if backend:
        figures.pauses[victim.name] += 1
    else:
        figures.met["pauses between transactions"] += 1
    return Pause(victim.name, began, ended)


def _stop_in_a_transaction(pid: int, name: str) -> tuple[int, str] | None:
    """The session that was left open; None where the process was never met in a transaction."""
    for _ in range(500):
        os.kill(pid, signal.SIGSTOP)
        found = fetch(
            "SELECT a.pid FROM pg_stat_activity a WHERE application_name = %s AND state = 'idle in transaction'"
            " AND EXISTS (SELECT 1 FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'transactionid')",
            [name],
        )
        if found:
            return int(found[0][0]), name
        os.kill(pid, signal.SIGCONT)
        time.sleep(0.003)
    os.kill(pid, signal.SIGSTOP)
    return None


def _report(actor: _Actor) -> Report:
    if not actor.told.poll(2 * PATIENCE):
        raise RuntimeError(f"{actor.name} is stuck")
    report: Report = actor.told.recv()
    return report


def _end(actor: _Actor) -> None:
    if actor.process.is_alive() and actor.process.pid is not None:
        os.kill(actor.process.pid, signal.SIGCONT)
    actor.process.join(10)
    if actor.process.is_alive():
        actor.process.kill()
        actor.process.join()
    actor.told.close()


def _judge(shop: Shop, reports: list[Report], made: list[Pause], figures: Figures) -> None:
    for report in reports:
        figures.met.update(report.met)
        figures.deeds.update(f"{report.name.split()[0]} {deed.status}" for deed in report.deeds)
        own = [pause for pause in made if pause.name == report.name]
        for deed in report.deeds:
            if any(pause.began < deed.ended and deed.began < pause.ended for pause in own):
                continue
            figures.longest = max(figures.longest, (deed.ended - deed.began) / 1e9)
            if deed.ended - deed.began > BOUND * 1e9:
                figures.anomalies.append(f"{deed.id} took {(deed.ended - deed.began) / 1e9:.1f} s")
        if own and not any(deed.began > own[-1].ended and deed.status != "never known" for deed in report.deeds):
            figures.anomalies.append(f"{report.name} did nothing after it had been stopped")
    figures.anomalies += _booked(reports)
    move_clock(clock.read() + DAY)
    sweep(shop.program)
    if left := due_count(shop.program):
        figures.anomalies.append(f"{left} accounts have something due after a sweep")
    figures.anomalies += [*of_ledger(), *(str(finding) for finding in shop.findings())]


def _booked(reports: list[Report]) -> list[str]:
    """Every command that was done has been booked, and once; no other has."""
    found = Counter(note for (note,) in fetch("SELECT note FROM transaction_text WHERE note <> ''"))
    told = {deed.id: deed.status for report in reports for deed in report.deeds if report.name.startswith("writer")}
    wrong = [f"{id_} is {status}" for id_, status in told.items() if status in ("never known", "failed")]
    for id_, status in told.items():
        expected = {"done": (1,), "refused": (0,)}.get(status, (0, 1))
        if found[id_] not in expected:
            wrong.append(f"{id_}, {status}, was booked {found[id_]} times")
    wrong += [f"{id_} of nobody was booked" for id_ in found if id_ not in told]
    return wrong
