"""Baskets: claimed by their name, ended once (open, then committed, released or expired)."""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Sequence
from typing import Literal

from django.db import connection, transaction
from msgspec import Struct

from setia.storage.keys import keyed_hash, placeholders
from setia.storage.rows import insert_new
from setia.storage.streaming import fetch

State = Literal["open", "committed", "released", "expired"]

ERASED = b"erased"
"""What stands where something was answered to somebody who was erased since."""


ENDED_AT_ONCE = 500
"""Baskets whose end is booked in one transaction, so that no other writer waits long."""


class Row(Struct, frozen=True):
    """One basket as it is kept."""

    id: int
    public_id: str
    account_id: int | None
    state: State
    created_at: int
    ends_at: int
    asked: bytes
    content: bytes
    answer: bytes
    settled_by: bytes
    settled_answer: bytes

    def state_at(self, now: int) -> State:
        """What it is at an instant, whether or not its end has been booked."""
        return "expired" if self.state == "open" and now >= self.ends_at else self.state


class Claim(Struct, frozen=True):
    """A basket that somebody wants to be his."""

    public_id: str
    account_id: int | None
    asked: bytes
    ends_at: int


def name_of(program_key: bytes, client: str, key: str) -> str:
    """The name of the basket that a client asks for under a key: the same whenever it asks again."""
    return "bsk_" + b32encode(keyed_hash(program_key, "basket", client, key)).decode().lower().rstrip("=")


_COLUMNS = "id, public_id, account_id, state, created_at, ends_at, asked, content, answer, settled_by, settled_answer"


def claim(program_id: int, wanted: Claim, now: int) -> Row:
    """Make a basket, which has no answer yet, or find the one of this name; whoever claims it at once is waited for."""
    row = (program_id, wanted.public_id, wanted.account_id, "open", now, wanted.ends_at, wanted.asked, b"", b"")
    columns = "program_id, public_id, account_id, state, created_at, ends_at, asked, content, answer"
    insert_new("basket", columns, [row])
    found = find(program_id, wanted.public_id)
    assert found is not None
    return found


def find(program_id: int, public_id: str, *, lock: bool = False) -> Row | None:
    """A basket by its name; locked until the transaction ends, where it is to be ended."""
    for_update = " FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
    sql = f"SELECT {_COLUMNS} FROM basket WHERE program_id = %s AND public_id = %s{for_update}"
    rows = fetch(sql, [program_id, public_id])
    if not rows:
        return None
    return Row(*rows[0][:6], *(bytes(one or b"") for one in rows[0][6:]))


def fill(basket_id: int, content: bytes, answer: bytes) -> None:
    """What is kept for a basket that was just claimed, and what was answered."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE basket SET content = %s, answer = %s WHERE id = %s", [content, answer, basket_id])


def end(basket_id: int, state: State, now: int, by: tuple[bytes, bytes] = (b"", b"")) -> None:
    """End a basket that is open; by what, and what was answered."""
    settled_by, answer = by
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE basket SET state = %s, settled_at = %s, settled_by = %s, settled_answer = %s"
            " WHERE id = %s AND state = 'open'",
            [state, now, settled_by, answer, basket_id],
        )


def end_overdue(program_id: int, now: int) -> int:
    """Book the end of open baskets whose time is over, some at a time: first theirs, then that of what they keep."""
    with transaction.atomic(), connection.cursor() as cursor:
        due = fetch(
            "SELECT id FROM basket WHERE program_id = %s AND state = 'open' AND ends_at <= %s"
            " ORDER BY ends_at LIMIT %s",
            [program_id, now, ENDED_AT_ONCE],
        )
        ended = _locked("state = 'open' AND id", [id_ for (id_,) in due])
        if ended:
            marks = placeholders(ended)
            sql = f"UPDATE basket SET state = 'expired', settled_at = ends_at WHERE id IN ({marks})"
            cursor.execute(sql, ended)
            cursor.execute(
                f"UPDATE price_code_use SET state = 'released' WHERE state = 'reserved' AND basket_id IN ({marks})",
                ended,
            )
    return len(ended)


def erase(account_ids: Sequence[int]) -> None:
    """Forget what was asked and answered of somebody who is erased; what is open of it is given up, codes and all."""
    _locked("account_id", account_ids)
    marks = placeholders(account_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE price_code_use SET state = 'released' WHERE state = 'reserved' AND basket_id IN"
            f" (SELECT id FROM basket WHERE account_id IN ({marks}))",
            list(account_ids),
        )
        cursor.execute(
            "UPDATE basket SET state = CASE state WHEN 'open' THEN 'released' ELSE state END, content = %s,"
            " answer = %s, settled_answer = CASE WHEN settled_answer IS NULL THEN NULL ELSE %s END"
            f" WHERE account_id IN ({marks})",
            [b"", ERASED, ERASED, *account_ids],
        )


def _locked(where: str, values: Sequence[int]) -> list[int]:
    """Ids of baskets with one of these values, locked in order of id: two who lock many do not wait for each other."""
    if not values:
        return []
    for_update = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    sql = f"SELECT id FROM basket WHERE {where} IN ({placeholders(values)}) ORDER BY id{for_update}"
    return [id_ for (id_,) in fetch(sql, list(values))]
