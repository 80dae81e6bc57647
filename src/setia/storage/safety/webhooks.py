"""Whether those who are to be told what happens take what they are told."""

from __future__ import annotations

from collections.abc import Iterator

from setia.storage.models import WebhookEndpoint
from setia.storage.safety.check import Check


def checks() -> Iterator[Check]:
    """Whether somebody is told nothing any more, though nobody said so; nothing where nobody is to be told."""
    if WebhookEndpoint.objects.exists():
        gone = WebhookEndpoint.objects.filter(disabled__in=("gone", "failing")).order_by("id")
        urls = ", ".join(gone.values_list("url", flat=True))
        yield Check("webhooks", "warning" if urls else "ok", {"urls": urls})
