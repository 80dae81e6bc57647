"""Import purchases: a file of history in order of time, resumable; the same file twice adds nothing (ledger 4.18)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TextIO

import msgspec
from django.db import transaction
from django.db.models import F
from msgspec import Struct

from setia.engine.commands import RecordPurchase
from setia.engine.purchase import rescaled
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.carrying import Carried
from setia.services.foresight import foresight
from setia.services.purchase_files import Columns, Options, Reject, StagedPurchase, stage
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.models import ImportJob, ImportRefusal
from setia.storage.programs import LoadedProgram

BATCH = 2_000
"""Purchases in one transaction: long enough that a commit costs little, short enough to hold little."""


class Plan(Struct, frozen=True):
    """What to import and how."""

    path: Path
    columns: Columns
    options: Options
    rejects_path: Path
    actor: str
    member_kind: str = "external"
    """Which kind of identifier the member column holds."""
    enrol: bool = True
    workdir: Path | None = None


class Progress(Struct):
    """How far an import has come; the same object is handed to the listener again and again."""

    phase: str = "reading"
    done: int = 0
    total: int = 0
    resumed_at: int = 0


class Imported(Struct, frozen=True):
    """What an import came to. Of the file's rows, the rejected; of its purchases, the others."""

    rows: int
    rejected_rows: int
    purchases: int
    added: int
    unchanged: int
    refused: int
    resumed_at: int
    already_done: bool
    refused_by_code: dict[str, int]


Listener = Callable[[Progress], None]


def import_purchases(
    program: LoadedProgram,
    plan: Plan,
    listener: Listener | None = None,
    at_end: Callable[[Imported], None] | None = None,
) -> Imported:
    """Import one file. Raises services.purchase_files.FileFault where the file as a whole cannot be read.

    Rejected rows and refused purchases go to `plan.rejects_path`, which is written only if there are any. `at_end` is
    called once for a file, however often it is imported: in the transaction that notes that it is done.
    """
    progress = Progress()
    tell = listener or (lambda _: None)
    tell(progress)
    with stage(plan.path, plan.columns, plan.options, workdir=plan.workdir) as staged:
        job = _job(program, plan, staged.digest, staged.purchase_count, staged.rejected_row_count)
        already_done = job.finished_at is not None
        progress.phase, progress.total = "importing", staged.purchase_count
        progress.done = progress.resumed_at = job.position
        tell(progress)
        if not already_done:
            manner = Manner(actor=plan.actor, channel="import", history=True, enrol=plan.enrol)
            with foresight(program, manner) as ahead:
                take = partial(apply, program, manner=manner, carried=Carried(ahead))
                for batch in staged.batches(start=job.position, size=BATCH):
                    _take(program, plan, job, batch, take)
                    progress.done += len(batch)
                    tell(progress)
        refusals = list(ImportRefusal.objects.filter(job=job).order_by("position"))
        with _Rejects(plan.rejects_path) as rejects:
            for reject in staged.rejects():
                rejects.add(reject)
            for refusal in refusals:
                rejects.add(_told(refusal))
        job.refresh_from_db()
        done = Imported(
            rows=staged.row_count,
            rejected_rows=staged.rejected_row_count,
            purchases=staged.purchase_count,
            added=job.added,
            unchanged=job.unchanged,
            refused=job.refused,
            resumed_at=progress.resumed_at,
            already_done=already_done,
            refused_by_code=dict(Counter(refusal.code for refusal in refusals)),
        )
    if not already_done:
        _end(job, partial(at_end, done) if at_end is not None else None)
    return done


def _end(job: ImportJob, at_end: Callable[[], None] | None) -> None:
    """Note that a file is done; of two who import it at once, one notes it."""
    with transaction.atomic():
        is_first = ImportJob.objects.filter(pk=job.pk, finished_at=None).update(finished_at=clock.read())
        if is_first and at_end is not None:
            at_end()


def _job(program: LoadedProgram, plan: Plan, digest: str, purchases: int, rejected_rows: int) -> ImportJob:
    """The job of this file read in this way: a new one, or the one that was begun before."""
    manner = msgspec.json.encode((plan.columns, plan.options, plan.member_kind, plan.enrol))
    job, _ = ImportJob.objects.get_or_create(
        program_id=program.id,
        digest=f"{digest}-{sha256(manner).hexdigest()[:16]}",
        defaults={
            "file_name": plan.path.name,
            "purchases": purchases,
            "rejected_rows": rejected_rows,
            "started_at": clock.read(),
        },
    )
    return job


def _take(
    program: LoadedProgram,
    plan: Plan,
    job: ImportJob,
    batch: Sequence[StagedPurchase],
    take: Callable[..., list[Outcome]],
) -> None:
    """One transaction: the purchases, what was refused of them, and the job's new position."""
    factor = 10 ** (program.latest.exponent - plan.options.exponent)
    requests = [
        Request(
            RecordPurchase(rescaled(one.purchase, factor)),
            Known(plan.member_kind, one.member) if one.member else None,
            reference=one.purchase_id,
        )
        for one in batch
    ]

    def move_on(outcomes: Sequence[Outcome]) -> None:
        count = Counter(outcome.status for outcome in outcomes)
        ImportJob.objects.filter(pk=job.pk).update(
            position=batch[-1].position + 1,
            added=F("added") + count["done"],
            unchanged=F("unchanged") + count["unchanged"],
            refused=F("refused") + count["refused"],
        )
        ImportRefusal.objects.bulk_create(
            ImportRefusal(
                job=job,
                position=one.position,
                purchase_id=one.purchase_id,
                code=outcome.refusal.code,
                numbers=outcome.refusal.numbers,
            )
            for one, outcome in zip(batch, outcomes, strict=True)
            if outcome.refusal is not None
        )

    take(requests, within=move_on)


def _told(refusal: ImportRefusal) -> Reject:
    numbers = ", ".join(f"{name} {value}" for name, value in refusal.numbers.items())
    return Reject(line=0, column="", code=refusal.code, value=numbers, purchase_id=refusal.purchase_id)


class _Rejects:
    """The rejects file: begun with the first reject, put in place only when whole."""

    def __init__(self, path: Path) -> None:
        self._path, self._partial = path, path.with_name(path.name + ".partial")
        self._file: TextIO | None = None

    def __enter__(self) -> _Rejects:
        return self

    def add(self, reject: Reject) -> None:
        """Write one row, and the headings before the first."""
        if self._file is None:
            self._file = self._partial.open("w", newline="", encoding="utf-8")
            csv.writer(self._file).writerow(["line", "purchase_id", "column", "reason", "value"])
        cells = [_quiet(cell) for cell in (reject.purchase_id, reject.column, reject.code, reject.value)]
        csv.writer(self._file).writerow([reject.line or "", *cells])

    def __exit__(self, kind: object, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            if kind is None:
                self._partial.replace(self._path)


def _quiet(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\0")) else cell
