"""Earns from callers that wait, through the batch writer, beside a minimal earn of one insert and one update."""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from django.db import connection

from bench.measuring import Figure
from bench.places import postgresql, program, sqlite
from setia.engine.commands import Earn, Enrol
from setia.services.batch import apply
from setia.services.requests import Manner, Request
from setia.services.writer import BatchWriter
from setia.storage import clock
from setia.storage.members import Known
from tests.postgres import binaries

CALLERS, MEMBERS, SECONDS = 32, 2_000, 8.0
WHY_ONCE = "1: some 20,000 calls in 8 seconds"
MANNER = Manner(actor="bench", channel="bench", enrol=True)

MINIMAL = """
\\set id random(1, 2000)
BEGIN;
INSERT INTO minimal_entry (account_id, amount) VALUES (:id, 10);
UPDATE minimal_account SET balance = balance + 10 WHERE id = :id;
COMMIT;
"""


def figures() -> list[Figure]:
    """Both databases; pgbench beside PostgreSQL."""
    return [_measured("SQLite", sqlite), _measured("PostgreSQL", postgresql)]


def _measured(name: str, place: Callable[[], AbstractContextManager[str]]) -> Figure:
    with place() as url:
        rate, p99 = earn()
        beside = f"p99 {p99 * 1000:.0f} ms"
        if url.startswith("postgresql"):
            minimal = _pgbench(url)
            beside += f"; pgbench, one minimal earn a commit {minimal:,.0f}/s, ratio {rate / minimal:.2f}"
    return Figure(
        f"earns a second from {CALLERS} waiting callers, {name}, durable", rate, "/s", beside=beside, runs=WHY_ONCE
    )


def earn() -> tuple[float, float]:
    """Earns a second, and the time within which 99 of 100 were answered."""
    loaded = program()
    now = clock.read()
    wallet = next(iter(loaded.latest.units))
    apply(loaded, [Request(Enrol(now), Known("external", str(n))) for n in range(MEMBERS)], MANNER)
    writer = BatchWriter(loaded.code)
    until = time.perf_counter() + SECONDS
    waits: list[list[float]] = [[] for _ in range(CALLERS)]

    def call(caller: int) -> None:
        n = caller
        while (began := time.perf_counter()) < until:
            n = (n * 31 + 7) % MEMBERS
            request = Request(Earn(clock_now(), wallet, 10, "bench"), Known("external", str(n)))
            writer.submit(request, MANNER).result(60)
            waits[caller].append(time.perf_counter() - began)

    def clock_now() -> int:
        return int(time.time() * 1_000_000)

    threads = [threading.Thread(target=call, args=(n,)) for n in range(CALLERS)]
    began = time.perf_counter()
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    spent = time.perf_counter() - began
    writer.stop(30)
    every = sorted(wait for of_caller in waits for wait in of_caller)
    return len(every) / spent, every[int(len(every) * 0.99)]


def _pgbench(url: str) -> float:
    """Transactions a second of the least that an earn can be, at as many connections."""
    folder = binaries()
    assert folder is not None
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE minimal_account (id bigint PRIMARY KEY, balance bigint NOT NULL)")
        cursor.execute("CREATE TABLE minimal_entry (id bigserial PRIMARY KEY, account_id bigint, amount bigint)")
        cursor.execute("INSERT INTO minimal_account SELECT n, 0 FROM generate_series(1, 2000) n")
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(MINIMAL)
        script.flush()
        run = [str(Path(folder) / "pgbench"), "-n", "-c", str(CALLERS), "-j", "2", "-T", str(int(SECONDS))]
        told = subprocess.run([*run, "-f", script.name, url], check=True, capture_output=True, text=True).stdout
    line = next(line for line in told.splitlines() if line.startswith("tps"))
    return float(line.split("=")[1].split()[0])
