"""Secrets of second factors, sealed where they lie: who reads the database alone cannot make codes of them.

The key comes of the one that pages sign with. Where SETIA_SECRET_KEY names it, it is not in the database; otherwise the
database has both, and sealing keeps secrets from nobody but who sees the one table.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

SEALED = "sealed:"


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """allauth's, with its hooks for what it stores."""

    def encrypt(self, text: str) -> str:
        """A secret as it is stored."""
        return SEALED + _sealer().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """A stored secret. One that another key has sealed is lost: no code is right any more, and a link lets in."""
        if not encrypted_text.startswith(SEALED):  # from before secrets were sealed
            return encrypted_text
        try:
            return _sealer().decrypt(encrypted_text.removeprefix(SEALED).encode()).decode()
        except InvalidToken:
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _sealer() -> Fernet:
    key = hmac.new(settings.SECRET_KEY.encode(), b"second factors", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))
