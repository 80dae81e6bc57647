"""What makes a SQLite file durable and private: its version, its pragmas, its permissions, the room on its disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

from setia.storage.safety.check import Check, judged
from setia.storage.streaming import fetch

OLDEST = (3, 39, 0)
"""The first SQLite with FULL JOIN, which the audit needs."""

PRAGMAS = {
    "journal_mode": ("wal",),
    "synchronous": (2, 3),
    "foreign_keys": (1,),
    "recursive_triggers": (1,),
    "secure_delete": (1,),
}
"""Values that are safe. synchronous: 2 is FULL, 3 EXTRA."""

FREE_MIN = 100 * 2**20
"""Bytes below which the next commits may fail."""

FREE_LOW = 2**30

WRITABLE_BY_OTHERS = stat.S_IWGRP | stat.S_IWOTH
READABLE_BY_OTHERS = stat.S_IROTH


def checks(path: Path) -> Iterator[Check]:
    """Everything about the file at `path`, to which the connection is open."""
    yield judged("sqlite_version", is_safe=sqlite3.sqlite_version_info >= OLDEST, found=sqlite3.sqlite_version)
    yield from _pragmas()
    yield from _permissions(path)
    yield _disk(path)


def _pragmas() -> Iterator[Check]:
    for name, safe in PRAGMAS.items():
        [(found,)] = fetch(f"PRAGMA {name}")
        yield judged(f"pragma_{name}", is_safe=found in safe, found=found)


def _permissions(path: Path) -> Iterator[Check]:
    """Nobody else may change the file or put another in its place; nobody else should read it."""
    mode = path.stat().st_mode
    if mode & stat.S_IWOTH or not os.access(path, os.R_OK | os.W_OK):
        yield Check("file_permissions", "unsafe", {"path": str(path), "mode": stat.filemode(mode)})
    elif mode & (stat.S_IWGRP | READABLE_BY_OTHERS):
        yield Check("file_permissions", "warning", {"path": str(path), "mode": stat.filemode(mode)})
    else:
        yield Check("file_permissions", "ok", {"path": str(path), "mode": stat.filemode(mode)})
    folder = path.parent.stat().st_mode
    is_open = bool(folder & stat.S_IWOTH) and not folder & stat.S_ISVTX
    yield judged("folder_permissions", is_safe=not is_open, path=str(path.parent), mode=stat.filemode(folder))


def _disk(path: Path) -> Check:
    free = shutil.disk_usage(path.parent).free
    size = sum(part.stat().st_size for part in (path, path.with_name(path.name + "-wal")) if part.exists())
    numbers: dict[str, int | str] = {"free": free, "size": size}
    if free < FREE_MIN:
        return Check("free_disk", "unsafe", numbers)
    return Check("free_disk", "warning" if free < max(FREE_LOW, size) else "ok", numbers)
