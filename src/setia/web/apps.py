"""Pages as a Django app: what other apps would write after every migration, nobody here reads."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth import user_logged_in
from django.contrib.auth.management import create_permissions
from django.contrib.contenttypes.management import create_contenttypes
from django.db.models.signals import post_migrate
from django.http import HttpRequest


def _forget_ended_sessions(request: HttpRequest, **_: Any) -> None:
    """Whoever signs in sweeps up: sessions that have ended are rows that nobody needs."""
    request.session.clear_expired()


class WebConfig(AppConfig):
    """The last of the apps, so that it can take back what the others have asked for."""

    name = "setia.web"
    label = "web"

    def ready(self) -> None:
        """Roles are ours (services.staff): no rows of permissions for every table. Who signs in sweeps up."""
        user_logged_in.connect(_forget_ended_sessions)
        post_migrate.disconnect(create_contenttypes)
        post_migrate.disconnect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")
