"""Links that let somebody in once: 256 random bits, of which only a digest is kept, used up by a conditional update."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import TypeVar

from setia.storage.models import MemberLink, StaffLink

L = TypeVar("L", StaffLink, MemberLink)


def digest(secret: str) -> bytes:
    """What is kept of a secret that has 256 random bits, and so needs no slow hash."""
    return sha256(secret.encode()).digest()


def add(link: L) -> str:
    """Keep a new link, which lacks only its digest. Its secret, shown once and never again."""
    secret = secrets.token_urlsafe(32)
    link.digest = digest(secret)
    link.save(force_insert=True)
    return secret


def opens(kind: type[L], secret: str, now: int) -> L | None:
    """The link of a secret; None where it is used, over, or none at all. Nothing is used up."""
    return kind._default_manager.filter(digest=digest(secret), used_at=None, expires_at__gt=now).first()


def use(kind: type[L], secret: str, now: int) -> L | None:
    """The same, now and never again; of two who use it at once, one does."""
    found = opens(kind, secret, now)
    if found is None:
        return None
    used = kind._default_manager.filter(digest=digest(secret), used_at=None).update(used_at=now)
    return found if used else None
