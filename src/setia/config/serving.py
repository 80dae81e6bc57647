"""The server's entry: what every process of `setia serve` loads."""

from __future__ import annotations

import os
from typing import Any

import django


def create() -> Any:
    """The API, and before it what forwards all else to the pages, on the database that DATABASE_URL names.

    Raises services.doctor.Unsafe.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "setia.config.settings")
    django.setup()
    # The API imports models, which exist only after set-up.
    from setia.api.app import create_app  # noqa: PLC0415
    from setia.api.front import Front  # noqa: PLC0415
    from setia.config import logs  # noqa: PLC0415
    from setia.config.working import beside_answers  # noqa: PLC0415
    from setia.services.doctor import require_safe  # noqa: PLC0415

    logs.begin()
    require_safe()  # also where something else than `setia serve` starts it
    return Front(create_app(beside_answers), os.environ.get("SETIA_PAGES_SOCKET", ""))
