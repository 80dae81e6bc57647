"""Initialise: make an empty database ready, and choose its clock for ever."""

from __future__ import annotations

from typing import Literal

from django.core.management import call_command
from django.db import connection, transaction

from setia.storage import clock
from setia.storage.copies import unfinished
from setia.storage.immutability import require
from setia.storage.models import Deployment, Log


class AlreadyInitialised(Exception):
    """The database has been set up before; nothing was changed."""


def initialise(kind: Literal["system", "simulated"], starts_at: int = 0) -> None:
    """Create all tables and the deployment's row. Raises AlreadyInitialised.

    `starts_at` is the first instant of a simulated clock, in microseconds since 1970 UTC.
    """
    if "deployment" in connection.introspection.table_names() and Deployment.objects.exists():
        raise AlreadyInitialised
    call_command("migrate", verbosity=0, interactive=False)
    created_at = clock.system_reading()
    with transaction.atomic():
        Deployment.objects.create(
            id=1, clock=kind, now=starts_at if kind == "simulated" else created_at, created_at=created_at
        )
        Log.objects.create(id=1)


def require_ready() -> None:
    """Raise NotInitialised, RestoreUnfinished or HistoryUnguarded unless this database may be used."""
    tables = connection.introspection.table_names()
    if unfinished.TABLE in tables:
        raise unfinished.RestoreUnfinished
    if "deployment" not in tables:
        raise clock.NotInitialised
    clock.kind()
    require(connection)
