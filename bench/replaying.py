"""A past retold from Parquet: purchases a second on all cores, whether twice as many take twice as long, and memory.

`SETIA_BENCH_REPLAY` says of how many purchases, 1,000,000 being the full measure. Members buy fifty times in 300 days.
The purchases are drawn from a pool of 5,000 baskets of ten lines each; every one is read, and none known from before.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bench.baskets import BEGIN, baskets
from bench.measuring import Figure
from setia.engine.calendar import DAY
from setia.engine.purchase import canonical_bytes
from setia.engine.rules.compiled import Compiled
from setia.replay.journal_files import Row, Writer
from setia.replay.retold_files import Summed, retell_files
from setia.services.documents import read_program

PROGRAM = Path(__file__).parent / "ten_rules.yaml"
PURCHASES = 50_000
FULL = 1_000_000
SECONDS_MAX = 40
"""For FULL, on two cores."""
LINEAR_MAX = 1.1
OF_MEMBER = 50
OF_FILE = 12_500
POOL = 5_000
DAYS = 300


def figures() -> list[Figure]:
    """Two sizes, one twice the other."""
    count = int(os.environ.get("SETIA_BENCH_REPLAY", PURCHASES))
    document = read_program(PROGRAM.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="setia-bench-") as place:
        small, large = Path(place) / "small", Path(place) / "large"
        write(small, count // 2)
        write(large, count)
        seconds_small, _, _ = _timed(small, document)
        memory_small = _children_mb()
        seconds, worked, summed = _timed(large, document)
        memory = _children_mb()
    ratio = (seconds / count) / (seconds_small / (count // 2))
    rate, wanted = count / seconds, SECONDS_MAX * count / FULL
    return [
        Figure(
            f"replay: {count:,} purchases of ten lines from Parquet, ten rules, all cores",
            seconds,
            " s",
            f"<= {wanted:,.1f} s (1,000,000 in 40)",
            seconds <= wanted,
            f"{rate:,.0f} purchases/s; {summed.accounts:,} members",
            "1",
        ),
        Figure(
            f"replay: time a purchase, {count:,} against {count // 2:,}",
            ratio,
            "",
            "<= 1.1: linear",
            ratio <= LINEAR_MAX,
            f"{seconds_small:,.1f} s the smaller",
            "1",
        ),
        Figure("replay: process time a purchase", worked * 1e6 / count, " µs", runs="1"),
        Figure("replay: memory of the largest process", memory, " MB", "", True, f"{memory_small:,.0f} MB before", "1"),
    ]


def write(folder: Path, count: int) -> None:
    """So many purchases, as a shop's journals would be written."""
    pool = [canonical_bytes(one).decode().partition('"currency"')[2] for one in baskets(POOL)]
    members = range(count // OF_MEMBER)
    writer, of_file = Writer(folder), OF_FILE // OF_MEMBER
    for first in range(0, len(members), of_file):
        writer.write(row for member in members[first : first + of_file] for row in _of(member, pool))
    now = BEGIN + (DAYS + 1) * DAY
    writer.close("ten-rules", now, (1, 0, 0), (len(members), 0))


def _of(member: int, pool: list[str]) -> Iterator[Row]:
    """The purchases of one member: every so many days, at some time of the day."""
    dice = Random(member)
    key = f"{member:032x}"
    for n in range(OF_MEMBER):
        at = BEGIN + (n * DAYS // OF_MEMBER) * DAY + dice.randrange(DAY)
        body = f'{{"source":"bench","event_at":{at},"currency"{dice.choice(pool)}'
        of_row = (member, member, key, n + 1, member * OF_MEMBER + n, "record_purchase")
        yield Row(*of_row, at, at, at, at, n + 1, "bench", "bench", f"{at:032x}", "", 1, body, "")


def _timed(folder: Path, document: Compiled) -> tuple[float, float, Summed]:
    """Seconds by the clock, and of process time."""
    columns = TextColumn("Retelling"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("", total=None)
        began, worked = time.perf_counter(), _process_s()
        summed = retell_files(folder, document, lambda done: bar.advance(task, done))
        return time.perf_counter() - began, _process_s() - worked, summed


def _process_s() -> float:
    """Process time of this process and of those that it had begun and are over."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _children_mb() -> float:
    """The most that any process of this one's has had in memory, those that are over."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
