"""Checkpoints in a file outside the database: one JSON line each, and beside it the heads of the latest.

The line's digest alone tells that something has changed. To say whose, the heads are needed: 48 bytes an account, in a
file of their own, because a million accounts would make a line of 48 MB; their SHA-256 is the digest of the line, so
that they need no trust of their own. Only the latest checkpoint has them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.storage import clock
from setia.storage.audit import checkpoint as ledger
from setia.storage.audit.run import FINDINGS_MAX, Check, Finding
from setia.storage.models import Member
from setia.storage.snapshot import snapshot

CODE = "C1"
"""As what the comparison with a checkpoint stands among the audit's checks."""


class Checkpoint(Struct, frozen=True):
    """One line of the file."""

    position: int
    accounts: int
    digest: str
    at: str
    database: int
    """When the database was set up, in microseconds since 1970 UTC: each has a file of its own."""


class Unusable(Exception):
    """The file cannot be compared with; `code` says why, `line` where."""

    def __init__(self, code: str, line: int = 0) -> None:
        super().__init__(code)
        self.code, self.line = code, line


def latest(path: Path) -> Checkpoint:
    """The last checkpoint of a file. Raises Unusable.

    A last line that was never finished is passed over: the power was cut while it was written.
    """
    if not path.is_file():
        raise Unusable("no_such_file")
    whole, _, _ = path.read_bytes().rpartition(b"\n")
    lines = whole.split(b"\n")
    if not whole:
        raise Unusable("empty")
    try:
        found = msgspec.json.decode(lines[-1], type=Checkpoint)
    except msgspec.DecodeError:
        raise Unusable("not_a_checkpoint", len(lines)) from None
    if found.database != ledger.created_at():
        raise Unusable("other_database", len(lines))
    return found


def compare(path: Path) -> Check:
    """Whether everything that the latest checkpoint covers is as it was. Raises Unusable."""
    then = latest(path)
    name = f"what the checkpoint of {then.at} covers is unchanged"
    with snapshot():
        if ledger.digest_of(ledger.heads_at(then.position)) == (then.accounts, then.digest):
            return Check(CODE, name, 0, ())
        records = _records(path, then)
        changed = ledger.differences(records, then.position) if records is not None else []
    if not changed:
        found = "other positions in the log" if records is not None else "a change that no file of heads can name"
        return Check(CODE, name, 1, (Finding(CODE, None, "", "the ledger", "as the checkpoint has it", found),))
    kept = changed[:FINDINGS_MAX]
    ids = [one.account_id for one in kept]
    members = dict(Member.objects.filter(account_id__in=ids).values_list("account_id", "public_id"))
    findings = tuple(_finding(one, members.get(one.account_id, "")) for one in kept)
    return Check(CODE, name, len(changed), findings)


def write(path: Path) -> Checkpoint:
    """Append a checkpoint of the ledger as it now is; when this returns, it is on the disk. Raises OSError."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with snapshot():
            at, database = ledger.position(), ledger.created_at()
            accounts, digest = _write_heads(partial, at)
        heads = _heads_file(path, at)
        partial.replace(heads)
    finally:
        partial.unlink(missing_ok=True)
    now = f"{to_datetime(clock.system_reading()):%Y-%m-%dT%H:%M:%SZ}"
    done = Checkpoint(at, accounts, digest, now, database)
    _append(path, msgspec.json.encode(done) + b"\n")
    for other in path.parent.glob(f"{path.name}.*.heads"):
        if other != heads:
            other.unlink()
    return done


def _write_heads(path: Path, position: int) -> tuple[int, str]:
    with path.open("wb") as file:

        def copied() -> Iterator[ledger.Head]:
            for head in ledger.heads_at(position):
                file.write(head.record())
                yield head

        done = ledger.digest_of(copied())
        file.flush()
        os.fsync(file.fileno())
    return done


def _append(path: Path, line: bytes) -> None:
    with path.open("a+b") as file:
        if file.tell():
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                line = b"\n" + line
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _records(path: Path, then: Checkpoint) -> Iterator[ledger.Head] | None:
    """The heads of a checkpoint, if they are there and are its own."""
    file = _heads_file(path, then.position)
    if not file.is_file():
        return None
    content = file.read_bytes()
    return ledger.read_records(content) if hashlib.sha256(content).hexdigest() == then.digest else None


def _heads_file(path: Path, position: int) -> Path:
    return path.with_name(f"{path.name}.{position}.heads")


def _finding(changed: ledger.Changed, member: str) -> Finding:
    found = {
        "account_gone": "the account's history is gone",
        "transaction_gone": "it is gone",
        "transaction_changed": "it, or one before it, is another",
        "transaction_added": "it was not there",
    }[changed.what]
    what = f"transaction {changed.seq}"
    return Finding(CODE, changed.account_id, member, what, "as the checkpoint has it", found)
