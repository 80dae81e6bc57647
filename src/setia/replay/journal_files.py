"""Journals as Parquet files: everything a replay needs, for any engine that reads them.

A folder holds a manifest and files. A file holds whole accounts, one after the other, each in its own order; accounts
of which one sent another something follow each other in one file, for they are retold together. So files know nothing
of each other.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, get_type_hints

import duckdb
import msgspec
from msgspec import Struct

from setia.engine import given
from setia.engine.commands import RecordPurchase, body, from_body
from setia.engine.journalled import Journalled
from setia.engine.ledger.entries import Stamp
from setia.engine.purchase import from_bytes
from setia.engine.rules.abridged import abridge, from_text
from setia.engine.what_if import History, Unread

FORMAT = 2
MANIFEST = "manifest.json"
FETCH = 2_000
"""Rows read at a time."""

LINE_MAX = 1 << 24
"""Bytes of a row on its way into a file."""

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,  # one for each process, and rows stay in their order
    "memory_limit": "256MB",
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}


class File(Struct, frozen=True):
    """One file of a folder."""

    name: str
    commands: int


class Manifest(Struct, frozen=True):
    """What a folder of journals is a copy of."""

    format: int
    program: str
    now: int
    """When it was made: up to then all is booked that falls due."""
    first: tuple[int, int, int]
    """Of the first version: its number, when it was applied, and from when it held."""
    accounts: int
    unreadable: int
    """Accounts that were left out, since not every command of them can be read."""
    files: tuple[File, ...]

    @property
    def commands(self) -> int:
        """In all files."""
        return sum(file.commands for file in self.files)


class Row(NamedTuple):
    """One accepted command, as it stands in a file."""

    together: int
    """Alike for accounts that are retold together: the smallest id of them."""
    account_id: int
    account_key: str
    seq: int
    position: int
    kind: str
    recorded_at: int
    event_at: int
    effective_at: int
    horizon: int
    known_as: int
    actor: str
    channel: str
    natural_key: str
    given: str
    is_purchase: int
    """1 where the body is the purchase itself, 0 where it is a command."""
    body: str
    sums: str
    """Of a purchase that can be abridged, what its lines come to (engine.rules.abridged)."""
    rewards: str
    """On an account's first row, its issued rewards as JSON: number, name, and the transaction that issued it."""


COLUMNS = {name: "BIGINT" if kind is int else "VARCHAR" for name, kind in get_type_hints(Row).items()}

_REWARDS: msgspec.json.Decoder[list[tuple[int, str, int]]] = msgspec.json.Decoder(list[tuple[int, str, int]])


def manifest(folder: Path) -> Manifest:
    """What is in a folder. Raises OSError or ValueError where it is no folder of journals."""
    found = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    if found.format != FORMAT:
        raise ValueError(f"format {found.format}, not {FORMAT}")
    return found


def rows(path: Path) -> Iterator[Row]:
    """The rows of one file, in order."""
    with _reading().cursor() as cursor:
        found = cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM read_parquet(?)", [str(path)])
        while some := found.fetchmany(FETCH):
            yield from map(_AS_ROW, some)


_AS_ROW: Callable[[tuple[object, ...]], Row] = partial(tuple.__new__, Row)  # as `Row._make`, whose check takes longer


@cache
def _reading() -> duckdb.DuckDBPyConnection:
    """Of this process, for all files: to connect takes as long as to read thousands of rows."""
    connection = duckdb.connect(config=SETTINGS)
    connection.execute("SET enable_progress_bar = false")
    return connection


