"""Clients of the API: make one, give it a further key, take keys back."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from msgspec import Struct

from setia.storage import audit_log, clients, clock
from setia.storage.clients import NewKey, Rights
from setia.storage.models import Client, ClientKey
from setia.storage.programs import LoadedProgram

SCOPES = {
    "read": "look at members, wallets, movements, purchases and the program",
    "members": "enrol members and change what is known of them",
    "purchases": "record purchases, returns and events",
    "redeem": "take units and give rewards: redemptions, holds, rewards",
    "adjust": "adjust balances, transfer, merge",
    "backdate": "report what happened longer ago than the program allows",
    "webhooks": "say which systems are told what happens, and tell them again",
    "tokens": "make tokens by which a member's own app reads and redeems for him",
    "deliver": "fetch codes that are to be sent to members",
    "admin": "apply programs, decide reviews, read the audit log",
}
"""What a client may be allowed to do."""

CHANNEL = "cli"
"""Clients are made at the command line only."""

CALLS_LEAST, CALLS_MOST = 10, 1_000_000
"""How often a client may be allowed to call in a minute."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)


class ClientFault(Exception):
    """What cannot be done with a client; `code` says why, `numbers` with what."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers


class Made(Struct, frozen=True):
    """A client with the key that it was made with, or given."""

    name: str
    scopes: tuple[str, ...]
    key: NewKey


def make(program: LoadedProgram, name: str, scopes: frozenset[str], store: str, actor: str) -> Made:
    """A client with its first key, which has no end. Raises ClientFault, having changed nothing."""
    return create(program, name, Rights(scopes, store), None, actor)


def make_till(program: LoadedProgram, name: str, scopes: frozenset[str], store: str, actor: str) -> Made:
    """The same for a till, which must show that the member is there for what is above the program's limits."""
    return create(program, name, Rights(scopes, store, is_till=True), None, actor)


def create(program: LoadedProgram, name: str, rights: Rights, expires_at: int | None, actor: str) -> Made:
    """A client with its first key, and the instant at which that ends; None: it has no end.

    Raises ClientFault, having changed nothing.
    """
    scopes = rights.scopes
    if not _NAME.fullmatch(name):
        raise ClientFault("bad_name", found=name)
    if unknown := sorted(scopes - SCOPES.keys()):
        raise ClientFault("unknown_scope", found=unknown[0], expected=", ".join(SCOPES))
    if not scopes:
        raise ClientFault("no_scope", expected=", ".join(SCOPES))
    often = _limit(rights.calls_per_minute)
    now = clock.read()
    ends = _end(expires_at, now)
    try:
        with transaction.atomic():
            client = clients.add(program.id, name, rights, (actor, now))
            key = clients.add_key(client.id, now, expires_at)
            told: dict[str, int | str] = {"scopes": " ".join(sorted(scopes)), **ends, **often}
            audit_log.note(program.id, (actor, CHANNEL), "client_made", name, **told)
    except IntegrityError:
        raise ClientFault("name_taken", found=name) from None
    return Made(name, tuple(sorted(scopes)), key)


def rotate(program: LoadedProgram, name: str, old_keys_end_in: int, actor: str, expires_at: int | None = None) -> Made:
    """A further key and the instant at which it ends (None: it has no end); the ones before stop being good after so
    many microseconds. Raises ClientFault, having changed nothing."""
    now = clock.read()
    ends = _end(expires_at, now)
    with transaction.atomic():
        client = _client(program, name)
        ends_at = now + old_keys_end_in
        for key in ClientKey.objects.filter(client_id=client.id, revoked_at=None):
            if key.expires_at is None or key.expires_at > ends_at:
                key.expires_at = ends_at
                key.save(update_fields=["expires_at"])
        made = clients.add_key(client.id, now, expires_at)
        told: dict[str, int | str] = {"old_keys_end_at": ends_at, **ends}
        audit_log.note(program.id, (actor, CHANNEL), "client_key_rotated", name, **told)
    return Made(name, tuple(client.scopes.split()), made)


def limit(program: LoadedProgram, name: str, calls_per_minute: int | None, actor: str) -> None:
    """How often a client may call from now on; None: as often as is usual. Raises ClientFault."""
    told = _limit(calls_per_minute) or {"calls_per_minute": "usual"}
    with transaction.atomic():
        client = _client(program, name)
        client.calls_per_minute = calls_per_minute
        client.save(update_fields=["calls_per_minute"])
        audit_log.note(program.id, (actor, CHANNEL), "client_limited", name, **told)


def revoke(program: LoadedProgram, name: str, actor: str) -> None:
    """The client and all its keys are good for nothing from now on. Raises ClientFault."""
    now = clock.read()
    with transaction.atomic():
        client = _client(program, name)
        client.revoked_at = now
        client.save(update_fields=["revoked_at"])
        ClientKey.objects.filter(client_id=client.id, revoked_at=None).update(revoked_at=now)
        audit_log.note(program.id, (actor, CHANNEL), "client_revoked", name)


def _end(expires_at: int | None, now: int) -> dict[str, int | str]:
    """A new key's end as the audit log tells it. Raises ClientFault for one that is not to come."""
    if expires_at is None:
        return {}
    if expires_at <= now:
        raise ClientFault("ends_before_now")
    return {"key_ends_at": expires_at}


def _limit(calls_per_minute: int | None) -> dict[str, int | str]:
    """A limit as the audit log tells it. Raises ClientFault for one that would stop a client, or nothing."""
    if calls_per_minute is None:
        return {}
    if not CALLS_LEAST <= calls_per_minute <= CALLS_MOST:
        raise ClientFault("bad_limit", least=CALLS_LEAST, most=CALLS_MOST)
    return {"calls_per_minute": calls_per_minute}


def _client(program: LoadedProgram, name: str) -> Client:
    client = Client.objects.filter(program_id=program.id, name=name, revoked_at=None).first()
    if client is None:
        raise ClientFault("unknown_client", found=name)
    return client
