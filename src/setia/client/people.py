"""People: who a member is, what he agreed to, attributes that rules read, all that is known of him, forgetting it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from setia.client.call import Call
from setia.client.making import get, in_path, patch, post


class MemberFound(Struct, frozen=True):
    """A member as a list shows him."""

    id: str
    name: str
    call_name: str
    identifiers: dict[str, str]
    joined_at: datetime


class Members(Struct, frozen=True):
    """A page of members in order of joining."""

    members: list[MemberFound]
    next: str
    """The cursor of the next page; empty: there is none."""


class Person(Struct, frozen=True):
    """Who a member is, as he says it."""

    name: str
    """Whole: names are not split."""
    call_name: str
    title: str
    identifiers: dict[str, str]
    """By kind, as given."""
    birth_date: str
    """1990-05-14, or --05-14 where the year is not said; empty: neither is."""


class Attributes(Struct, frozen=True):
    """What rules may read of a member beside what he has done."""

    attributes: dict[str, str]
    segments: list[str]
    """Groups that he is in; they are computed, not set."""


class Consent(Struct, frozen=True):
    """One decision of a member, as it was recorded."""

    purpose: str
    channel: str
    decision: str
    text_version: str
    language: str
    text: str
    sha256: str
    """Of the text, in hexadecimal."""
    how: str
    place: str
    actor: str
    at: datetime


class Consents(Struct, frozen=True):
    """A page of a member's decisions, oldest first; the last of a purpose and channel holds."""

    consents: list[Consent]
    next: str
    """The cursor of the next page; empty: there is none."""


class ErasurePreview(Struct, frozen=True):
    """What erasing a member would do."""

    forfeited: dict[str, int]
    """Units that would be lost, by wallet."""
    written_off: dict[str, int]
    """Debts that would be waived, by wallet."""
    others: list[str]
    """Members that were merged with this one: they are the same person."""
    code: str
    """Why it cannot be done now; empty: it can."""
    numbers: dict[str, int | str]


class Erased(Struct, frozen=True):
    """What erasing a member did."""

    id: str
    forfeited: dict[str, int]
    erased_at: datetime
    wiped: bool
    """False where what was deleted is still on the disk, until the database is next vacuumed."""


class May(Struct, frozen=True):
    """Whether a member may."""

    may: bool
    set: str
    level: str
    """By which level of which tier set; empty where it is not by one."""
    until: datetime | None
    """When that level falls unless it is kept, or that reward ends; None: it does not, or he may not."""
    levels: list[str]
    """All levels that give it, as `set/level`."""
    by: Literal["", "level", "reward", "badge"]
    """level, reward or badge; empty where he may not."""
    reward: int | None
    """The number of the issued reward that gives it, by which it is used."""
    why: Literal["", "level_not_reached", "not_issued", "not_yet", "ended", "no_badge"]
    """Why he may not; empty where he may."""


def find(**wanted: int | str | None) -> Call[Members]:
    """Members found by public id, any identifier, part of a name or call name, or the end of a phone number.

    `wanted`: `q`, `limit`, `cursor`.
    """
    return get("/members", Members, wanted)


def person(name: str) -> Call[Person]:
    """Who a member is: name, identifiers, birthday."""
    return get(f"/members/{in_path(name)}/person", Person)


def change_person(name: str, **more: Any) -> Call[Person]:
    """Change what is known of a member: all that is named, or nothing."""
    return patch(f"/members/{in_path(name)}/person", Person, more)


def attributes(name: str) -> Call[Attributes]:
    """A member's attributes and segments."""
    return get(f"/members/{in_path(name)}/attributes", Attributes)


def set_attributes(name: str, attributes: dict[str, str | None]) -> Call[Attributes]:
    """Set attributes or take them away: all that are named, or none. What is decided from now on reads them."""
    return patch(f"/members/{in_path(name)}/attributes", Attributes, {"attributes": attributes})


def consents(name: str, **wanted: int | str | None) -> Call[Consents]:
    """Every decision of a member, oldest first; the last of a purpose and channel holds.

    `wanted`: `limit`, `cursor`.
    """
    return get(f"/members/{in_path(name)}/consents", Consents, wanted)


def record_consent(
    name: str,
    purpose: Literal["membership", "marketing", "profiling", "sharing", "location"],
    decision: Literal["given", "withdrawn"],
    how: Literal["self", "link", "paper", "staff"],
    **more: Any,
) -> Call[Consent]:
    """Record what a member decided; the decision as it is kept. Staff cannot give a consent for him."""
    return post(
        f"/members/{in_path(name)}/consents",
        Consent,
        {"purpose": purpose, "decision": decision, "how": how, **more},
    )


def export(name: str) -> Call[dict[str, Any]]:
    """All that is stored of the person behind a member, for himself, as one document."""
    return get(f"/members/{in_path(name)}/export", dict[str, Any])


def preview_erasure(name: str) -> Call[ErasurePreview]:
    """What erasing a member would do; nothing is changed."""
    return get(f"/members/{in_path(name)}/erasure", ErasurePreview)


def erase(name: str, confirm: str) -> Call[Erased]:
    """Forget who a member is. History stays, and no longer says about whom. It cannot be undone."""
    return post(f"/members/{in_path(name)}/erasure", Erased, {"confirm": confirm})


def may(name: str, thing: str, **wanted: int | str | None) -> Call[May]:
    """Whether a member may have a thing, now or at an instant: a benefit of a level, such as `free_shipping`,
    a reward that was issued to him and can be used, or what a badge stands for.

    `wanted`: `at`.
    """
    return get(f"/members/{in_path(name)}/may/{in_path(thing)}", May, wanted)
