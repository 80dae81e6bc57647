"""Forgetting: deliveries that ended long ago. What they told can be laid out again, under the same ids."""

from __future__ import annotations

from setia.engine.calendar import DAY
from setia.storage import clock, webhooks
from setia.storage.models import WebhookEndpoint
from setia.storage.programs import LoadedProgram

KEPT = 30 * DAY
"""How long a delivery can be looked up after its end."""


def forget(program: LoadedProgram) -> int:
    """Delete deliveries of before. Returns how many."""
    ids = list(WebhookEndpoint.objects.filter(program_id=program.id).values_list("id", flat=True))
    before, count = clock.system_reading() - KEPT, 0
    while forgotten := webhooks.forget(ids, before):
        count += forgotten
    return count
