"""Members and purchases found by what people know of them, a page at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from setia.engine.purchase import from_bytes
from setia.storage import among, keys, searching
from setia.storage.keys import keyed_hash
from setia.storage.members import kinds
from setia.storage.models import Member
from setia.storage.programs import LoadedProgram
from setia.storage.streaming import fetch


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

    Of one letter alone, those of whom a word begins with it. In order of joining; all members for an empty text. Nobody
    who was erased.
    """
    who, parameters = _meant(program, text, after, most) if text else ("", [])
    sign = "+" if text else ""  # Those who are meant are few: no database begins with the program's members.
    rows = fetch(
        "SELECT m.id, m.public_id, p.name, p.call_name, p.identifiers, m.joined_at"
        " FROM member m JOIN personal_data p ON p.member_id = m.id"
        f" WHERE {sign}m.program_id = %s AND m.id > %s{who} ORDER BY m.id LIMIT %s",
        [program.id, after, *parameters, most],
    )
    return [
        FoundMember(key, public_id, name, call_name, _read(identifiers), joined_at)
        for key, public_id, name, call_name, identifiers, joined_at in rows
    ]


def _meant(program: LoadedProgram, text: str, after: int, most: int) -> tuple[str, list[Any]]:
    """A condition for those who are meant. Every way to be found is an index of its own, so they are asked in turn."""
    hashes = [keyed_hash(program.key, "identifier", kind, text) for kind in kinds(program.id)]
    ways: list[tuple[str, list[Any]]] = [("SELECT id FROM member WHERE public_id = %s", [text])]
    if hashes:
        where, parameters = among.digests("key", hashes)
        ways.append((f"SELECT member_id FROM identifier WHERE program_id = %s AND {where}", [program.id, *parameters]))
    first_ones = (
        "SELECT member_id FROM (SELECT DISTINCT member_id FROM search_part WHERE program_id = %s AND kind = %s"
        " AND text >= %s AND text < %s AND member_id > %s ORDER BY member_id LIMIT %s) part"
    )
    ways += [(first_ones, [program.id, *between, after, most]) for between in searching.ranges(text)]
    return f" AND m.id IN ({' UNION ALL '.join(sql for sql, _ in ways)})", [one for _, given in ways for one in given]


def _read(identifiers: Any) -> dict[str, str]:
    """A column of JSON: the driver of one database has read it, the other's has not."""
    found: dict[str, str] = json.loads(identifiers) if isinstance(identifiers, str) else identifiers
    return found


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
        asked.append(("(p.event_at, p.id) < (%s, %s)", [*before]))
    return " AND ".join(sql for sql, _ in asked), [one for _, values in asked for one in values]


def _owners(order_keys: Sequence[bytes]) -> dict[bytes, str]:
    """Public ids of those whose the orders are now."""
    found = keys.accepted(order_keys)
    ids = sorted({one.account_id for one in found.values() if one.account_id is not None})
    if not ids:
        return {}
    named = dict(Member.objects.filter(account_id__in=ids).values_list("account_id", "public_id"))
    return {key: named.get(one.account_id or 0, "") for key, one in found.items()}
