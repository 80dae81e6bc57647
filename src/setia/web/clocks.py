"""Whether the clock of this deployment is simulated: then every page says so, and where it stands (ledger 4.14)."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.http import HttpRequest

from setia.engine.calendar import to_datetime
from setia.storage import clock
from setia.web import language


def of_request(request: HttpRequest) -> dict[str, object]:
    """For the frame: whether it is simulated, and its instant in the program's zone where the page knows it."""
    if not _is_simulated(*(str(connection.settings_dict[name]) for name in ("HOST", "PORT", "NAME"))):
        return {"is_simulated": False}
    session = getattr(request, "setia_staff", None)
    if session is None:
        return {"is_simulated": True}
    stands = language.people(request).instant(to_datetime(session.now, session.program.latest.zone))
    return {"is_simulated": True, "clock_stands": stands}


@cache
def _is_simulated(*_: str) -> bool:
    """Asked once of each database: it is chosen when that is made, and never changes."""
    return clock.kind() == "simulated"
