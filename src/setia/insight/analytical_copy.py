"""The analytical copy: Parquet files of one moment of the ledger, put in place whole or not at all.

A folder holds a manifest and the folder of files that it names. The manifest is replaced last, by one rename: a crash
before it leaves the copy that was there. The copy before stays until the next, for whoever is still reading it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from django.core.files import locks
from django.db import connection
from msgspec import Struct

from setia.insight.parquet import convert
from setia.storage.exporting import EXTRACTS, Head, head, write_csv
from setia.storage.snapshot import snapshot

FORMAT = 2
"""Of the files; a copy of another format is made anew."""

MANIFEST = "manifest.json"


class Manifest(Struct, frozen=True):
    """What the copy in place is a copy of."""

    format: int
    head: Head
    files: str
    """The folder of the Parquet files, inside the copy's folder."""


class Copy(Struct, frozen=True):
    """A copy that is in place: where its files are, and how far the log had come."""

    files: Path
    position: int


def folder_beside_database() -> Path:
    """The copy's folder where none is named: `<database file>.insight` on SQLite, `<database>.insight` here elsewhere.

    Raises ValueError for a database in memory, which has no place beside it.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and (":memory:" in name or "mode=memory" in name):
        raise ValueError("a database in memory has no folder beside it")
    path = Path(name if connection.vendor == "sqlite" else Path(name).name)
    return path.with_name(path.name + ".insight")


def refresh(folder: Path) -> Copy:
    """The copy of the ledger as it now stands: the one in place if nothing was recorded since, else a new one.

    Raises OSError where the folder cannot be written; the copy in place is then as it was.
    """
    if (there := _in_place(folder)) is not None:
        return there
    folder.mkdir(exist_ok=True)
    with _locked(folder):
        # Another process may have made it while this one waited.
        return _in_place(folder) or _make(folder)


def _in_place(folder: Path) -> Copy | None:
    """The copy in `folder`, if it is one of this ledger as it now stands."""
    manifest = _manifest(folder)
    if manifest is None or manifest.format != FORMAT or manifest.head != head():
        return None
    files = folder / manifest.files
    is_whole = all((files / f"{extract.name}.parquet").is_file() for extract in EXTRACTS)
    return Copy(files, manifest.head.position) if is_whole else None


def _manifest(folder: Path) -> Manifest | None:
    try:
        return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (FileNotFoundError, NotADirectoryError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def _make(folder: Path) -> Copy:
    _remove(folder, keep=None, prefix=".partial-")
    before = _manifest(folder)
    partial = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
    try:
        with snapshot():
            now_at = head()
            for extract in EXTRACTS:
                with (partial / f"{extract.name}.csv").open("wb") as target:
                    write_csv(extract, target)
        convert(partial)
        for path in partial.iterdir():
            _sync(path)
        files = folder / f"copy-{now_at.position}-{partial.name.removeprefix('.partial-')}"
        partial.rename(files)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    _put(folder, Manifest(FORMAT, now_at, files.name))
    _remove(folder, keep=before, prefix="copy-")
    return Copy(files, now_at.position)


def _put(folder: Path, manifest: Manifest) -> None:
    partial = folder / (MANIFEST + ".partial")
    partial.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
    _sync(partial)
    partial.replace(folder / MANIFEST)


def _remove(folder: Path, keep: Manifest | None, prefix: str) -> None:
    """Remove folders that begin with `prefix`, but for those of the manifest in place and of `keep`."""
    kept = {manifest.files for manifest in (keep, _manifest(folder)) if manifest is not None}
    for path in folder.iterdir():
        if path.name.startswith(prefix) and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def _sync(path: Path) -> None:
    """Wait until a file is on the disk, so that no manifest ever names a file that a power cut took."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One process makes the copy, the others wait; the lock goes with the process that holds it."""
    with (folder / ".lock").open("wb") as file:
        locks.lock(file, locks.LOCK_EX)
        try:
            yield
        finally:
            locks.unlock(file)
