"""Storage as a Django app: after every migration the triggers that keep history are laid anew."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class StorageConfig(AppConfig):
    """Registers the models and the hook."""

    name = "setia.storage"
    label = "storage"

    def ready(self) -> None:
        """Connect the hook once the app registry is complete."""
        post_migrate.connect(_lay_triggers, sender=self)


def _lay_triggers(using: str, **_: Any) -> None:
    from setia.storage.immutability import lay  # noqa: PLC0415  imported late: it needs the models

    lay(connections[using])
