"""Update a person: name, call name, title and identifiers, as their owner gives them (locale 3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from unicodedata import category

from django.db import transaction
from msgspec import UNSET, Struct, UnsetType

from setia.engine.refusals import Refusal
from setia.storage import audit_log, loading, people, privacy
from setia.storage.members import Known
from setia.storage.models import Member
from setia.storage.people import Person
from setia.storage.programs import LoadedProgram

TEXT_LENGTH_MAX = 200
LEAP_YEAR = "2000"
"""A year that has every day."""

EARLIEST = "1900-01-01"
REFUSED = ("Cc", "Cs")
"""Kinds of characters that no name has: control characters and halves of pairs. Joiners are part of some scripts."""


class Changes(Struct, frozen=True):
    """What is to be changed; the rest stays."""

    name: str | UnsetType = UNSET
    """The only thing that must not be empty; never split."""
    call_name: str | UnsetType = UNSET
    title: str | UnsetType = UNSET
    identifiers: Mapping[str, str] = {}
    """By kind; an empty one is taken away."""
    birth_date: str | UnsetType = UNSET
    """1990-05-14, or --05-14 without the year; an empty one is taken away."""


def update_person(
    program: LoadedProgram, member: Member, changes: Changes, *, by_staff: bool = True, by: tuple[str, str] = ("", "")
) -> Person | Refusal:
    """Change all of it or nothing; the person as he is then. `by` is the actor and his channel, for the audit log.

    After the first gift for a birthday only staff change its date (locale 1).
    """
    with transaction.atomic():
        loading.lock_heads([member.account_id])
        before = people.read(member.pk)
        if before is None or privacy.erased_accounts([member.account_id]):
            return Refusal("member_erased")
        after = Person(
            name=_new(changes.name, before.name),
            call_name=_new(changes.call_name, before.call_name),
            title=_new(changes.title, before.title),
            identifiers=_after(before.identifiers, program, changes.identifiers),
            birth_date=_new(changes.birth_date, before.birth_date),
            language=before.language,
        )
        if refusal := _fault(after, changes):
            return refusal
        moved = after.birth_date[-5:] != before.birth_date[-5:]
        if moved and not by_staff and people.was_celebrated(member.account_id):
            return Refusal("birth_date_kept")
        changed = {kind for kind in changes.identifiers if before.identifiers.get(kind) != after.identifiers.get(kind)}
        keys = {
            Known(kind, after.identifiers[kind]).key(program.key): kind for kind in changed if kind in after.identifiers
        }
        if taken := people.taken(program.id, member.pk, keys):
            return Refusal("identifier_taken", {"kind": taken})
        people.replace(member, after, changed, keys)
        fields = " ".join(sorted({*changed, *_changed(before, after)}))
        if fields and by[0]:
            audit_log.note(program.id, by, "person_changed", member.public_id, fields=fields)
    return after


def _changed(before: Person, after: Person) -> set[str]:
    """Which of the texts are others now: their names, not what they say."""
    return {
        field
        for field in ("name", "call_name", "title", "birth_date")
        if getattr(before, field) != getattr(after, field)
    }


def _new(changed: str | UnsetType, before: str) -> str:
    return before if isinstance(changed, UnsetType) else changed.strip()


def _after(before: Mapping[str, str], program: LoadedProgram, changed: Mapping[str, str]) -> dict[str, str]:
    """Identifiers as they are then: those that changed as they are kept, without those that became empty."""
    kept = {kind: program.kept(Known(kind, value.strip())).value for kind, value in changed.items()}
    return {kind: value for kind, value in {**before, **kept}.items() if value}


def _fault(after: Person, changes: Changes) -> Refusal | None:
    if changes.name is not UNSET and not after.name:
        return Refusal("name_missing")
    texts = {"name": after.name, "call_name": after.call_name, "title": after.title, **after.identifiers}
    for field, text in texts.items():
        if len(text) > TEXT_LENGTH_MAX or any(category(character) in REFUSED for character in text):
            return Refusal("text_refused", {"field": field})
    if after.birth_date and not _is_birth_date(after.birth_date):
        return Refusal("text_refused", {"field": "birth_date"})
    return None


def _is_birth_date(text: str) -> bool:
    """Whether it is a day that there was, or a day of a year that is not said."""
    whole = f"{LEAP_YEAR}{text[1:]}" if text.startswith("--") else text
    try:
        return date.fromisoformat(whole).isoformat() == whole and whole >= EARLIEST
    except ValueError:
        return False
