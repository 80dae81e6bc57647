"""Positions of the log: whoever was answered with one reads what was answered, whichever process he asks next.

Every answer to a command says how far the log was (`Setia-Position`). A GET with it as `min_position` is answered once
at least as much can be read, or with 503 (ledger 4.16).
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Request

from setia.api.desk import Desk
from setia.api.problems import Stop, problem
from setia.storage.posting import log_position

HEADER: Final = "Setia-Position"
ASKED: Final = "min_position"
DIGITS_MAX: Final = 15
TRIES, PAUSE_SECONDS = 20, 0.1
"""Two seconds at most: what is answered is committed, and only a server that reads a copy is behind."""


async def reached(request: Request[Any, Any, Any], desk: Desk) -> None:
    """Wait until what a GET must see can be read. Stops with 422 where it asks for no position, with 503 in vain."""
    text = request.query_params.get(ASKED)
    if text is None or request.method != "GET":
        return
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX):
        raise Stop(problem(422, "invalid_field", "a position, as an answer told it", ASKED))
    for _ in range(TRIES):
        if await desk.read(log_position) >= int(text):
            return
        await asyncio.sleep(PAUSE_SECONDS)
    raise Stop(problem(503, "position_not_reached", field=ASKED, position=int(text)), {"Retry-After": "1"})
