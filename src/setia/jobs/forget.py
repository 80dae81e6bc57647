"""Forgetting: deliveries and alerts that ended long ago, what guards counted long ago, files that nobody imported."""

from __future__ import annotations

from setia.engine.calendar import DAY, MINUTE
from setia.services import uploads
from setia.storage import alerts, clock, guards, webhooks
from setia.storage.models import WebhookEndpoint
from setia.storage.programs import LoadedProgram

KEPT = 30 * DAY
"""How long a delivery can be looked up after its end."""

ALERTS_KEPT = 60 * DAY
"""How long an alert is kept: longer than the link in its letter is good."""

COUNTS_KEPT = 46 * DAY
"""How long what a guard counted is kept: as long as something may be reported late by itself."""


UPLOADS_KEPT = 7 * DAY
"""How long a file may wait to be imported by whoever has sent it."""


def forget(program: LoadedProgram) -> int:
    """Delete deliveries, alerts, counts and files of before. Returns how many deliveries."""
    uploads.forget(program.id, clock.read() - UPLOADS_KEPT)
    guards.forget(program.id, (clock.read() - COUNTS_KEPT) // MINUTE)
    while alerts.forget(program.id, clock.system_reading() - ALERTS_KEPT):
        pass
    ids = list(WebhookEndpoint.objects.filter(program_id=program.id).values_list("id", flat=True))
    before, count = clock.system_reading() - KEPT, 0
    while forgotten := webhooks.forget(ids, before):
        count += forgotten
    return count
