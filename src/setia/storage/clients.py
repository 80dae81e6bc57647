"""Clients and their keys: made, found by the key that they show, revoked."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from hashlib import sha256

from django.db.models import Max
from msgspec import Struct

from setia.storage.models import Client, ClientKey

PREFIX = "setia"
"""How every key begins, so that a leaked one is recognised wherever it lies."""


class NewKey(Struct, frozen=True):
    """A key as it is shown once, and never again."""

    text: str
    id: str
    expires_at: int | None = None
    """When it stops being good; None: not by itself."""


class Caller(Struct, frozen=True):
    """Who shows a key that is good now."""

    client_id: int
    name: str
    program_id: int
    scopes: frozenset[str]
    store: str
    key_id: str
    expires_at: int | None = None
    """When the key stops being good; None: not by itself."""
    is_till: bool = False
    """Whether he must show that the member is there, for what is above the program's limits."""
    calls_per_minute: int | None = None
    """How often he may call; None: as often as is usual."""


class Ended(Struct, frozen=True):
    """Who shows a key that was good until an instant: whoever has its secret may know that it ended."""

    at: int


class Rights(Struct, frozen=True):
    """What a client may do, and for whom."""

    scopes: frozenset[str]
    store: str = ""
    """The only store that it speaks for; empty: any."""
    is_till: bool = False
    calls_per_minute: int | None = None
    """How often it may call; None: as often as is usual."""


def add(program_id: int, name: str, rights: Rights, by: tuple[str, int]) -> Client:
    """A client; `by` is who makes it and when. Raises IntegrityError where the program has one of that name."""
    highest = Client.objects.aggregate(highest=Max("id"))["highest"] or 0
    actor, now = by
    return Client.objects.create(
        id=highest + 1,
        program_id=program_id,
        name=name,
        scopes=" ".join(sorted(rights.scopes)),
        store=rights.store,
        is_till=rights.is_till,
        calls_per_minute=rights.calls_per_minute,
        created_at=now,
        created_by=actor,
    )


def add_key(client_id: int, now: int, expires_at: int | None) -> NewKey:
    """A further key of a client."""
    key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    ClientKey.objects.create(
        id=key_id, client_id=client_id, digest=_digest(secret), created_at=now, expires_at=expires_at
    )
    return NewKey(f"{PREFIX}_{key_id}_{secret}", key_id, expires_at)


def callers(texts: Sequence[str], now: int) -> list[Caller | Ended | None]:
    """Whose keys these are, in two statements however many they are; None for one that is none, or was taken back."""
    parts = [_parts(text) for text in texts]
    keys = ClientKey.objects.in_bulk([key_id for key_id, secret in parts if secret])
    owners = Client.objects.in_bulk([key.client_id for key in keys.values()])
    return [_caller(keys.get(key_id), secret, owners, now) for key_id, secret in parts]


def any_may(program_id: int, scope: str) -> bool:
    """Whether any client that is not revoked may do such a thing."""
    found = Client.objects.filter(program_id=program_id, revoked_at=None).values_list("scopes", flat=True)
    return any(scope in scopes.split() for scopes in found)


def keys_of(client_ids: Sequence[int]) -> dict[int, list[ClientKey]]:
    """The keys of each of these clients that were not taken back, oldest first; also those that have ended."""
    found: dict[int, list[ClientKey]] = {id_: [] for id_ in client_ids}
    for key in ClientKey.objects.filter(client_id__in=client_ids, revoked_at=None).order_by("created_at", "id"):
        found[key.client_id].append(key)
    return found


def _parts(text: str) -> tuple[str, str]:
    """A key's id and secret; an empty secret where it is not of the shape of a key."""
    prefix, _, rest = text.partition("_")
    key_id, _, secret = rest.partition("_")
    return key_id, secret if prefix == PREFIX else ""


def _caller(key: ClientKey | None, secret: str, owners: dict[int, Client], now: int) -> Caller | Ended | None:
    if key is None or key.revoked_at is not None or not hmac.compare_digest(bytes(key.digest), _digest(secret)):
        return None
    client = owners[key.client_id]
    ends = key.expires_at
    if client.revoked_at is not None:
        return None
    if ends is not None and ends <= now:
        return Ended(ends)
    scopes = frozenset(client.scopes.split())
    return Caller(
        client.id,
        client.name,
        client.program_id,
        scopes,
        client.store,
        key.id,
        ends,
        client.is_till,
        client.calls_per_minute,
    )


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
