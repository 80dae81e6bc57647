"""Restore a backup: checked, brought up to this version, the erased erased again, audited, and only then in use."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from msgspec import Struct

from setia.services import backup_archive, erasure_list
from setia.services.backup import Listener
from setia.services.backup_archive import About, BadBackup
from setia.services.reapply_erasures import Reapplied, reapply_erasures
from setia.storage import clock
from setia.storage.audit.run import Check, audit
from setia.storage.copies import postgresql, sqlite, unfinished
from setia.storage.copies.contents import Contents, contents, is_empty, migrations


class CannotRestore(Exception):
    """Nothing was restored, and nothing was changed; `code` says why, `numbers` with what."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers


class Restored(Struct, frozen=True):
    """What was restored, and what is true of it."""

    about: About
    contents: Contents
    """As it is now: after migrations and erasures."""
    erasures: Reapplied
    checks: tuple[Check, ...]
    """What the audit found."""


def restore(path: Path, erased: Path | None, tell: Listener, *, replace: bool = False) -> Restored:
    """Restore a backup into the connected database, which must be empty unless it may be replaced.

    `erased` is the erasure list, None where nobody was erased since. Raises BadBackup and CannotRestore, having changed
    nothing; erasure_list.ListDamaged; OSError; on PostgreSQL also what `copies.postgresql` does.
    """
    if erased is not None:
        list(erasure_list.read(erased))  # a damaged list is better known before
    _require_room(replace=replace)
    where = _target().parent if connection.vendor == "sqlite" else path.parent
    payload = where / f".{path.name}.{os.getpid()}.restoring"
    try:
        about = backup_archive.read(path, payload, lambda done, total: tell("unpacking", done, total))
        _require_usable(about)
        into = _into_sqlite if connection.vendor == "sqlite" else _into_postgresql
        return into(payload, about, (erased, tell, replace))
    finally:
        for left in (payload, *(payload.with_name(payload.name + end) for end in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)


def _target() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _require_room(*, replace: bool) -> None:
    """Stop where something would be lost, or somebody would lose it under his hands."""
    if connection.vendor == "sqlite":
        target = _target()
        if not target.exists() or not target.stat().st_size:
            return
        connection.close()
        if replace and sqlite.is_used(target):
            raise CannotRestore("in_use")
    elif replace and (others := postgresql.others()):
        raise CannotRestore("in_use", others=others)
    if not replace and not is_empty():
        connection.close()
        raise CannotRestore("not_empty")


def _require_usable(about: About) -> None:
    if about.kind != connection.vendor:
        raise CannotRestore("other_kind", found=about.kind, expected=connection.vendor)
    known = {name for app, name in MigrationLoader(None).disk_migrations if app == "storage"}
    if newer := sorted(set(about.contents.migrations) - known):
        raise CannotRestore("newer_version", unknown=", ".join(newer), version=about.version)


_How = tuple[Path | None, Listener, bool]


def _into_sqlite(payload: Path, about: About, how: _How) -> Restored:
    """Everything is done to the copy; what is finished takes its place, in one step."""
    erased, tell, replace = how
    try:
        sqlite.require_sound(payload)
    except sqlite.NotSound as fault:
        raise BadBackup("not_sound", found=str(fault)) from fault
    target = _target()
    with sqlite.connected_to(payload):
        done = _made_ready(about, erased, tell)
    if replace and target.exists() and sqlite.is_used(target):
        raise CannotRestore("in_use")
    payload.replace(target)
    backup_archive.sync_folder(target.parent)
    return done


def _into_postgresql(payload: Path, about: About, how: _How) -> Restored:
    """Read in whole; until the erased are erased again the database is marked, and nothing starts on it."""
    erased, tell, replace = how
    if replace and not is_empty():
        there = set(migrations())
        if newer := sorted(there - set(about.contents.migrations)):
            raise CannotRestore("older_than_target", unknown=", ".join(newer))
    tell("restoring", 0, 0)
    postgresql.restore(payload, replacing=replace)
    done = _made_ready(about, erased, tell)
    unfinished.finish()
    return done


def _made_ready(about: About, erased: Path | None, tell: Listener) -> Restored:
    if contents() != about.contents:
        raise BadBackup("altered")
    tell("upgrading", 0, 0)
    call_command("migrate", verbosity=0, interactive=False)
    clock.accept_later()  # a copy may be of last year: who restores it says that it is today
    tell("erasing", 0, 0)
    reapplied = Reapplied(0, 0) if erased is None else reapply_erasures(erased)
    tell("auditing", 0, 0)
    checks = audit()
    return Restored(about, contents(), reapplied, tuple(checks))
