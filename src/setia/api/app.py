"""The application: routes, problems, and what begins and ends with the process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Final

from django.db import DatabaseError
from litestar import Litestar, Router
from litestar.di import Provide
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme

from setia.api import (
    attributes,
    audit_log,
    baskets,
    batches,
    belonging,
    callers,
    entitlements,
    events,
    exceptions,
    freezing,
    gift_cards,
    giving,
    headers,
    health,
    history,
    imports,
    ledger,
    lost_sales,
    make_good,
    me,
    members,
    metrics,
    notices,
    people,
    presence,
    price_codes,
    problems,
    products,
    programs,
    purchases,
    rewards,
    search,
    staff,
    using,
    vouchers,
    watching,
    webhooks,
)
from setia.api.desk import Desk
from setia.api.reference import serving
from setia.services.safely import Failed
from setia.services.writer import Around, Full, Stopping, TooLate, untraced
from setia.storage import clock
from setia.storage.clock import ClockJump

BODY_MAX: Final = 1024 * 1024
"""Bytes of a request's body; a receipt of a thousand lines is a fifth of it."""

VERSION = "1"
ROUTERS = (
    programs.router,
    products.router,
    members.router,
    search.router,
    people.router,
    attributes.router,
    history.router,
    ledger.router,
    purchases.router,
    baskets.router,
    price_codes.router,
    belonging.router,
    events.router,
    using.router,
    giving.router,
    gift_cards.router,
    rewards.router,
    vouchers.router,
    presence.router,
    freezing.router,
    me.router,
    notices.router,
    batches.router,
    imports.router,
    webhooks.router,
    entitlements.router,
    exceptions.router,
    make_good.router,
    lost_sales.router,
    staff.router,
    audit_log.router,
)
"""Everything under /api/v1, in the order in which its reference shows it."""

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


def _open(around: Around) -> Lifespan:
    """A desk for as long as the process lives; what is waiting is written before it ends."""

    @asynccontextmanager
    async def opened(app: Litestar) -> AsyncIterator[None]:
        app.state.desk = desk = Desk(around)
        with suppress(DatabaseError):  # one that is not there yet says so to whoever asks
            app.state.is_simulated = await desk.read(clock.kind) == "simulated"
        try:
            yield
        finally:
            await asyncio.to_thread(desk.close)  # it waits, and speaks to the database

    return opened


def create_app(*beside: Lifespan, around: Around = untraced) -> Litestar:
    """The application, for any ASGI server; `beside` begins and ends with it. Django must have been set up.

    Each batch of commands is written inside of what `around` gives.
    """
    api = Router(
        "/api/v1",
        route_handlers=ROUTERS,
        dependencies={"who": Provide(callers.session)},
        before_request=callers.admitted,
        security=[{"key": []}],
    )
    return Litestar(
        route_handlers=[health.router, metrics.router, api],
        lifespan=[_open(around), *beside],
        before_send=[headers.add, watching.answered],
        middleware=[watching.Watched()],
        request_max_body_size=BODY_MAX,
        exception_handlers={
            problems.Stop: problems.stopped,
            ValidationException: problems.invalid,
            HTTPException: problems.refused_by_http,
            Full: problems.overloaded,
            Stopping: problems.stopping,
            TooLate: problems.stopping,
            Failed: problems.failed,
            ClockJump: problems.clock_jumped,
            Exception: problems.unexpected,
        },
        logging_config=None,  # setia.config.logs writes our lines; the framework would let libraries write theirs
        openapi_config=_described(),
    )


def _described() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Setia",
        version=VERSION,
        path="/api/schema",
        components=Components(security_schemes={"key": SecurityScheme(type="http", scheme="bearer")}),
        use_handler_docstrings=True,
        render_plugins=[serving.People(), serving.Machines()],
    )
