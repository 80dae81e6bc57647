"""Back up: the whole database as it is at one moment, in one file, audited. Whoever writes meanwhile goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from django.db import connection
from msgspec import Struct

from setia.services import backup_archive
from setia.services.backup_archive import FORMAT, About
from setia.services.upgrade import is_of_this_version
from setia.storage import clock
from setia.storage.audit.run import Check, audit, audit_seen
from setia.storage.copies import postgresql, sqlite
from setia.storage.copies.contents import Contents, contents
from setia.storage.snapshot import snapshot

Phase = Literal["copying", "auditing", "writing", "unpacking", "restoring", "upgrading", "erasing"]
Listener = Callable[[Phase, int, int], None]
"""Told what is being done, how much of it, and of how much; 0 of 0 where that is not known."""


class BackedUp(Struct, frozen=True):
    """A backup that was made."""

    about: About
    size: int
    """Bytes."""
    checks: tuple[Check, ...]
    """What the audit of exactly this copy found."""


def back_up(path: Path, tell: Listener) -> BackedUp:
    """Make a backup at `path`. Raises FileExistsError, having changed nothing, where something is there; OSError.

    One of another version is not audited: an earlier one will be when it is restored, which brings it up to this one.
    A ledger that the audit finds broken is backed up all the same: it may be the best copy there is. Also raises
    sqlite.NotSound where pages of the file do not fit together, and on PostgreSQL what `copies.postgresql` does.
    """
    if path.exists():
        raise FileExistsError(path)
    payload = path.with_name(f".{path.name}.{os.getpid()}.copy")
    try:
        backup_archive.open_private(payload).close()
        copied = _of_sqlite if connection.vendor == "sqlite" else _of_postgresql
        held, checks = copied(payload, tell)
        kind: Literal["sqlite", "postgresql"] = "sqlite" if connection.vendor == "sqlite" else "postgresql"
        about = About(FORMAT, kind, clock.machine_reading(), version("setia"), sum(one.count for one in checks), held)
        backup_archive.write(path, about, payload, lambda done, total: tell("writing", done, total))
    finally:
        payload.unlink(missing_ok=True)
    return BackedUp(about, path.stat().st_size, tuple(checks))


def _of_sqlite(payload: Path, tell: Listener) -> tuple[Contents, list[Check]]:
    """The copy is opened and audited itself."""
    sqlite.copy(payload, lambda done, pages: tell("copying", done, pages))
    with sqlite.connected_to(payload):
        tell("auditing", 0, 0)
        found = contents(), _audited(audit)
    sqlite.require_sound(payload)  # the audit does not see every page
    return found


def _of_postgresql(payload: Path, tell: Listener) -> tuple[Contents, list[Check]]:
    """What the dump sees is audited: the same snapshot."""
    postgresql.find(postgresql.DUMP)
    with snapshot():
        name = postgresql.export_snapshot()
        tell("copying", 0, 0)
        postgresql.dump(payload, name)
        tell("auditing", 0, 0)
        return contents(), _audited(audit_seen)


def _audited(audit: Callable[[], list[Check]]) -> list[Check]:
    """What the audit of this version finds; nothing of a database of another one."""
    return audit() if is_of_this_version() else []
