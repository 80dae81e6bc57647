"""Members found by identifier and created: rows only; what joining means is the engine's."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

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


def create(program_id: int, program_key: bytes, joined: Mapping[Known, int]) -> dict[Known, int]:
    """New members with an empty account each, by identifier; `joined` says when. Returns their account ids."""
    known = list(joined)
    keys = [secrets.token_bytes(16) for _ in known]
    accounts = Account.objects.bulk_create(
        Account(program_id=program_id, key=key, head_hash=genesis(key)) for key in keys
    )
    members = Member.objects.bulk_create(
        Member(
            program_id=program_id,
            public_id=f"mem_{secrets.token_urlsafe(16)}",
            account_id=account.pk,
            joined_at=joined[one],
        )
        for one, account in zip(known, accounts, strict=True)
    )
    pairs = list(zip(known, members, strict=True))
    Identifier.objects.bulk_create(
        Identifier(program_id=program_id, kind=one.kind, key=one.key(program_key), member=member)
        for one, member in pairs
    )
    PersonalData.objects.bulk_create(
        PersonalData(member=member, identifiers={one.kind: one.value}) for one, member in pairs
    )
    return {one: member.account_id for one, member in pairs}
