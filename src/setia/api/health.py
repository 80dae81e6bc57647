"""Health: whether the process lives, and whether it can do its work. Nobody has to sign in for it."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connection
from litestar import Request, Response, Router, get
from litestar.datastructures import State
from msgspec import Struct

from setia.api.desk import Desk
from setia.api.problems import problem, response


class Health(Struct, frozen=True):
    """How it is."""

    status: str


@get("/health/live")
async def live() -> Health:
    """The process answers."""
    return Health("live")


@get("/health/ready")
async def ready(request: Request[Any, Any, State]) -> Response[Any]:
    """The database answers, too."""
    desk: Desk = request.app.state.desk
    try:
        await desk.read(_ask)
    except DatabaseError:
        return response(problem(503, "database_unreachable"), {"Retry-After": "1"})
    return Response(Health("ready"))


def _ask() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM log WHERE id = 1")
        cursor.fetchall()


router = Router("", route_handlers=[live, ready], tags=["Health"])
