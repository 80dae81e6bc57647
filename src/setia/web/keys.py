"""The key that sessions and forms are signed with: the environment's, or the one that the database keeps."""

from __future__ import annotations

from django.conf import settings

from setia.storage import staff


def take() -> None:
    """Have a key before the first page is drawn."""
    if not settings.SETIA_SECRET_KEY:
        settings.SECRET_KEY = staff.signing_key()
