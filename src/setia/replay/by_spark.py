"""Journals in files retold by Apache Spark, on this machine or on a cluster: the same engine, one file a task.

Spark is optional (`pip install "setia[spark]"`) and needs Java. Every machine of a cluster needs Setia with that extra,
and the folder under the same name. What comes out is what processes here come to.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from setia.engine.rules.compiled import Compiled
from setia.engine.what_if.shared import shares
from setia.replay.journal_files import COLUMNS, Manifest, Row, manifest
from setia.replay.retold_files import Order, Retelling, Summed, order_for, retell_files

if TYPE_CHECKING:
    from pyarrow import RecordBatch

LOOK_S = 0.5
"""Between two looks at how far Spark has come."""


class NoSpark(Exception):
    """Spark is not installed."""


def retell_by_spark(
    folder: Path, document: Compiled, master: str, on_progress: Callable[[int], None] = lambda _: None
) -> Summed:
    """A folder of journals under a document; `master` is Spark's: `local[2]`, or the address of a cluster.

    Where all members share a budget or a stock nothing can be spread, and this process does it. Raises NoSpark.
    """
    if shares(document):
        return retell_files(folder, document, on_progress)
    known = manifest(folder)
    session = _session(master, max(((folder / file.name).stat().st_size for file in known.files), default=1))
    try:
        paths = [str((folder / file.name).absolute()) for file in known.files]
        if not paths:
            return Summed()
        found = session.read.parquet(*paths).select(*COLUMNS)
        summed = found.mapInArrow(_task(order_for(folder, known, document)), "summed binary")
        return _collected(session, summed, known, on_progress)
    finally:
        session.stop()


def _session(master: str, largest: int) -> Any:
    """A session in which every file is one partition, read from its beginning to its end."""
    try:
        from pyspark.sql import SparkSession  # noqa: PLC0415  optional
    except ImportError as missing:
        raise NoSpark(str(missing)) from missing
    building = SparkSession.builder.master(master).appName("setia replay")
    settings: dict[str, object] = {
        "spark.sql.files.maxPartitionBytes": largest,
        "spark.sql.files.openCostInBytes": largest,
        "spark.sql.files.minPartitionNum": 1,
        "spark.ui.showConsoleProgress": "false",
    }
    if master.startswith("local"):
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        settings |= {
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
        }
    for name, value in settings.items():
        building = building.config(name, value)
    return building.getOrCreate()


def _task(order: Order) -> Callable[[Iterable[RecordBatch]], Iterator[RecordBatch]]:
    """What Spark does with a partition: whole accounts, in batches of rows that end anywhere."""

    def retell(batches: Iterable[RecordBatch]) -> Iterator[RecordBatch]:
        from pyarrow import RecordBatch as Batch  # noqa: PLC0415  comes with Spark

        summed = Retelling(order).of(_rows(batches))
        yield Batch.from_pydict({"summed": [msgspec.msgpack.encode(summed)]})

    return retell


def _rows(batches: Iterable[RecordBatch]) -> Iterator[Row]:
    for batch in batches:
        for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield Row(*values)


def _collected(session: Any, frame: Any, known: Manifest, on_progress: Callable[[int], None]) -> Summed:
    tracker, told = session.sparkContext.statusTracker(), 0
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(frame.collect)
        while not wait([asked], LOOK_S).done:
            stages = [tracker.getStageInfo(one) for one in tracker.getActiveStageIds()]
            done = sum(stage.numCompletedTasks for stage in stages if stage is not None)
            now = known.commands * min(done, len(known.files)) // len(known.files)
            if now > told:
                on_progress(now - told)
                told = now
        summed = Summed()
        for row in asked.result():
            summed.add(msgspec.msgpack.decode(bytes(row.summed), type=Summed))
    on_progress(known.commands - told)
    return summed
