"""Another process of a what-if: what it is told, and what it does.

It is begun with nothing ready, so nothing that needs the database's models is imported before it has seen to that.
"""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING

import django
from msgspec import Struct

from setia.storage.journals import Part

if TYPE_CHECKING:
    from setia.replay.what_if import Pass, Sides


class Piece(Struct, frozen=True):
    """A part, and whether its accounts have to be retold together."""

    part: Part
    together: bool
    commands: int


class Told(Struct, frozen=True):
    """What another process has to know: it loads and compiles everything else itself."""

    code: str
    document: bytes
    now: int
    months: tuple[str, ...]
    is_ledger: bool


_ready: list[Pass] = []
"""What holds for all the parts of this process."""


def begin(told: Told) -> None:
    """Make this process ready: it reads the same database, and the collector rests, for nothing refers to itself."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
    django.setup()
    from setia.engine.rules.documents import compile_document  # noqa: PLC0415
    from setia.replay.what_if import Pass, sides  # noqa: PLC0415
    from setia.storage import programs  # noqa: PLC0415

    program = programs.load(told.code)
    both = sides(program.versions, compile_document(told.document))
    _ready.append(Pass(program.id, both, told.now, told.months, is_ledger=told.is_ledger))
    gc.freeze()
    gc.disable()


def retold(piece: Piece) -> Sides:
    """One piece, in this process."""
    from setia.replay.what_if import retold as both_sides  # noqa: PLC0415

    return both_sides(_ready[0], piece.part, together=piece.together)
