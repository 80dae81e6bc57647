"""Uploads: a file of purchases comes in pieces, waits, and is imported by the worker, some of it at a time.

Data flow: begin (how it is to be read) -> parts, in any order, each as often as the network wants -> start (all of
them are there) -> the worker imports for a while, notes how far it came, and goes on the next time -> what it came to;
the pieces are deleted, for they say who bought what.
"""

from __future__ import annotations

import csv
import hashlib
import tempfile
from pathlib import Path
from typing import Any, Literal

import msgspec
from django.db import transaction
from msgspec import Struct

from setia.engine.money import EXPONENT, MUST_STATE_EXPONENT
from setia.services.flagging import flag_rows
from setia.services.import_purchases import Imported, Plan, Progress, import_purchases
from setia.services.purchase_files import Columns, FileFault, Options
from setia.storage import audit_log, clock
from setia.storage.models import Upload, UploadPart
from setia.storage.programs import LoadedProgram

SLICE_SECONDS = 60
"""So long is imported at a time, so that other work gets its turn."""

REJECTS_KEPT = 1_000
PARTS_MAX = 1_000
CHANNEL = "import"


class Reading(Struct, frozen=True):
    """How a file is to be read."""

    source: str = "file"
    columns: dict[str, str] = {}
    """Target to column, for a column of another name."""
    exponent: int | None = None
    decimal_mark: str = ""
    thousands_mark: str = ""
    calendar: Literal["", "gregorian", "buddhist"] = ""
    prices: Literal["tax_inclusive", "tax_exclusive"] = "tax_inclusive"
    delimiter: str = ""
    member_kind: str = "external"
    enrol: bool = True


class Rejected(Struct, frozen=True):
    """A row that was not taken, without what stands in it."""

    line: int
    column: str
    code: str
    purchase: str


class Result(Struct, frozen=True):
    """What an import came to; `fault` is why the file as a whole could not be read."""

    imported: Imported | None = None
    rejects: tuple[Rejected, ...] = ()
    """The first thousand."""
    fault: str = ""
    field: str = ""
    numbers: dict[str, int | str] = {}


