"""Members and purchases found by what people know of them, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from msgspec import Struct

from setia.engine.purchase import from_bytes
from setia.storage import keys
from setia.storage.keys import keyed_hash
from setia.storage.models import Identifier, Member, PersonalData
from setia.storage.programs import LoadedProgram
from setia.storage.streaming import fetch

TAIL_LEAST = 3
"""So many last digits of a phone number are enough to look for it by."""


class FoundMember(Struct, frozen=True):
    """A member as a list shows him."""

    key: int
    """What a further page begins after."""
    public_id: str
    name: str
    call_name: str
    identifiers: dict[str, str]
    joined_at: int


class Sought(Struct, frozen=True):
    """What is known of a purchase; what is not said may be anything."""

    receipt: str = ""
    store: str | None = None
    since: int | None = None
    until: int | None = None
    """Exclusive."""
    net: int | None = None
    """Net of its lines, in minor units."""


class FoundPurchase(Struct, frozen=True):
    """One version of a purchase as a list shows it."""

    id: int
    source: str
    receipt: str
    """Empty once erased."""
    version: int
    member: str
    """Public id of whose it is now; empty: a guest's."""
    store: str
    status: str
    currency: str
    net: int
    event_at: int


def members(program: LoadedProgram, text: str, after: int, most: int) -> list[FoundMember]:
    """Members whose public id or identifier this is, whose name has it in it, or whose phone number ends with it.

    In order of joining; all members for an empty text. Nobody who was erased.
    """
    rows = PersonalData.objects.filter(member__program_id=program.id, member_id__gt=after).select_related("member")
    if text:
        rows = rows.filter(_is_meant(program, text))
    return [
        FoundMember(
            row.member_id, row.member.public_id, row.name, row.call_name, dict(row.identifiers), row.member.joined_at
        )
        for row in rows.order_by("member_id")[:most]
    ]


def _is_meant(program: LoadedProgram, text: str) -> Q:
    kinds = Identifier.objects.filter(program_id=program.id).values_list("kind", flat=True).distinct()
    hashes = [keyed_hash(program.key, "identifier", kind, text) for kind in kinds]
    exact = Identifier.objects.filter(program_id=program.id, key__in=hashes).values("member_id")
    meant = Q(member_id__in=exact) | Q(member__public_id=text) | Q(name__icontains=text) | Q(call_name__icontains=text)
    digits = "".join(one for one in text if one.isdigit())
    if len(digits) >= TAIL_LEAST and not any(one.isalpha() for one in text):
        meant |= Q(identifiers__phone__endswith=digits.lstrip("0") or digits)
    return meant


def purchases(program: LoadedProgram, sought: Sought, before: tuple[int, int] | None, most: int) -> list[FoundPurchase]:
    """Purchases that this is true of, those that happened last first; `before` is instant and id of the last shown."""
    where, parameters = _where(program.id, sought, before)
    rows = fetch(
        "SELECT p.id, coalesce(r.reference, ''), p.version, p.order_key, p.store, p.status, p.currency, p.net,"
        " p.event_at, p.body FROM purchase p LEFT JOIN purchase_reference r ON r.purchase_id = p.id"
        f" WHERE {where} ORDER BY p.event_at DESC, p.id DESC LIMIT %s",
        [*parameters, most],
    )
    owners = _owners([bytes(row[3]) for row in rows])
    return [
        FoundPurchase(id_, from_bytes(bytes(body)).source, receipt, version, owners.get(bytes(order_key), ""), *told)
        for id_, receipt, version, order_key, *told, body in rows
    ]


def _where(program_id: int, sought: Sought, before: tuple[int, int] | None) -> tuple[str, list[Any]]:
    # A receipt is of a few purchases: with a sign before the program's id SQLite begins with those.
    sign = "+" if sought.receipt else ""
    asked: list[tuple[str, list[Any]]] = [(f"{sign}p.program_id = %s", [program_id])]
    if sought.receipt:
        asked.append(("p.id IN (SELECT purchase_id FROM purchase_reference WHERE reference = %s)", [sought.receipt]))
    if sought.store is not None:
        asked.append(("p.store = %s", [sought.store]))
    if sought.since is not None:
        asked.append(("p.event_at >= %s", [sought.since]))
    if sought.until is not None:
        asked.append(("p.event_at < %s", [sought.until]))
    if sought.net is not None:
        asked.append(("p.net = %s", [sought.net]))
    if before is not None:
        at, id_ = before
        asked.append(("(p.event_at < %s OR (p.event_at = %s AND p.id < %s))", [at, at, id_]))
    return " AND ".join(sql for sql, _ in asked), [one for _, values in asked for one in values]


def _owners(order_keys: Sequence[bytes]) -> dict[bytes, str]:
    """Public ids of those whose the orders are now."""
    found = keys.accepted(order_keys)
    ids = sorted({one.account_id for one in found.values() if one.account_id is not None})
    if not ids:
        return {}
    named = dict(Member.objects.filter(account_id__in=ids).values_list("account_id", "public_id"))
    return {key: named.get(one.account_id or 0, "") for key, one in found.items()}
