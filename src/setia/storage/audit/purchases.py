"""Purchases agree with themselves: columns with the body, the body with what its natural key accepted (I8)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import Struct

from setia.engine.commands import digest
from setia.engine.purchase import from_bytes, goods
from setia.storage.streaming import stream

_PURCHASES = """
    SELECT p.id, p.account_id, p.version, p.store, p.status, p.currency, p.event_at, p.net, p.body, p.recorded_at,
           p.program_id, k.digest, k.recorded_at, k.program_id
      FROM purchase p LEFT JOIN natural_key k ON k.purchase_id = p.id
     ORDER BY p.id
"""


class Mismatch(Struct, frozen=True):
    """A purchase whose row does not say what its body says, or whose body is not what was accepted."""

    purchase_id: int
    account_id: int | None
    what: str


def mismatches() -> Iterator[Mismatch]:
    """Every purchase that disagrees with itself, in order of id."""
    for id_, account_id, version, store, status, currency, event_at, net, body, *keys in stream(_PURCHASES):
        recorded_at, program_id, fingerprint, key_recorded_at, key_program_id = keys
        try:
            said = from_bytes(bytes(body))
        except (msgspec.DecodeError, UnicodeDecodeError):
            yield Mismatch(id_, account_id, "body")
            continue
        columns = (version, store, status, currency, event_at, net)
        if columns != (said.version, said.store, said.status, said.currency, said.event_at, goods(said)):
            yield Mismatch(id_, account_id, "columns")
        elif fingerprint is None or digest(bytes(body)) != bytes(fingerprint):
            yield Mismatch(id_, account_id, "digest")
        elif (recorded_at, program_id) != (key_recorded_at, key_program_id):
            yield Mismatch(id_, account_id, "natural_key")
