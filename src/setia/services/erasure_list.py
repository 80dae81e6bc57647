"""The erasure list: a file outside the database that says who was erased, so that a restored copy forgets them again.

One line of JSON each; a member only as a keyed hash, of use to nobody without the database's own key (ledger 4.13).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec
from django.conf import settings
from django.db import connection
from msgspec import Struct


class Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """One erased member."""

    program: str
    """The program's code."""
    member: str
    """HMAC of the member's public id, in hexadecimal."""
    at: int
    """When he was erased: microseconds since 1970 UTC."""


class ListDamaged(Exception):
    """A line cannot be read; `args` are the file and the line's number. Nobody may be left out by guessing."""


def default_path() -> Path | None:
    """Where the operator said, or else beside a SQLite file; None where he must say where."""
    if said := getattr(settings, "ERASURE_LIST", ""):
        return Path(said)
    return Path(f"{connection.settings_dict['NAME']}.erased") if connection.vendor == "sqlite" else None


def append(path: Path, entries: list[Entry]) -> None:
    """Add entries, and return only when they are on the disk. Raises OSError if that cannot be."""
    is_new = not path.exists()
    with path.open("ab+") as file, _locked(file):
        _cut_unfinished(file)
        file.write(b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries))
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read(path: Path) -> Iterator[Entry]:
    """All entries in order; none if there is no file. Raises ListDamaged.

    A last line without its end was never on the disk when its erasure could have been committed, and is no entry.
    """
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            try:
                yield msgspec.json.decode(line, type=Entry)
            except msgspec.MsgspecError as fault:
                raise ListDamaged(str(path), number) from fault


def _cut_unfinished(file: BinaryIO) -> None:
    """Take away a last line that a crash left without its end."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    whole = 0
    for line in file:
        whole += len(line) if line.endswith(b"\n") else 0
    if whole < size:
        file.truncate(whole)


@contextmanager
def _locked(file: BinaryIO) -> Iterator[None]:
    """One writer at a time, of whatever process."""
    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)
