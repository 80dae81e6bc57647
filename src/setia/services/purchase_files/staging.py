"""Stages a file of purchases: read once, judged as a whole, put in order on disk, handed out in batches.

Purchases come in the order (event_at, source, purchase_id), so a position means the same purchase whenever the same
bytes are staged with the same columns and options, however the rows of the file are ordered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from setia.engine.purchase import Purchase, from_bytes
from setia.services.purchase_files import moments
from setia.services.purchase_files.bodies import bodies
from setia.services.purchase_files.cells import load_csv, load_parquet
from setia.services.purchase_files.columns import Columns, Layout
from setia.services.purchase_files.explaining import lay_rejects
from setia.services.purchase_files.judging import lay_heads, lay_purchases, lay_refused, lay_rows
from setia.services.purchase_files.options import Options
from setia.services.purchase_files.readings import TEXT_MAX
from setia.services.purchase_files.rejects import FileFault, Reject
from setia.services.purchase_files.workbench import Progress, Step, Workbench

PARQUET_SUFFIXES = (".parquet", ".pq")
_PARQUET_MARK = b"PAR1"
_POSITIONS_AT_ONCE = 10_000
"""Purchases whose JSON is put together by one query: what bounds memory while batches are handed out."""


class StagedPurchase(Struct, frozen=True):
    """A purchase that can be recorded, with what the purchase itself may not hold."""

    position: int
    """From 0, without gaps."""
    purchase_id: str
    member: str | None
    """As the file names the member; None for a guest."""
    purchase: Purchase


class Staged:
    """What was found in a file, as long as the context of `stage` is open."""

    def __init__(self, bench: Workbench, digest: str, layout: Layout, options: Options) -> None:
        self._bench = bench
        self._bodies = bodies(layout, options)
        self.digest = digest
        """SHA-256 of the file's bytes, in hex."""
        self.headers = dict(layout.headers)
        """Target -> the column it was read from."""
        self.row_count = bench.number("SELECT (SELECT count(*) FROM cells) + (SELECT count(*) FROM broken)")
        """Rows of the file, the header and blank lines apart, rejected ones included."""
        self.purchase_count = bench.number("SELECT count(*) FROM purchases")
        """Purchases that `batches` hands out from 0 on."""
        self.rejected_row_count = bench.number("SELECT count(DISTINCT line) FROM rejects")

    def rejects(self) -> Iterator[Reject]:
        """Every reason for which a row was not taken, by line; a row has at least one, and one for each bad cell."""
        found = self._bench.cursor().execute(
            f'SELECT line, "column", code, value, left(purchase_id, {TEXT_MAX}) FROM rejects ORDER BY line, rank'
        )
        while rows := found.fetchmany(1_000):
            for row in rows:
                yield Reject(*row)

    def batches(self, start: int = 0, size: int = 1_000) -> Iterator[list[StagedPurchase]]:
        """The purchases from position `start` on, in order, `size` of them at a time and the rest in the last batch."""
        cursor = self._bench.cursor()
        stride = size * max(1, _POSITIONS_AT_ONCE // size)
        for first in range(start, self.purchase_count, stride):
            found = cursor.execute(self._bodies, {"first": first, "behind": first + stride})
            while rows := found.fetchmany(size):
                yield [
                    StagedPurchase(position, purchase_id, member, from_bytes(body))
                    for position, purchase_id, member, body in rows
                ]


@contextmanager
def stage(
    path: Path,
    columns: Columns,
    options: Options,
    workdir: Path | None = None,
    progress: Progress | None = None,
) -> Iterator[Staged]:
    """Stage one file, Parquet by its name or its marks, or else CSV. Raises FileFault where it cannot be read at all.

    All that is written lies in a folder of its own in `workdir` (default: the system's) and is removed in the end; it
    takes about as much room as the file does as CSV.
    """
    if not path.is_file():
        raise FileFault("no_such_file", str(path))
    if path.stat().st_size == 0:
        raise FileFault("empty_file")
    with Workbench(workdir, progress) as bench:
        if _is_parquet(path):
            digest, layout = load_parquet(path, columns, bench)
        else:
            digest, layout = load_csv(path, columns, options.delimiter, bench)
        _judge(bench, layout, options)
        yield Staged(bench, digest, layout, options)


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        begins = file.read(len(_PARQUET_MARK))
        file.seek(max(0, path.stat().st_size - len(_PARQUET_MARK)))
        marked = begins == file.read() == _PARQUET_MARK
    return marked or path.suffix.lower() in PARQUET_SUFFIXES


def _judge(bench: Workbench, layout: Layout, options: Options) -> None:
    steps: list[tuple[Step, Callable[[], None]]] = [
        ("check", lambda: lay_rows(bench, layout, options)),
        ("check", lambda: moments.lay_spans(bench, options)),
        ("check", lambda: lay_heads(bench, layout, options)),
        ("check", lambda: lay_refused(bench, layout)),
        ("check", lambda: lay_rejects(bench, layout, options)),
        ("sort", lambda: lay_purchases(bench, layout)),
    ]
    for done, (step, work) in enumerate(steps):
        bench.tell(step, done, len(steps))
        work()
    bench.tell("sort", len(steps), len(steps))
