"""Members found by identifier and created: rows only; what joining means is the engine's."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from django.db import connection
from msgspec import Struct

from setia.engine.ledger.entries import genesis
from setia.storage import among, searching
from setia.storage.keys import CHUNK, keyed_hash, placeholders
from setia.storage.rows import insert, next_ids
from setia.storage.streaming import fetch


class Known(Struct, frozen=True, gc=False):
    """A way to name a member: which kind of identifier, and its value as people write it."""

    kind: str
    value: str

    def key(self, program_key: bytes) -> bytes:
        """The keyed hash under which it is stored."""
        return keyed_hash(program_key, "identifier", self.kind, self.value)


def find(keys: Sequence[bytes], program_id: int) -> dict[bytes, int]:
    """Account ids by identifier key, of those that are known; of a merged one the account it was merged into."""
    found: dict[bytes, int] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(keys), CHUNK):
            part = keys[start : start + CHUNK]
            where, parameters = among.digests("i.key", part)
            cursor.execute(
                "SELECT i.key, coalesce(a.alias_of, a.id) FROM identifier i JOIN member m ON m.id = i.member_id"
                " JOIN account a ON a.id = m.account_id"
                f" WHERE i.program_id = %s AND {where}",
                [program_id, *parameters],
            )
            found.update((bytes(key), account_id) for key, account_id in cursor.fetchall())
    return found


def account_of(program_id: int, public_id: str) -> int | None:
    """The account that a member was made with, merged into another or not; None where there is no such member."""
    sql = "SELECT account_id FROM member WHERE program_id = %s AND public_id = %s"
    return next((int(account_id) for (account_id,) in fetch(sql, [program_id, public_id])), None)


def accounts_of(program_id: int, public_ids: Sequence[str]) -> dict[str, int]:
    """The same for many; whoever is not there is left out."""
    found: dict[str, int] = {}
    for start in range(0, len(public_ids), CHUNK):
        part = public_ids[start : start + CHUNK]
        sql = f"SELECT public_id, account_id FROM member WHERE program_id = %s AND public_id IN ({placeholders(part)})"
        found.update((public_id, int(account_id)) for public_id, account_id in fetch(sql, [program_id, *part]))
    return found


class Newcomer(Struct, frozen=True):
    """Somebody who joins: how he is named, since when, and the random key that his account begins with."""

    known: Known
    joined_at: int
    account_key: bytes


def create(program_id: int, program_key: bytes, newcomers: Sequence[Newcomer]) -> dict[Known, int]:
    """New members with an empty account each. Returns their account ids."""
    count = len(newcomers)
    made = list(zip(newcomers, next_ids("account", count), next_ids("member", count), strict=True))
    insert(
        "account",
        "id, program_id, owner_kind, status, key, seq, head_hash, lot_count, recorded_at, progress",
        [
            (id_, program_id, "member", "open", one.account_key, 0, genesis(one.account_key), 0, 0, "")
            for one, id_, _ in made
        ],
    )
    insert(
        "member",
        "id, program_id, public_id, account_id, joined_at",
        [(id_, program_id, f"mem_{secrets.token_urlsafe(16)}", of, one.joined_at) for one, of, id_ in made],
    )
    named = [(one.known, id_) for one, _, id_ in made]
    insert(
        "identifier",
        "program_id, kind, key, member_id",
        # In order of key, as all keys are taken: two batches with the same newcomers do not wait for each other.
        sorted(
            ((program_id, known.kind, known.key(program_key), id_) for known, id_ in named),
            key=lambda row: row[2],
        ),
    )
    insert(
        "personal_data",
        "member_id, name, call_name, title, identifiers",
        [(id_, "", "", "", json.dumps({known.kind: known.value})) for known, id_ in named],
    )
    by_phone = (searching.rows(program_id, id_, (), {"phone": one.value}) for one, id_ in named if one.kind == "phone")
    searching.add(set().union(*by_phone))
    return {one.known: account_id for one, account_id, _ in made}


def kinds(program_id: int) -> list[str]:
    """Which kinds of identifiers the members of a program have: one step in an index for each."""
    following = "SELECT min(kind) FROM identifier WHERE program_id = %s AND kind >"
    rows = fetch(
        f"WITH RECURSIVE known(kind) AS ({following} '' UNION ALL"
        f" SELECT ({following} known.kind) FROM known WHERE known.kind IS NOT NULL)"
        " SELECT kind FROM known WHERE kind IS NOT NULL",
        [program_id, program_id],
    )
    return [kind for (kind,) in rows]
