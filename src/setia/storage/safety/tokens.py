"""Whether a token that opens something could be guessed."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from setia.storage.safety.check import Check
from setia.storage.safety.passwords import weakness

KEY_LEAST = 32


def checks() -> Iterator[Check]:
    """The token of whoever reads metrics, and the key that pages sign with, where somebody has named them."""
    if token := str(settings.SETIA_METRICS_TOKEN):
        why = weakness(token, ("metrics", "prometheus"))
        yield Check("metrics_token", "unsafe" if why else "ok", {"why": why})
    if key := str(settings.SETIA_SECRET_KEY):
        why = "short" if len(key) < KEY_LEAST else weakness(key, ())
        yield Check("secret_key", "unsafe" if why else "ok", {"why": why})
