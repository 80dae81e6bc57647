"""Members found by identifier and created: rows only; what joining means is the engine's."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from django.db import connection
from msgspec import Struct

from setia.engine.ledger.entries import genesis
from setia.storage.keys import CHUNK, keyed_hash, placeholders
from setia.storage.models import Account, Identifier, Member, PersonalData


class Known(Struct, frozen=True):
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
            cursor.execute(
                "SELECT i.key, coalesce(a.alias_of, a.id) FROM identifier i JOIN member m ON m.id = i.member_id"
                " JOIN account a ON a.id = m.account_id"
                f" WHERE i.program_id = %s AND i.key IN ({placeholders(part)})",
                [program_id, *part],
            )
            found.update((bytes(key), account_id) for key, account_id in cursor.fetchall())
    return found


class Newcomer(Struct, frozen=True):
    """Somebody who joins: how he is named, since when, and the random key that his account begins with."""

    known: Known
    joined_at: int
    account_key: bytes


def create(program_id: int, program_key: bytes, newcomers: Sequence[Newcomer]) -> dict[Known, int]:
    """New members with an empty account each. Returns their account ids."""
    accounts = Account.objects.bulk_create(
        Account(program_id=program_id, key=one.account_key, head_hash=genesis(one.account_key)) for one in newcomers
    )
    members = Member.objects.bulk_create(
        Member(
            program_id=program_id,
            public_id=f"mem_{secrets.token_urlsafe(16)}",
            account_id=account.pk,
            joined_at=one.joined_at,
        )
        for one, account in zip(newcomers, accounts, strict=True)
    )
    pairs = [(one.known, member) for one, member in zip(newcomers, members, strict=True)]
    Identifier.objects.bulk_create(
        Identifier(program_id=program_id, kind=known.kind, key=known.key(program_key), member=member)
        for known, member in pairs
    )
    PersonalData.objects.bulk_create(
        PersonalData(member=member, identifiers={known.kind: known.value}) for known, member in pairs
    )
    return {known: member.account_id for known, member in pairs}
