"""Whether a token that opens something could be guessed."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from setia.storage.safety.check import Check
from setia.storage.safety.passwords import weakness


def checks() -> Iterator[Check]:
    """The token of whoever reads metrics, where there is one."""
    if token := str(settings.SETIA_METRICS_TOKEN):
        why = weakness(token, ("metrics", "prometheus"))
        yield Check("metrics_token", "unsafe" if why else "ok", {"why": why})