class UploadFault(Exception):
    """What cannot be done with an upload; `code` says why, `field` and `numbers` with what."""

    def __init__(self, code: str, field: str = "", **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.field, self.numbers = code, field, numbers


def begin(program: LoadedProgram, name: str, reading: Reading, actor: str) -> Upload:
    """A file that is about to be sent. Raises UploadFault where it could not be read in this way, whatever it holds."""
    try:
        plan_of(program, reading, Path(name), actor)
    except FileFault as fault:
        raise UploadFault(fault.code, fault.field, **fault.numbers) from None
    plan = msgspec.json.encode(reading).decode()
    return Upload.objects.create(program_id=program.id, name=name, plan=plan, made_by=actor, made_at=clock.read())


def add(program: LoadedProgram, id_: int, n: int, content: bytes) -> None:
    """Keep a piece. The same one sent again changes nothing; another in its place is refused. Raises UploadFault."""
    with transaction.atomic():
        upload = locked(program, id_, "receiving")
        digest = hashlib.sha256(content).digest()[:16]
        before = UploadPart.objects.filter(upload_id=upload.id, n=n).first()
        if before is None:
            UploadPart.objects.create(upload_id=upload.id, n=n, digest=digest, content=content)
        elif bytes(before.digest) != digest:
            raise UploadFault("part_differs", "number", number=n)


def start(program: LoadedProgram, id_: int, parts: int) -> Upload:
    """It is all there: let it be imported. Started again it changes nothing. Raises UploadFault."""
    with transaction.atomic():
        upload = locked(program, id_, "")
        if upload.state == "receiving":
            all_there(upload, parts)
            upload.state = "waiting"
            upload.save(update_fields=["state"])
            audit_log.note(program.id, (upload.made_by, CHANNEL), "import_started", f"upload-{upload.id}")
    return upload


def all_there(upload: Upload, parts: int) -> None:
    """Raises UploadFault unless these are all the pieces of a file."""
    numbers = set(UploadPart.objects.filter(upload_id=upload.id).values_list("n", flat=True))
    wanted = set(range(1, parts + 1))
    if numbers != wanted:
        missing = min(wanted - numbers, default=0)
        raise UploadFault("parts_missing", "parts", missing=missing, found=len(numbers), expected=parts)


def read_as(program: LoadedProgram, id_: int, reading: Reading) -> None:
    """Say otherwise how a file is to be read, as long as it has not been started. Raises UploadFault."""
    try:
        plan_of(program, reading, Path("file"), "")
    except FileFault as fault:
        raise UploadFault(fault.code, fault.field, **fault.numbers) from None
    with transaction.atomic():
        upload = locked(program, id_, "receiving")
        upload.plan = msgspec.json.encode(reading).decode()
        upload.save(update_fields=["plan"])


def content(upload: Upload) -> bytes:
    """What has come of a file so far."""
    parts = UploadPart.objects.filter(upload_id=upload.id).order_by("n")
    return b"".join(bytes(one) for one in parts.values_list("content", flat=True))


def forget(program_id: int, before: int) -> None:
    """Delete what was begun before an instant and never started: it says who bought what."""
    left = Upload.objects.filter(program_id=program_id, state="receiving", made_at__lt=before)
    ids = list(left.values_list("id", flat=True))
    if ids:
        with transaction.atomic():
            UploadPart.objects.filter(upload_id__in=ids).delete()
            left.filter(id__in=ids).delete()


def import_waiting(program: LoadedProgram, seconds: float = SLICE_SECONDS) -> None:
    """Import what waits, oldest first, for so long; the rest goes on the next time."""
    upload = Upload.objects.filter(program_id=program.id, state="waiting").order_by("id").first()
    if upload is None:
        return
    reading = msgspec.json.decode(upload.plan, type=Reading)
    with tempfile.TemporaryDirectory(prefix="setia-import-") as folder:
        path = Path(folder) / "upload.csv"
        with path.open("wb") as file:
            for part in UploadPart.objects.filter(upload_id=upload.id).order_by("n").iterator(chunk_size=10):
                file.write(bytes(part.content))
        plan = plan_of(program, reading, path, upload.made_by)
        try:
            done = import_purchases(program, plan, _Slice(upload, clock.stopwatch() + seconds).tell)
        except _Enough:
            return
        except FileFault as fault:
            finish(program, upload, "failed", Result(fault=fault.code, field=fault.field, numbers=fault.numbers))
            return
        finish(program, upload, "done", Result(done, _rejects(plan.rejects_path)))


def note_rejects(program: LoadedProgram, plan: Plan, done: Imported) -> None:
    """What a file that did not come by the API came to, if some of it was not taken: that waits in the inbox, too."""
    if not done.rejected_rows and not done.refused:
        return
    now = clock.read()
    upload = Upload.objects.create(
        program_id=program.id,
        name=plan.path.name,
        plan="{}",
        made_by=plan.actor,
        made_at=now,
        position=done.purchases,
        total=done.purchases,
    )
    finish(program, upload, "done", Result(done, _rejects(plan.rejects_path)))


def result(upload: Upload) -> Result:
    """What it came to; nothing yet for one that has not ended."""
    return msgspec.json.decode(upload.result, type=Result) if upload.result else Result()


class _Enough(Exception):
    """Time for something else."""


class _Slice:
    """Notes how far an import has come, and ends it when its time is over: what is done stays done."""

    def __init__(self, upload: Upload, ends_at: float) -> None:
        self._upload, self._ends_at = upload, ends_at

    def tell(self, progress: Progress) -> None:
        if progress.phase != "importing":
            return
        Upload.objects.filter(id=self._upload.id).update(position=progress.done, total=progress.total)
        if clock.stopwatch() > self._ends_at and progress.done < progress.total and progress.done > progress.resumed_at:
            raise _Enough


def finish(program: LoadedProgram, upload: Upload, state: str, result: Result) -> None:
    """It is over: what it came to is kept, its pieces are deleted, and rows that were not taken wait in the inbox."""
    with transaction.atomic():
        text = msgspec.json.encode(result).decode()
        Upload.objects.filter(id=upload.id).update(state=state, result=text, finished_at=clock.read())
        UploadPart.objects.filter(upload_id=upload.id).delete()
        flag_rows(program, upload.id, [one.code for one in result.rejects], upload.made_by, clock.read())
        audit_log.note(program.id, (upload.made_by, CHANNEL), f"import_{state}", f"upload-{upload.id}")


def locked(program: LoadedProgram, id_: int, state: str) -> Upload:
    """A file in this state (empty: in any), locked until the transaction ends. Raises UploadFault."""
    upload = Upload.objects.select_for_update().filter(program_id=program.id, id=id_).first()
    if upload is None:
        raise UploadFault("unknown_import", number=id_)
    if state and upload.state != state:
        raise UploadFault("not_in_this_state", state=upload.state, expected=state)
    return upload


def plan_of(program: LoadedProgram, reading: Reading, path: Path, actor: str) -> Plan:
    """How a file is read by an import. Raises FileFault."""
    currency = program.latest.program.currency
    own = EXPONENT.get(currency, 2)
    if reading.exponent is None and currency in MUST_STATE_EXPONENT:
        raise FileFault("bad_option", "exponent", expected=f"0 to {own}")
    if reading.exponent is not None and not 0 <= reading.exponent <= own:
        raise FileFault("bad_option", "exponent", value=reading.exponent)
    options: dict[str, Any] = {
        "source": reading.source,
        "currency": currency,
        "exponent": own if reading.exponent is None else reading.exponent,
        "zone": program.latest.zone,
        "decimal_mark": reading.decimal_mark or None,
        "thousands_mark": reading.thousands_mark or None,
        "calendar": reading.calendar or None,
        "prices": reading.prices,
        "delimiter": reading.delimiter or None,
    }
    return Plan(
        path=path,
        columns=Columns.of((), reading.columns),
        options=Options(**options),
        rejects_path=path.with_name("rejects.csv"),
        actor=actor,
        member_kind=reading.member_kind,
        enrol=reading.enrol,
    )


def _rejects(path: Path) -> tuple[Rejected, ...]:
    if not path.exists():
        return ()
    with path.open(newline="", encoding="utf-8") as file:
        rows = [row for _, row in zip(range(REJECTS_KEPT), csv.DictReader(file), strict=False)]
    return tuple(Rejected(int(row["line"] or 0), row["column"], row["reason"], row["purchase_id"]) for row in rows)
