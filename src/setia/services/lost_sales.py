"""Lost sales: a file of purchases that nobody recorded becomes a make-good, and not an import (S27).

Data flow: a file comes in pieces, as for an import -> its purchases are read, which writes nothing -> a draft with what
each would give at its own time; the pieces are deleted. A second person approves it, and it is given once.
"""

from __future__ import annotations

import tempfile
from itertools import chain, islice
from pathlib import Path

import msgspec
from msgspec import Struct

from setia.engine.commands import RecordPurchase
from setia.engine.purchase import rescaled
from setia.services import make_good, uploads
from setia.services.import_purchases import Plan
from setia.services.make_good import Item
from setia.services.purchase_files import FileFault, Staged, StagedPurchase, stage
from setia.services.uploads import REJECTS_KEPT, Reading, Rejected, Result, UploadFault
from setia.storage import members
from setia.storage.members import Known
from setia.storage.models import MakeGood, Upload
from setia.storage.programs import LoadedProgram

MOST = 1_000
"""Purchases of one file: what is made good is previewed whole."""


class TooMany(Exception):
    """A file with more purchases than are made good at once, and how many."""

    def __init__(self, found: int) -> None:
        super().__init__(found)
        self.found = found


class LostSales(Struct, frozen=True):
    """What a file holds."""

    items: tuple[Item, ...]
    rejects: tuple[Rejected, ...]
    """Rows that are no purchases."""


def read(program: LoadedProgram, id_: int, parts: int) -> LostSales:
    """The purchases of a file that has come whole. Nothing is written. Raises UploadFault and TooMany."""
    upload = Upload.objects.filter(program_id=program.id, id=id_).first()
    if upload is None:
        raise UploadFault("unknown_import", number=id_)
    if upload.state != "receiving":
        raise UploadFault("not_in_this_state", state=upload.state, expected="receiving")
    uploads.all_there(upload, parts)
    reading = msgspec.json.decode(upload.plan, type=Reading)
    with tempfile.TemporaryDirectory(prefix="setia-lost-") as folder:
        path = Path(folder) / "lost.csv"
        path.write_bytes(uploads.content(upload))
        try:
            plan = uploads.plan_of(program, reading, path, upload.made_by)
            with stage(path, plan.columns, plan.options) as staged:
                return _read(program, plan, staged)
        except FileFault as fault:
            raise UploadFault(fault.code, fault.field, **fault.numbers) from None


def prepare(program: LoadedProgram, id_: int, lost: LostSales, named: tuple[str, str], actor: str) -> MakeGood:
    """The draft, and the file is done with; in one transaction. Raises UploadFault and MakeGoodFault."""
    upload = uploads.locked(program, id_, "receiving")
    made = make_good.prepare(program, named, lost.items, actor)
    uploads.finish(program, upload, "done", Result(rejects=lost.rejects))
    return made


def _read(program: LoadedProgram, plan: Plan, staged: Staged) -> LostSales:
    if staged.purchase_count > MOST:
        raise TooMany(staged.purchase_count)
    sold = list(chain.from_iterable(staged.batches()))
    keys = {
        one.member: program.kept(Known(plan.member_kind, one.member)).key(program.key) for one in sold if one.member
    }
    accounts = members.find([*keys.values()], program.id)
    factor = 10 ** (program.latest.exponent - plan.options.exponent)

    def item(one: StagedPurchase) -> Item:
        account_id = accounts.get(keys[one.member]) if one.member else None
        return Item(RecordPurchase(rescaled(one.purchase, factor)), account_id, one.purchase_id)

    rejects = [
        Rejected(one.line, one.column, one.code, one.purchase_id) for one in islice(staged.rejects(), REJECTS_KEPT)
    ]
    return LostSales(tuple(map(item, sold)), tuple(rejects))
