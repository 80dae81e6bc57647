"""Which rows are meant, by many values of one column: one parameter, whatever their number, so that a statement stays
the same and is read and planned once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from setia.storage.rows import array


def ids(column: str, wanted: Sequence[int]) -> tuple[str, list[Any]]:
    """A condition for whole numbers, with its parameters."""
    if connection.vendor == "sqlite":
        return f"{column} IN (SELECT value FROM json_each(%s))", [json.dumps(wanted)]
    return f"{column} = ANY(%s::bigint[])", [array(wanted)]


def digests(column: str, wanted: Sequence[bytes]) -> tuple[str, list[Any]]:
    """The same for hashes; SQLite takes each as a parameter, and so not more of them than `keys.CHUNK`."""
    if connection.vendor == "sqlite":
        return f"{column} IN ({','.join(['%s'] * len(wanted))})", list(wanted)
    return f"{column} = ANY(%s::bytea[])", [array(wanted)]
