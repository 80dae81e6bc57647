"""The readable half of a member: one row with all that is personal, and the keyed hashes by which he is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from setia.engine.rules.birthdays import TRIGGER
from setia.storage import searching
from setia.storage.keys import placeholders
from setia.storage.models import Identifier, Member, PersonalData
from setia.storage.streaming import fetch


class Person(Struct, frozen=True):
    """Who a member is, as he says it."""

    name: str
    call_name: str
    title: str
    identifiers: dict[str, str]
    """By kind, as given."""
    birth_date: str = ""
    """1990-05-14, or --05-14 where the year is not said; empty: neither is."""
    language: str = ""
    """In which he reads; empty: he has not chosen one."""


def read(member_id: int) -> Person | None:
    """The person; None once erased."""
    row = PersonalData.objects.filter(member_id=member_id).first()
    if row is None:
        return None
    return Person(row.name, row.call_name, row.title, dict(row.identifiers), birth_date(row), row.language or "")


def birthdays(account_ids: Iterable[int]) -> dict[int, str]:
    """By account, the birthday of the member whose own it is, such as 05-14; only of those who have said it."""
    found = PersonalData.objects.filter(member__account_id__in=list(account_ids), birthday__isnull=False)
    return {id_: birthday or "" for id_, birthday in found.values_list("member__account_id", "birthday")}


def to_celebrate(program_id: int, birthdays: Sequence[str], year: str, part: tuple[int, int]) -> list[int]:
    """Accounts of members with one of these birthdays who were given nothing for it yet that year, in order of id.

    `part` is the id after which to begin, and how many at most.
    """
    rows = fetch(
        "SELECT m.account_id FROM personal_data p JOIN member m ON m.id = p.member_id"
        " JOIN account a ON a.id = m.account_id"
        f" WHERE m.program_id = %s AND a.status = 'open' AND p.birthday IN ({placeholders(birthdays)})"
        " AND m.account_id > %s AND NOT EXISTS (SELECT 1 FROM counter c WHERE c.account_id = m.account_id"
        " AND c.name = %s AND c.period = %s AND c.amount > 0) ORDER BY m.account_id LIMIT %s",
        [program_id, *birthdays, part[0], TRIGGER, year, part[1]],
    )
    return [id_ for (id_,) in rows]


def was_celebrated(account_id: int) -> bool:
    """Whether a birthday of this account was ever given for."""
    return bool(fetch("SELECT 1 FROM counter WHERE account_id = %s AND name = %s LIMIT 1", [account_id, TRIGGER]))


def taken(program_id: int, member_id: int, keys: Mapping[bytes, str]) -> str:
    """The kind of the first of these identifiers that is another member's; empty if none is."""
    others = Identifier.objects.filter(program_id=program_id, key__in=list(keys)).exclude(member_id=member_id)
    return next((keys[bytes(key)] for key in others.values_list("key", flat=True)), "")


def replace(member: Member, person: Person, kinds: Iterable[str], keys: Mapping[bytes, str]) -> None:
    """Store the person; of the kinds that changed, the hashes before give way to these."""
    PersonalData.objects.filter(member_id=member.pk).update(
        name=person.name,
        call_name=person.call_name,
        title=person.title,
        identifiers=person.identifiers,
        birthday=person.birth_date[-5:] or None,
        birth_year=None if person.birth_date[:1] in ("", "-") else int(person.birth_date[:4]),
    )
    searching.replace(member.program_id, member.pk, (person.name, person.call_name), person.identifiers)
    Identifier.objects.filter(member_id=member.pk, kind__in=list(kinds)).delete()
    Identifier.objects.bulk_create(
        Identifier(program_id=member.program_id, kind=kind, key=key, member=member) for key, kind in keys.items()
    )


def birth_date(row: PersonalData) -> str:
    """1990-05-14, or --05-14 where the year is not said; empty: neither is."""
    year = "-" if row.birth_year is None else f"{row.birth_year:04d}"
    return f"{year}-{row.birthday}" if row.birthday else ""
