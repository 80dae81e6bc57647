"""Erasing a person: what is deleted, what stays as a tombstone, and wiping the deleted bytes from the disk.

History holds nothing readable (docs/adr/0009), so none of it is touched and every chain still verifies.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from msgspec import Struct

from setia.storage import among, baskets, idempotency
from setia.storage.keys import CHUNK, keyed_hash, placeholders
from setia.storage.models import Erasure, Member
from setia.storage.streaming import fetch

READABLE = (
    "basket",
    "confirmed_identifier",
    "identifier",
    "idempotency_key",
    "make_good_item",
    "member_fact",
    "member_link",
    "member_pin",
    "member_session",
    "one_time_code",
    "personal_data",
    "purchase_reference",
    "review",
    "search_part",
    "sign_in_code",
    "transaction_text",
    "used_proof",
)
"""Every table with something that can be read about a person. Erasure empties these and no other."""


OF_ONE_MEMBER = (
    "confirmed_identifier",
    "member_link",
    "member_pin",
    "member_session",
    "one_time_code",
    "personal_data",
    "search_part",
    "sign_in_code",
    "used_proof",
)
"""Those of which every row is one member's, and goes with him."""


class Person(Struct, frozen=True):
    """One human being in a program: a member, and what was merged into his account."""

    account_id: int
    """The account that the others were merged into."""
    account_ids: list[int]
    """All of them, those of gift cards that he claimed included."""
    members: tuple[Member, ...]
    """Himself first, then those who turned out to be him."""


def person_of(member: Member) -> Person:
    """Who a member is, whichever of his accounts was named."""
    [(root,)] = fetch("SELECT coalesce(alias_of, id) FROM account WHERE id = %s", [member.account_id])
    accounts = [id_ for (id_,) in fetch("SELECT id FROM account WHERE id = %s OR alias_of = %s", [root, root])]
    members = Member.objects.filter(account_id__in=accounts).order_by("account_id")
    return Person(root, accounts, tuple(sorted(members, key=lambda one: one.account_id != root)))


def hash_of_member(program_key: bytes, public_id: str) -> bytes:
    """How a list outside the database names a member: of use only to who has the program's key."""
    return keyed_hash(program_key, "erased member", public_id)


def erased_accounts(account_ids: Iterable[int]) -> set[int]:
    """Which of these accounts belonged to somebody who was erased."""
    ids = sorted(set(account_ids))
    if not ids:
        return set()
    rows = fetch(f"SELECT account_id FROM erasure WHERE account_id IN ({placeholders(ids)})", ids)
    return {account_id for (account_id,) in rows}


def tombstones(program_id: int, keys: Sequence[bytes]) -> dict[bytes, int]:
    """Which of these identifiers an erased person had, and when he was erased."""
    found: dict[bytes, int] = {}
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        where, parameters = among.digests("key", part)
        sql = f"SELECT key, erased_at FROM tombstone WHERE program_id = %s AND {where}"
        rows = fetch(sql, [program_id, *parameters])
        found.update((bytes(key), erased_at) for key, erased_at in rows)
    return found


def count_dropped(program_id: int, count: int) -> None:
    """Remember that so many events were refused because they concern somebody erased; not which."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE program SET events_dropped = events_dropped + %s WHERE id = %s", [count, program_id])


class Mark(Struct, frozen=True):
    """When somebody was erased, when that was recorded, and by whom."""

    erased_at: int
    recorded_at: int
    actor: str


def erase(person: Person, mark: Mark) -> None:
    """Delete everything readable about a person and leave tombstones; inside a transaction that holds his account."""
    members = [member.pk for member in person.members]
    marks, account_marks = placeholders(members), placeholders(person.account_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tombstone (program_id, key, erased_at)"
            f" SELECT program_id, key, %s FROM identifier WHERE member_id IN ({marks})"
            " ON CONFLICT (program_id, key) DO UPDATE SET erased_at = excluded.erased_at"
            " WHERE tombstone.erased_at < excluded.erased_at",
            [mark.erased_at, *members],
        )
        cursor.execute(
            "UPDATE review SET member_value = '', reference = '', note = '',"
            " state = CASE state WHEN 'open' THEN 'rejected' ELSE state END"
            f" WHERE account_id IN ({account_marks})"
            f" OR member_key IN (SELECT key FROM identifier WHERE member_id IN ({marks}))",
            [*person.account_ids, *members],
        )
        cursor.execute(
            f"UPDATE make_good_item SET reference = '' WHERE account_id IN ({account_marks})", person.account_ids
        )
        cursor.execute(f"DELETE FROM member_fact WHERE account_id IN ({account_marks})", person.account_ids)
        cursor.execute(f"DELETE FROM identifier WHERE member_id IN ({marks})", members)
        for table in OF_ONE_MEMBER:
            cursor.execute(f"DELETE FROM {table} WHERE member_id IN ({marks})", members)
        cursor.execute(
            "DELETE FROM purchase_reference WHERE purchase_id IN (SELECT purchase_id FROM journal"
            f" WHERE purchase_id IS NOT NULL AND account_id IN ({account_marks}))",
            person.account_ids,
        )
        cursor.execute(
            "DELETE FROM purchase_reference WHERE purchase_id IN (SELECT k.purchase_id FROM natural_key k"
            f" JOIN order_owner o ON o.order_key = k.key WHERE o.account_id IN ({account_marks}))",
            person.account_ids,
        )
        cursor.execute(f"DELETE FROM transaction_text WHERE account_id IN ({account_marks})", person.account_ids)
    for account_id in person.account_ids:
        idempotency.erase(account_id)
    baskets.erase(person.account_ids)
    Erasure.objects.bulk_create(
        Erasure(
            member_id=member.pk,
            account_id=member.account_id,
            erased_at=mark.erased_at,
            recorded_at=mark.recorded_at,
            actor=mark.actor,
        )
        for member in person.members
    )


def wipe() -> bool:
    """Take what was deleted off the disk, after the commit; False if that could not be done now.

    SQLite overwrites what it deletes (`secure_delete`), so its log is all that is left; a reader can keep it from being
    emptied. PostgreSQL frees the space if the tables are the role's own; its log and backups keep old pages until they
    are recycled.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]
        cursor.execute(f"VACUUM {', '.join(READABLE)}")
        tables = ", ".join(f"'{table}'::regclass" for table in READABLE)
        cursor.execute(f"SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid IN ({tables})")
        return bool(cursor.fetchone()[0])
