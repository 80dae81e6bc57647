"""The file of a backup: a tar of `about.json`, the database, and the digests of both, as `sha256sum -c` reads them.

Ordinary tools open it where Setia is not at hand. The digests tell damage, not forgery: against that, keep checkpoints.
"""

from __future__ import annotations

import io
import os
import re
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO, Literal

import msgspec
from msgspec import Struct

from setia.storage.copies.contents import Contents

FORMAT = 1
ABOUT, SUMS = "about.json", "SHA256SUMS"
PAYLOAD = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
BLOCK = 2**20
SMALL = 2**16
"""Bytes that the small files have at most."""

_SUM = re.compile(r"([0-9a-f]{64})  (\S+)", re.ASCII)

Progress = Callable[[int, int], None]
"""Told how many bytes are done, and of how many."""


class About(Struct, frozen=True):
    """What a backup is of."""

    format: int
    kind: Literal["sqlite", "postgresql"]
    made_at: int
    """Microseconds since 1970 UTC, by the clock of the machine."""
    version: str
    """Of Setia."""
    broken: int
    """In how many places the audit found the ledger broken; 0 is clean."""
    contents: Contents


class BadBackup(Exception):
    """A file from which nothing is restored; `code` says why, `numbers` with what."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers


def write(path: Path, about: About, payload: Path, tell: Progress) -> None:
    """Write a backup, readable by its owner alone, and return when it is on the disk. Raises OSError.

    There is nothing at `path` before it is whole.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    size, name = payload.stat().st_size, PAYLOAD[about.kind]
    told = msgspec.json.format(msgspec.json.encode(about), indent=2) + b"\n"
    try:
        with open_private(partial) as file, payload.open("rb") as content:
            with tarfile.open(fileobj=file, mode="w:", format=tarfile.PAX_FORMAT) as tar:
                tar.addfile(_entry(ABOUT, len(told), about), io.BytesIO(told))
                counted = _Counted(content, size, tell)
                tar.addfile(_entry(name, size, about), counted)
                sums = f"{sha256(told).hexdigest()}  {ABOUT}\n{counted.digest.hexdigest()}  {name}\n".encode()
                tar.addfile(_entry(SUMS, len(sums), about), io.BytesIO(sums))
            file.flush()
            os.fsync(file.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    sync_folder(path.parent)


def read(path: Path, into: Path, tell: Progress) -> About:
    """Put the database of a backup into a new file and check it. Raises BadBackup; OSError."""
    try:
        with tarfile.open(path, "r:") as tar:
            told = _small(tar, ABOUT)
            about = _about(told)
            digest = _unpack(tar, PAYLOAD[about.kind], into, tell)
            sums = {name: sum_ for sum_, name in _SUM.findall(_small(tar, SUMS).decode("ascii", "replace"))}
    except tarfile.ReadError as fault:
        raise BadBackup("cut" if path.stat().st_size and _begins_well(path) else "not_a_backup") from fault
    if sums != {ABOUT: sha256(told).hexdigest(), PAYLOAD[about.kind]: digest}:
        raise BadBackup("altered")
    return about


def open_private(path: Path) -> IO[bytes]:
    """A new file that only its owner may read. Raises FileExistsError."""
    return os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")


def sync_folder(path: Path) -> None:
    """Let the names in a folder be on the disk, too."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class _Counted:
    """A file that is hashed and counted while somebody reads it."""

    def __init__(self, file: IO[bytes], size: int, tell: Progress) -> None:
        self.digest = sha256()
        self._file, self._size, self._tell, self._done = file, size, tell, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self._file.read(size)
        self.digest.update(block)
        self._done += len(block)
        self._tell(self._done, self._size)
        return block


def _entry(name: str, size: int, about: About) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, about.made_at // 1_000_000, 0o600
    return entry


def _next(tar: tarfile.TarFile, name: str) -> tuple[tarfile.TarInfo, IO[bytes]]:
    entry = tar.next()
    if entry is None:
        raise BadBackup("cut" if name != ABOUT else "not_a_backup")
    file = tar.extractfile(entry) if entry.isreg() and entry.name == name else None
    if file is None:
        raise BadBackup("not_a_backup" if name == ABOUT else "altered")
    return entry, file


def _small(tar: tarfile.TarFile, name: str) -> bytes:
    entry, file = _next(tar, name)
    if entry.size > SMALL:
        raise BadBackup("altered")
    return file.read()


def _about(told: bytes) -> About:
    try:
        found = msgspec.json.decode(told)
        if not isinstance(found, dict) or not isinstance(found.get("format"), int):
            raise BadBackup("not_a_backup")
        if found["format"] > FORMAT:
            raise BadBackup("newer_format", found=found["format"], known=FORMAT)
        return msgspec.convert(found, About)
    except msgspec.MsgspecError:
        raise BadBackup("altered") from None


def _unpack(tar: tarfile.TarFile, name: str, into: Path, tell: Progress) -> str:
    entry, file = _next(tar, name)
    counted = _Counted(file, entry.size, tell)
    with open_private(into) as out:
        while block := counted.read(BLOCK):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    if into.stat().st_size != entry.size:
        raise BadBackup("cut")
    return counted.digest.hexdigest()


def _begins_well(path: Path) -> bool:
    """Whether a file that ends too early, or goes on badly, begins as a backup does."""
    with path.open("rb") as file:
        return file.read(len(ABOUT)) == ABOUT.encode()
