"""What a page asks of the API for somebody of the staff: signed by a key that only the processes of one server share.

On SQLite one process writes, and on any database one batch writer a process: pages ask it as a till would. What is
signed says who asks, for which program, and what his role lets him do; it is good for a minute.
"""

from __future__ import annotations

import hmac
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec import Struct

from setia.engine.calendar import SECOND

VARIABLE = "SETIA_PAGES_KEY"
PREFIX = "staff"
CHANNEL = "console"
TILL_CHANNEL = "till"
LIFE = 60 * SECOND
KEY_LEAST = 32
"""Characters: a server without such a key believes no page."""

W = TypeVar("W", bound=Struct)


class Staff(Struct, frozen=True):
    """Who asks."""

    id: int
    program_id: int
    name: str
    scopes: tuple[str, ...]
    store: str
    at: int
    """When it was signed, in microseconds since 1970 UTC by the machine's clock."""
    is_till: bool = False
    """Whether he is at a till, where a member proves that he is there for what is above the program's limits."""


def shared_key() -> str:
    """The key of this server; empty where it draws no pages. Made anew at each start, and in no database or file."""
    return os.environ.get(VARIABLE, "")


def sign(key: str, who: Staff) -> str:
    """A bearer token that says so. Raises ValueError for a key that could be guessed."""
    return sealed(key, PREFIX, who)


def read(key: str, token: str, now: int) -> Staff | None:
    """Who asks; None where the token is not one, is not signed by this key, or is too old."""
    who = opened(key, PREFIX, token, Staff)
    return who if who is not None and abs(now - who.at) <= LIFE else None


def sealed(key: str, prefix: str, who: Struct) -> str:
    """What a page says of who asks, signed. Raises ValueError for a key that could be guessed."""
    if len(key) < KEY_LEAST:
        raise ValueError("no key is shared")
    body = urlsafe_b64encode(msgspec.json.encode(who)).decode()
    return f"{prefix}.{body}.{_mac(key, prefix, body)}"


def opened(key: str, prefix: str, token: str, kind: type[W]) -> W | None:
    """What was signed; None where the token is none of that kind, or is not signed by this key."""
    found, _, rest = token.partition(".")
    body, _, mac = rest.partition(".")
    if found != prefix or len(key) < KEY_LEAST or not token.isascii():
        return None
    if not hmac.compare_digest(mac, _mac(key, prefix, body)):
        return None
    try:
        return msgspec.json.decode(urlsafe_b64decode(body), type=kind)
    except (Error, msgspec.DecodeError):
        return None


def _mac(key: str, prefix: str, body: str) -> str:
    return hmac.new(key.encode(), f"{prefix}.{body}".encode(), sha256).hexdigest()
