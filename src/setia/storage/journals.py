"""Journals streamed: every accepted command of every account, in order, with all that decided it (ledger 4.19)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import msgspec
from msgspec import Struct

from setia.engine import given
from setia.engine.commands import RecordPurchase, digest, from_body
from setia.engine.journalled import Journalled
from setia.engine.ledger.entries import Stamp
from setia.engine.purchase import from_bytes
from setia.storage.streaming import fetch, stream

_JOURNAL = """
    SELECT a.id, a.key, j.kind, j.recorded_at, j.event_at, j.effective_at, j.horizon, j.actor, j.channel,
           j.natural_key, j.given, j.known_as, j.body, p.body, j.seq, j.transaction_id
      FROM account a JOIN journal j ON j.account_id = a.id LEFT JOIN purchase p ON p.id = j.purchase_id
     WHERE a.program_id = {program_id} {part}
     ORDER BY a.id, j.seq
"""


class _Row(NamedTuple):
    account_id: int
    account_key: bytes
    kind: str
    recorded_at: int
    event_at: int
    effective_at: int
    horizon: int
    actor: str
    channel: str
    natural_key: bytes | None
    given: str
    known_as: int
    body: bytes | None
    purchase: bytes | None
    seq: int
    transaction_id: int


class AccountJournal(Struct, frozen=True):
    """All commands of one account, oldest first."""

    account_id: int
    account_key: bytes
    commands: list[Journalled]
    readable: bool = True
    """Whether every row could be read; if not, `commands` has none."""


class Part(Struct, frozen=True):
    """Part of a program's journals: some accounts, up to one transaction."""

    account_ids: tuple[int, ...]
    until: int


def journals(program_id: int, part: Part | None = None) -> Iterator[AccountJournal]:
    """The journals of a program, or of a part of it, account by account; inside an open transaction."""
    cut = ""
    if part is not None:
        ids = ", ".join(str(int(one)) for one in part.account_ids)
        cut = f"AND a.id IN ({ids}) AND j.transaction_id <= {part.until:d}"
    rows = (_Row._make(columns) for columns in stream(_JOURNAL.format(program_id=int(program_id), part=cut)))
    for (account_id, key), of_account in groupby(rows, lambda row: (row.account_id, row.account_key)):
        rows_of_account = list(of_account)
        try:
            yield AccountJournal(account_id, bytes(key), [_read(row) for row in rows_of_account])
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield AccountJournal(account_id, bytes(key), [], readable=False)


def heads(program_id: int) -> dict[int, bytes]:
    """The head that each account with a history says it has."""
    rows = fetch("SELECT id, head_hash FROM account WHERE program_id = %s AND seq > 0", [program_id])
    return {account_id: bytes(head) for account_id, head in rows}


def _read(row: _Row) -> Journalled:
    content = bytes(row.purchase or b"") if row.body is None else bytes(row.body)
    command = RecordPurchase(from_bytes(content)) if row.body is None else from_body(content)
    stamp = Stamp(
        command=row.kind,
        recorded_at=row.recorded_at,
        event_at=row.event_at,
        effective_at=row.effective_at,
        horizon=row.horizon,
        actor=row.actor,
        channel=row.channel,
        natural_key=bytes(row.natural_key or b""),
        body_digest=digest(content),  # as it was written: a command may have gained a field since
    )
    return Journalled(command, stamp, given.from_json(row.given), row.known_as, row.seq, row.transaction_id)
