"""The readable half of a member: one row with all that is personal, and the keyed hashes by which he is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from setia.storage.models import Identifier, Member, PersonalData


class Person(Struct, frozen=True):
    """Who a member is, as he says it."""

    name: str
    call_name: str
    title: str
    identifiers: dict[str, str]
    """By kind, as given."""


def read(member_id: int) -> Person | None:
    """The person; None once erased."""
    row = PersonalData.objects.filter(member_id=member_id).first()
    return Person(row.name, row.call_name, row.title, dict(row.identifiers)) if row else None


def taken(program_id: int, member_id: int, keys: Mapping[bytes, str]) -> str:
    """The kind of the first of these identifiers that is another member's; empty if none is."""
    others = Identifier.objects.filter(program_id=program_id, key__in=list(keys)).exclude(member_id=member_id)
    return next((keys[bytes(key)] for key in others.values_list("key", flat=True)), "")


def replace(member: Member, person: Person, kinds: Iterable[str], keys: Mapping[bytes, str]) -> None:
    """Store the person; of the kinds that changed, the hashes before give way to these."""
    PersonalData.objects.filter(member_id=member.pk).update(
        name=person.name, call_name=person.call_name, title=person.title, identifiers=person.identifiers
    )
    Identifier.objects.filter(member_id=member.pk, kind__in=list(kinds)).delete()
    Identifier.objects.bulk_create(
        Identifier(program_id=member.program_id, kind=kind, key=key, member=member) for key, kind in keys.items()
    )
