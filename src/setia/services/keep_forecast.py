"""Keep the forecast of a version that was applied without one: from now on a guard watches it."""

from __future__ import annotations

from django.db import transaction

from setia.engine.guard import Forecast, to_json
from setia.storage import audit_log, clock, guards, programs

ACTOR, CHANNEL = "setia", "worker"


def keep_forecast(program_id: int, number: int, forecast: Forecast) -> bool:
    """Whether it is kept: not where there is one already, nor where it says of no rule what to expect."""
    if not forecast.rules:
        return False
    with transaction.atomic():
        # While no batch is open: so each is recorded either before this instant or with the forecast in force.
        programs.changing(program_id)
        if not guards.add_forecast(program_id, number, to_json(forecast), clock.read()):
            return False
        audit_log.note(program_id, (ACTOR, CHANNEL), "forecast_made", f"v{number}")
    return True
