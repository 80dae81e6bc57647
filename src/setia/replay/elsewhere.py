"""Another process of a what-if or a verification: what it is told, and what it does.

It is begun with nothing ready, so nothing that needs the database's models is imported before it has seen to that.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import django
from msgspec import Struct
from msgspec.structs import replace

from setia.storage.journals import Part

if TYPE_CHECKING:
    from setia.engine.rules.versions import Versions
    from setia.replay.verify import Heads, Verified
    from setia.replay.what_if import Pass, Sides


class Piece(Struct, frozen=True):
    """A part, and whether its accounts have to be retold together."""

    part: Part
    together: bool
    commands: int


class Told(Struct, frozen=True):
    """What another process has to know: it loads and compiles everything else itself."""

    code: str
    version: int
    """The one applied last as the document is compared with it; more may have been applied meanwhile."""
    document: bytes
    now: int
    months: tuple[str, ...]
    is_ledger: bool


_ready: list[Pass] = []
"""What holds for all the parts of this process."""


def begin(told: Told) -> None:
    """Make this process ready: it reads the same database, and the collector rests, for nothing refers to itself."""
    _have_models()
    from setia.engine.rules.documents import compile_document  # noqa: PLC0415
    from setia.replay.what_if import Pass, sides  # noqa: PLC0415
    from setia.storage import programs  # noqa: PLC0415

    program = programs.load(told.code)
    before = replace(program.versions, applied=program.versions.applied[: told.version])
    both = sides(before, compile_document(told.document))
    _ready.append(Pass(program.id, both, told.now, told.months, is_ledger=told.is_ledger))
    _rest_the_collector()


def retold(piece: Piece) -> Sides:
    """One piece, in this process."""
    from setia.replay.what_if import retold as both_sides  # noqa: PLC0415

    return both_sides(_ready[0], piece.part, together=piece.together)


class Law(Struct, frozen=True):
    """What another process has to know to verify accounts: all else is in their journals."""

    program_id: int
    versions: tuple[tuple[int, int, bytes, bool], ...]
    """Number, when it was applied, its document as JSON, and whether it is watched."""
    of_snapshot: str
    """The name of the snapshot in which everything is read; none where a database cannot share one."""


_law: list[tuple[Law, Versions]] = []


def begin_verifying(law: Law) -> None:
    """Make this process ready to verify."""
    _have_models()
    from setia.engine.rules.documents import compile_document  # noqa: PLC0415
    from setia.engine.rules.versions import Version, Versions  # noqa: PLC0415

    applied = (
        Version(number, applied_at, compile_document(document), watched=watched)
        for number, applied_at, document, watched in law.versions
    )
    _law.append((law, Versions(tuple(applied))))
    _rest_the_collector()


def verified(of: Heads) -> Verified:
    """Some accounts, verified in this process."""
    from setia.replay.verify import taken_again  # noqa: PLC0415
    from setia.storage.snapshot import snapshot  # noqa: PLC0415

    law, versions = _law[0]
    with snapshot(law.of_snapshot):
        return taken_again(law.program_id, versions, of)


def _have_models() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
    django.setup()


def _rest_the_collector() -> None:
    gc.freeze()
    gc.disable()
