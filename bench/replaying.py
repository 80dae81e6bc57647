"""A past retold from Parquet: purchases a second on all cores, whether twice as many take twice as long, and memory.

`SETIA_BENCH_REPLAY` says of how many purchases, 1,000,000 being the full measure; the limit follows from their number.
They are compared with half as many, and 10,000,000 with 1,000,000.
Members buy fifty times in 300 days. Purchases are drawn from a pool of 5,000 baskets of ten lines each; every one is
read anew.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from importlib.util import find_spec
from multiprocessing import active_children, get_context
from pathlib import Path
from random import Random
from shutil import rmtree
from typing import NamedTuple

import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bench.baskets import BEGIN, baskets
from bench.measuring import Figure
from bench.memory import resident
from setia.engine.calendar import DAY
from setia.engine.purchase import canonical_bytes
from setia.engine.rules.abridged import abridge
from setia.engine.rules.compiled import Compiled
from setia.replay.by_spark import retell_by_spark
from setia.replay.journal_files import FORMAT, MANIFEST, File, Manifest, Row, Writer, manifest
from setia.replay.processes import cores
from setia.replay.retold_files import Summed, retell_files
from setia.services.documents import read_program

PROGRAM = Path(__file__).parent / "ten_rules.yaml"
PURCHASES = 50_000
FULL = 1_000_000
SECONDS_MAX = 40
"""For FULL, on two cores."""
FEW = 5_000
LINEAR_MAX = 1.1
FLAT_MAX = 1.1
OF_MEMBER = 50
OF_FILE = 12_500
POOL = 5_000
DAYS = 300


def figures() -> list[Figure]:
    """Two sizes, one a part of the other; what counting gives; and Spark beside it, where that is installed."""
    count = int(os.environ.get("SETIA_BENCH_REPLAY", PURCHASES))
    fewer = min(count // 2, FULL)
    document = read_program(PROGRAM.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="setia-bench-") as place:
        few, small, large = (Path(place) / name for name in ("few", "small", "large"))
        for folder, size in ((few, FEW), (small, fewer), (large, count)):
            write(folder, size)
        before = _timed(small, document)
        full = _timed(large, document)
        told, counted = (_process_time(few, document, counted=how) for how in (False, True))
        by_spark = _by_spark(large, document, full) if find_spec("pyspark") else []
    ratio = (full.seconds / count) / (before.seconds / fewer)
    wanted = SECONDS_MAX * count / FULL
    what = f"replay: {count:,} purchases of ten lines from Parquet, ten rules, all cores"
    rate = f"{count / full.seconds:,.0f} purchases/s; {full.process_seconds * 1e6 / count:,.0f} µs of process time each"
    linear = f"{before.seconds:,.1f} s for {fewer:,}"
    return [
        Figure(what, full.seconds, " s", f"<= {wanted:,.1f} s", full.seconds <= wanted, rate, "1"),
        Figure(f"replay: time a purchase, against {fewer:,}", ratio, "", "<= 1.1", ratio <= LINEAR_MAX, linear, "1"),
        _flat("the largest process that retells", full.retelling_mb, before.retelling_mb, fewer),
        _flat("the process that asks", full.asking_mb, before.asking_mb, fewer),
        Figure(f"replay: process time told, against counted, {FEW:,} purchases", told / counted, "", runs="1"),
        *by_spark,
    ]


class Timed(NamedTuple):
    """One replay."""

    seconds: float
    process_seconds: float
    summed: Summed
    asking_mb: float
    """The most memory that this process had whenever a file was done."""
    retelling_mb: float
    """The same of the largest process that it had begun."""


def _flat(whose: str, memory_mb: float, before_mb: float, fewer: int) -> Figure:
    met, beside = memory_mb <= FLAT_MAX * before_mb, f"{before_mb:,.0f} MB with {fewer:,}"
    return Figure(f"replay: memory of {whose}", memory_mb, " MB", "flat", met, beside, "1: a peak")


def _by_spark(folder: Path, document: Compiled, beside: Timed) -> list[Figure]:
    began = time.perf_counter()
    summed = retell_by_spark(folder, document, f"local[{cores()}]")
    seconds = time.perf_counter() - began
    assert summed == beside.summed, "Spark came to something else"
    said = f"{beside.seconds:,.1f} s in processes; its session included"
    return [Figure("replay: the same by Spark on this machine", seconds, " s", "", True, said, "1")]


def write(folder: Path, count: int) -> None:
    """So many purchases, as a shop's journals would be written; files are made by all cores."""
    members, of_file = range(count // OF_MEMBER), OF_FILE // OF_MEMBER
    cut = [members[first : first + of_file] for first in range(0, len(members), of_file)]
    places = [folder.parent / f"{folder.name}-{n}" for n in range(len(cut))]
    with ProcessPoolExecutor(cores(), get_context("spawn")) as others:
        commands = list(others.map(_write_file, places, cut, chunksize=8))
    folder.mkdir()
    files = [File(f"journal-{n:05d}.parquet", commands[n]) for n in range(len(cut))]
    for place, file in zip(places, files, strict=True):
        (place / "journal-00000.parquet").rename(folder / file.name)
        rmtree(place)
    now = BEGIN + (DAYS + 1) * DAY
    made = Manifest(FORMAT, "ten-rules", now, (1, 0, 0), len(members), 0, tuple(files))
    (folder / MANIFEST).write_bytes(msgspec.json.encode(made))


def _write_file(place: Path, members: range) -> int:
    """One file in a folder of its own, in another process; how many commands."""
    writer = Writer(place)
    writer.write(row for member in members for row in _of(member, _pool()))
    return len(members) * OF_MEMBER


@cache
def _pool() -> list[tuple[str, str]]:
    """Baskets as they are stored, without what comes before the currency, and what they come to."""
    return [(canonical_bytes(one).decode().partition('"currency"')[2], abridge(one)) for one in baskets(POOL)]


def _of(member: int, pool: list[tuple[str, str]]) -> Iterator[Row]:
    """The purchases of one member: every so many days, at some time of the day."""
    dice = Random(member)
    key = f"{member:032x}"
    for n in range(OF_MEMBER):
        at = BEGIN + (n * DAYS // OF_MEMBER) * DAY + dice.randrange(DAY)
        basket, sums = dice.choice(pool)
        body = f'{{"source":"bench","event_at":{at},"currency"{basket}'
        of_row = (member, member, key, n + 1, member * OF_MEMBER + n, "record_purchase")
        yield Row(*of_row, at, at, at, at, n + 1, "bench", "bench", f"{at:032x}", "", 1, body, sums, "")


def _timed(folder: Path, document: Compiled) -> Timed:
    columns = TextColumn("Retelling"), BarColumn(), MofNCompleteColumn()
    asking = retelling = 0
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task("", total=manifest(folder).commands)

        def on_progress(done: int) -> None:
            nonlocal asking, retelling
            bar.advance(task, done)
            asking = max(asking, resident(os.getpid()))
            retelling = max(retelling, *(resident(one.pid or 0) for one in active_children()), 0)

        began, worked = time.perf_counter(), _process_s()
        summed = retell_files(folder, document, on_progress)
        seconds, process_seconds = time.perf_counter() - began, _process_s() - worked
    return Timed(seconds, process_seconds, summed, asking / 1024, retelling / 1024)


def _process_time(folder: Path, document: Compiled, *, counted: bool) -> float:
    began = time.process_time()
    retell_files(folder, document, counted=counted)
    return time.process_time() - began


def _process_s() -> float:
    """Process time of this process and of those that it had begun and are over."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system
