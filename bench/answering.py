"""Earns a second over HTTP, from callers that wait, beside the batch writer alone in the same run."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NamedTuple

import msgspec

from bench.earning import CALLERS, MANNER, MEMBERS, SECONDS, WHY_ONCE, earn
from bench.measuring import Figure
from bench.places import postgresql, program, sqlite
from setia.engine.commands import Enrol
from setia.services import clients
from setia.services.batch import apply
from setia.services.requests import Request
from setia.storage import clock
from setia.storage.members import Known
from tests.api.serving import serving


class Answered(NamedTuple):
    """What all callers together were told."""

    waits: list[float]
    """Seconds for each call, in order of size."""
    spent: float
    refused: int


def figures() -> list[Figure]:
    """Both databases."""
    return [_measured("SQLite", sqlite), _measured("PostgreSQL", postgresql)]


def _measured(name: str, place: Callable[[], AbstractContextManager[str]]) -> Figure:
    with place():
        alone, _ = earn()
    with place() as url:
        keys = tills()
        with serving(url) as server:
            told = asyncio.run(calls(server.port, keys))
    rate = len(told.waits) / told.spent
    half, most = (told.waits[int(len(told.waits) * share)] * 1000 for share in (0.5, 0.99))
    beside = f"p50 {half:.0f} ms, p99 {most:.0f} ms, {told.refused} refused; the writer alone {alone:,.0f}/s,"
    return Figure(
        f"earns a second over HTTP from {CALLERS} waiting tills, {name}, durable",
        rate,
        "/s",
        beside=f"{beside} ratio {rate / alone:.2f}",
        runs=WHY_ONCE,
    )


def tills() -> list[str]:
    """Members who have joined the bench's program, and the keys of tills that give them something."""
    loaded = program()
    now = clock.read()
    apply(loaded, [Request(Enrol(now), Known("external", str(n))) for n in range(MEMBERS)], MANNER)
    scopes = frozenset({"adjust"})
    return [clients.make(loaded, f"till-{n}", scopes, "", "bench").key.text for n in range(CALLERS)]


async def calls(port: int, keys: list[str], run: str = "") -> Answered:
    """What tills are told for some seconds; `run` tells one time from another.

    Every till has a connection of its own and asks again as soon as it is answered.
    """
    until = time.perf_counter() + SECONDS
    began = time.perf_counter()
    told = await asyncio.gather(*(_till(port, key, (n, run), until) for n, key in enumerate(keys)))
    spent = time.perf_counter() - began
    return Answered(sorted(wait for waits, _ in told for wait in waits), spent, sum(refused for _, refused in told))


async def _till(port: int, key: str, called: tuple[int, str], until: float) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    caller, run = called
    waits, refused, n = list[float](), 0, caller
    while (began := time.perf_counter()) < until:
        n = (n * 31 + 7) % MEMBERS
        writer.write(_gift(key, n, f"{run}{caller}-{len(waits) + refused}"))
        if await _status(reader) == 201:
            waits.append(time.perf_counter() - began)
        else:
            refused += 1
    writer.close()
    await writer.wait_closed()
    return waits, refused


def _gift(key: str, member: int, number: str) -> bytes:
    """A request as it goes over the wire: a client that costs little, for it has no core of its own."""
    body = msgspec.json.encode({"amount": 10, "reason": "bench"})
    head = (
        f"POST /api/v1/members/external:{member}/gifts HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Idempotency-Key: {number}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of the answer, which is read to its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    await reader.readexactly(length)
    return int(head.split(b" ", 2)[1])
