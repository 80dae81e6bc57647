"""The server's entry: what every process of `setia serve` loads."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import django


def create() -> Any:
    """The API, and before it what forwards all else to the pages, on the database that DATABASE_URL names.

    Raises services.doctor.Unsafe, logs.BadSetting, and ValueError for a setting that is none.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "setia.config.settings"
    django.setup()
    # The API imports models, which exist only after set-up.
    from setia.api.front import Front  # noqa: PLC0415
    from setia.config import logs  # noqa: PLC0415
    from setia.services.doctor import require_safe  # noqa: PLC0415

    logs.begin()
    require_safe()  # also where something else than `setia serve` starts it
    return Front(_shared(_api()), os.environ.get("SETIA_PAGES_SOCKET", ""))


def _shared(api: Any) -> Any:
    """The API, with what lets pages of others call it where the environment names any."""
    from django.conf import settings  # noqa: PLC0415

    from setia.api.cors import Shared  # noqa: PLC0415

    return Shared(api, settings.SETIA_CORS_ORIGINS) if settings.SETIA_CORS_ORIGINS else api


def _api() -> Any:
    """The API, traced where the environment asks for it."""
    from setia.api.app import create_app  # noqa: PLC0415
    from setia.config import telemetry  # noqa: PLC0415
    from setia.config.working import beside_answers  # noqa: PLC0415

    tracing = telemetry.configured()
    if tracing is None:
        return create_app(beside_answers)

    @asynccontextmanager
    async def traced(_: Any) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(tracing.end)

    return tracing.of_requests(create_app(beside_answers, traced, around=tracing.of_batch))
