"""Member tokens: how a member's own app shows for a while that it speaks for him, and for nobody else.

Nothing is stored: a token says whom it is for and until when, under a key derived from the program's. It ends with the
client that had it made.
"""

from __future__ import annotations

import base64
import binascii
import hmac

import msgspec
from msgspec import Struct

from setia.storage import members, privacy
from setia.storage.models import Client, Program

PREFIX = "setiam_"
LIFE_MAX = 3_600
"""Seconds."""

LIFE = 900


class Bearer(Struct, frozen=True, array_like=True):
    """Whom a token is for."""

    program_id: int
    client_id: int
    """Who had it made."""
    public_id: str
    expires_at: int


def make(key: bytes, bearer: Bearer) -> str:
    """A token under the program's key."""
    said = base64.urlsafe_b64encode(msgspec.json.encode(bearer)).decode().rstrip("=")
    return f"{PREFIX}{said}.{_mac(key, said)}"


def read(text: str, now: int) -> tuple[Bearer, Client] | None:
    """Whom a token is for, and the client that had it made; None for one that is none, or none any more."""
    said, _, mac = text.removeprefix(PREFIX).partition(".")
    bearer = _said(said)
    if bearer is None or not mac.isascii():
        return None
    program = Program.objects.filter(pk=bearer.program_id).first()
    if program is None or not hmac.compare_digest(_mac(bytes(program.key), said), mac):
        return None
    if bearer.expires_at <= now:
        return None
    client = Client.objects.filter(pk=bearer.client_id, program_id=bearer.program_id, revoked_at=None).first()
    if client is None:
        return None
    account_id = members.account_of(bearer.program_id, bearer.public_id)
    return None if account_id is None or privacy.erased_accounts([account_id]) else (bearer, client)


def _said(text: str) -> Bearer | None:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Bearer)
    except (msgspec.MsgspecError, binascii.Error, ValueError):
        return None


def _mac(key: bytes, said: str) -> str:
    derived = hmac.digest(key, b"member token", "sha256")
    return base64.urlsafe_b64encode(hmac.digest(derived, said.encode(), "sha256")).decode().rstrip("=")