class Writer:
    """Writes a folder that is not there yet, file by file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._files: list[File] = []

    def write(self, of: Iterable[Row]) -> None:
        """One more file: whole accounts in their order."""
        name = f"journal-{len(self._files):05d}"
        text, commands = self._folder / f"{name}.csv", 0
        with text.open("w", encoding="utf-8", newline="") as target:
            to = csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
            for row in of:
                to.writerow(row)
                commands += 1
        try:
            _convert(text, self._folder / f"{name}.parquet")
        finally:
            text.unlink()
        self._files.append(File(f"{name}.parquet", commands))

    def close(self, program: str, now: int, first: tuple[int, int, int], accounts: tuple[int, int]) -> Manifest:
        """Put the manifest in place, last; `accounts` is how many there are, and how many were left out."""
        found = Manifest(FORMAT, program, now, first, *accounts, tuple(self._files))
        partial = self._folder / f"{MANIFEST}.partial"
        partial.write_bytes(msgspec.json.format(msgspec.json.encode(found)))
        partial.replace(self._folder / MANIFEST)
        return found


def _convert(text: Path, to: Path) -> None:
    types = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
    values = ", ".join(
        name if kind == "BIGINT" else f"coalesce({name}, '') AS {name}" for name, kind in COLUMNS.items()
    )
    with duckdb.connect(config=SETTINGS) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(
            f"""
            COPY (SELECT {values} FROM read_csv(
                {_quoted(text)}, columns = {{{types}}}, auto_detect = false, header = false, delim = ',', quote = '"',
                escape = '"', new_line = '\\n', max_line_size = {LINE_MAX}, parallel = false
            )) TO {_quoted(to)} (FORMAT parquet, COMPRESSION zstd)
            """
        )


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def histories(of: Iterable[Row], *, abridged: bool = False) -> Iterator[list[History]]:
    """Accounts that are retold together, mostly one alone; with purchases left unread where they are abridged."""
    take = _unread if abridged else _command
    for _, together in groupby(of, attrgetter("together")):
        yield [_history(list(mine), take) for _, mine in groupby(together, attrgetter("account_id"))]


def rewards_to_json(rewards: Mapping[int, tuple[str, int]]) -> str:
    """Issued rewards as they stand on an account's first row."""
    return msgspec.json.encode([(no, *one) for no, one in rewards.items()]).decode() if rewards else ""


def as_row(of: tuple[int, int, str], one: Journalled, rewards: str) -> Row:
    """A command of an account: its group, its number and its key in hexadecimal; `rewards` on its first row."""
    stamp, purchase = one.stamp, one.command.purchase if isinstance(one.command, RecordPurchase) else None
    return Row(
        *of,
        seq=one.seq,
        position=one.position,
        kind=stamp.command,
        recorded_at=stamp.recorded_at,
        event_at=stamp.event_at,
        effective_at=stamp.effective_at,
        horizon=stamp.horizon,
        known_as=one.known_as,
        actor=stamp.actor,
        channel=stamp.channel,
        natural_key=stamp.natural_key.hex(),
        given=given.to_json(one.given),
        is_purchase=int(purchase is not None),
        body=body(one.command).decode(),
        sums=abridge(purchase) if purchase is not None else "",
        rewards=rewards,
    )


def _history(of: list[Row], take: Callable[[Row], Journalled | Unread]) -> History:
    first = of[0]
    rewards = {no: (name, seq) for no, name, seq in _REWARDS.decode(first.rewards)} if first.rewards else {}
    return History(bytes.fromhex(first.account_key), [take(row) for row in of], rewards)


def _unread(row: Row) -> Journalled | Unread:
    if not row.sums:
        return _command(row)
    when = row.recorded_at, row.effective_at, row.horizon
    return Unread(from_text(row.sums), *when, row.known_as, row.seq, row.position, partial(_command, row))


def _command(row: Row) -> Journalled:
    text = row.body.encode()
    command = RecordPurchase(from_bytes(text)) if row.is_purchase else from_body(text)
    stamp = Stamp(
        command=row.kind,
        recorded_at=row.recorded_at,
        event_at=row.event_at,
        effective_at=row.effective_at,
        horizon=row.horizon,
        actor=row.actor,
        channel=row.channel,
        natural_key=bytes.fromhex(row.natural_key),
    )
    return Journalled(command, stamp, given.from_json(row.given), row.known_as, row.seq, row.position)
