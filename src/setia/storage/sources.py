"""Sources read, claimed and declared: whose each one is, and within what its receipt numbers are unique."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.db import connection
from msgspec import Struct

from setia.storage.models import Source as Row
from setia.storage.streaming import fetch

Scope = Literal["", "day", "store", "register"]


class Source(Struct, frozen=True):
    """What is known of one."""

    client: str = ""
    """The name of the client whose it is; empty: nobody's yet."""
    scope: Scope = ""
    """Within what its receipt numbers are unique; empty: they never come again."""


class Sources(Struct, frozen=True):
    """All of a program's."""

    by_name: dict[str, Source] = {}
    revision: int = 0
    """Another number whenever any of them is another."""


def of(program_id: int) -> Sources:
    """As they now are."""
    rows = list(Row.objects.filter(program_id=program_id).order_by("name"))
    by_name = {row.name: Source(row.client, row.order_id_scope) for row in rows}
    return Sources(by_name, sum(row.revision for row in rows))


def claim(program_id: int, wanted: Mapping[str, str]) -> bool:
    """Make sources, given with the client that claims each, those clients' own. Whether all of them are now."""
    with connection.cursor() as cursor:
        for name, client in sorted(wanted.items()):
            cursor.execute(
                "INSERT INTO source (program_id, name, client, order_id_scope, revision) VALUES (%s, %s, %s, '', 1)"
                " ON CONFLICT (program_id, name) DO UPDATE SET client = excluded.client,"
                " revision = source.revision + 1 WHERE source.client = ''",
                [program_id, name, client],
            )
    found = of(program_id).by_name
    return all(found[name].client == client for name, client in wanted.items())


def declare(program_id: int, name: str, source: Source) -> None:
    """Say what holds of one from now on."""
    row = Row.objects.select_for_update().filter(program_id=program_id, name=name).first()
    said = {"client": source.client, "order_id_scope": source.scope}
    if row is None:
        Row.objects.create(program_id=program_id, name=name, **said)
    else:
        Row.objects.filter(program_id=program_id, name=name).update(**said, revision=row.revision + 1)


def is_used(program_id: int, name: str) -> bool:
    """Whether any purchase was recorded under its name; looks through the purchases where there is none."""
    begins = b'{"source":"' + name.encode() + b'",'
    start = "substring(body from 1 for %s)" if connection.vendor == "postgresql" else "substr(body, 1, %s)"
    asked = [program_id, len(begins), begins]
    return bool(fetch(f"SELECT 1 FROM purchase WHERE program_id = %s AND {start} = %s LIMIT 1", asked))
