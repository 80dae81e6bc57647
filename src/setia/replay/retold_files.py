"""Journals in files retold under one program document, file by file, in processes or wherever else files can be read.

Where one member's gains may depend on what others got, everybody is retold together in recorded order, in one process.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from setia.engine.decide import Decision
from setia.engine.journalled import Journalled
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.documents import compile_document, to_json
from setia.engine.rules.versions import Version, Versions
from setia.engine.what_if import Counted, History, Shape, Shared, Skipped, retell, shape_of
from setia.engine.what_if.shared import shares
from setia.replay import processes
from setia.replay.journal_files import File, Manifest, Row, histories, manifest, rows
from setia.replay.tally import Figures, Tally


class Summed(Struct):
    """What some accounts come to under the document."""

    figures: Figures = field(default_factory=Figures)
    accounts: int = 0
    commands: int = 0

    def add(self, other: Summed) -> None:
        """Those of other accounts as well."""
        self.figures.add(other.figures)
        self.accounts += other.accounts
        self.commands += other.commands


class Order(Struct, frozen=True):
    """What whoever retells a file has to know."""

    folder: str
    document: bytes
    first: tuple[int, int, int]
    now: int
    counted: bool = True
    """Whether purchases may be counted and not told, which comes to the same."""


class Retelling:
    """One document over any number of accounts."""

    def __init__(self, order: Order) -> None:
        number, applied_at, effective_from = order.first
        compiled = replace(compile_document(order.document), effective_from=effective_from)
        version = Version(number, applied_at, compiled)
        self._compiled, self._now = compiled, order.now
        shape = shape_of(version) if order.counted else None
        self._abridged = shape is not None
        self._by: Shape | Versions = shape or Versions((version,))

    def of(self, found: Iterable[Row]) -> Summed:
        """What the accounts of some rows come to."""
        summed = Summed()
        for together in histories(found, abridged=self._abridged):
            self._add(summed, together)
        return summed

    def together(self, found: Iterable[Row]) -> Summed:
        """The same, of accounts that share a budget or a stock."""
        summed = Summed()
        self._add(summed, [one for some in histories(found) for one in some])
        return summed

    def _add(self, summed: Summed, of: list[History]) -> None:
        tallies = [Tally(self._compiled) for _ in of]

        def heard(place: int, one: Journalled | None, became: Decision | Skipped | Counted) -> None:
            tallies[place].hear(one, became)

        accounts = retell(of, self._by, Shared(), heard, chained=False)
        for tally, account, history in zip(tallies, accounts, of, strict=True):
            if (last := account.until(self._now)) is not None:
                tally.hear(*last)
            tally.close(account.fold.account, self._compiled, self._now)
            summed.figures.add(tally.figures)
            summed.accounts += 1
            summed.commands += len(history.commands)


def order_for(folder: Path, known: Manifest, document: Compiled, *, counted: bool = True) -> Order:
    """Retell a folder under a document."""
    return Order(str(folder), to_json(document.program), known.first, known.now, counted)


def retell_files(
    folder: Path, document: Compiled, on_progress: Callable[[int], None] = lambda _: None, *, counted: bool = True
) -> Summed:
    """A folder of journals under a document, on all cores; `on_progress` is told how many commands were taken."""
    known = manifest(folder)
    order = order_for(folder, known, document, counted=counted)
    if shares(document):
        summed = Retelling(order).together(_all_rows(folder, known.files))
        on_progress(summed.commands)
        return summed
    summed = Summed()
    if known.commands >= processes.WORTH_PROCESSES and processes.cores() >= 2 and len(known.files) >= 2:
        done = processes.spread(begin, order, retold, list(known.files))
    else:
        begin(order)
        done = ((one, retold(one)) for one in known.files)
    for file, came_to in done:
        summed.add(came_to)
        on_progress(file.commands)
    return summed


def _all_rows(folder: Path, files: Iterable[File]) -> Iterator[Row]:
    for file in files:
        yield from rows(folder / file.name)


_ready: list[tuple[Path, Retelling]] = []
"""What this process retells by."""


def begin(order: Order) -> None:
    """Make this process ready."""
    _ready[:] = [(Path(order.folder), Retelling(order))]


def retold(file: File) -> Summed:
    """One file, in this process; the collector rests meanwhile, for nothing refers to itself."""
    folder, retelling = _ready[0]
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return retelling.of(rows(folder / file.name))
    finally:
        if was_enabled:
            gc.enable()
