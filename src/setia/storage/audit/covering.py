"""What a checkpoint covers beside an account's chain: whose it is, what he agreed to, and the programs that judged it.

All of it as it was when the account's last transaction was recorded, so that what is added later changes no record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import msgspec

from setia.storage.streaming import fetch, stream

_CONSENTS = """
    SELECT m.account_id, c.at, c.id, c.purpose, c.channel, c.decision, c.text_version, c.text_digest, c.language, c.how,
           c.place, c.actor
      FROM consent c JOIN member m ON m.id = c.member_id ORDER BY m.account_id, c.id
"""
_VERSIONS = """
    SELECT v.program_id, v.number, v.id, v.effective_from, v.applied_at, v.applied_by, v.document, v.source,
           f.forecast, f.made_at
      FROM program_version v LEFT JOIN program_forecast f ON f.program_id = v.program_id AND f.version = v.number
     ORDER BY v.program_id, v.number
"""
_OWNERS = """
    SELECT a.id, a.program_id, a.owner_kind, m.id, m.program_id, m.public_id, m.joined_at
      FROM account a LEFT JOIN member m ON m.account_id = a.id ORDER BY a.id
"""


class Covering:
    """Seals heads, asked for in order of account; inside a snapshot."""

    def __init__(self) -> None:
        self._versions = _Versions()
        self._owners = _Grouped(_OWNERS)
        self._consents = _Grouped(_CONSENTS)

    def sealed(self, account_id: int, head: bytes, version: int, recorded_at: int) -> bytes:
        """The hash over a head and all that stood beside it when its transaction was recorded.

        `version` is the highest that judged anything up to it. A consent of the same instant is not covered yet: it may
        have come after.
        """
        owner = self._owners.take(account_id)
        said = [row for row in self._consents.take(account_id) if row[1] < recorded_at]
        program_id = owner[0][1] if owner else 0
        beside = msgspec.json.encode((owner, said, self._versions.digest((program_id, version), recorded_at)))
        return hashlib.sha256(head + beside).digest()


class _Versions:
    """Of each version, one digest over it and all before it, with the forecasts that they had at an instant."""

    def __init__(self) -> None:
        self._rows = {id_: list(rows) for id_, rows in groupby(fetch(_VERSIONS), key=lambda row: row[0])}
        self._known: dict[tuple[int, int], dict[int, str]] = {}

    def digest(self, version: tuple[int, int], recorded_at: int) -> str:
        """Of a program's version with this number; nothing of one that there is not."""
        program_id, number = version
        rows = [row for row in self._rows.get(program_id, ()) if row[1] <= number]
        if not rows or rows[-1][1] != number:
            return ""
        had = sum(1 << row[1] for row in rows if row[-2] is not None and (row[-1] is None or row[-1] < recorded_at))
        known = self._known.setdefault(version, {})
        if had not in known:
            hashed = hashlib.sha256()
            for *row, forecast, made_at in rows:
                added = () if made_at is None else (made_at,)
                hashed.update(msgspec.json.encode((*row, forecast, *added) if had >> row[1] & 1 else row))
            known[had] = hashed.hexdigest()
        return known[had]


class _Grouped:
    """Rows of a query, handed out by their first column, which is asked for in ascending order."""

    def __init__(self, sql: str) -> None:
        self._groups: Iterator[tuple[int, Iterator[tuple[Any, ...]]]] = groupby(stream(sql), key=lambda row: row[0])
        self._next = next(self._groups, None)

    def take(self, key: int) -> list[tuple[Any, ...]]:
        while self._next is not None and self._next[0] < key:
            self._next = next(self._groups, None)
        return list(self._next[1]) if self._next is not None and self._next[0] == key else []
