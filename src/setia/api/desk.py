"""The desk: one process's way to the ledger.

Commands go to the batch writer, reads to a few threads of their own, and what is written beside the ledger, or asks
more of it than one command, to one clerk.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from django.db import DatabaseError, InterfaceError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from setia.api import watching
from setia.api.failures import Failures
from setia.api.problems import Stop, problem
from setia.api.rates import Rates
from setia.services.requests import Manner, Outcome, Request
from setia.services.writer import Around, BatchWriter, untraced
from setia.storage import clock, programs, waiting
from setia.storage.programs import LoadedProgram

READERS = 4
"""Threads that read: each has a connection of its own."""
WAIT_SECONDS = 10
"""How long a command may wait to be begun; after it the caller is told to come back."""

ROUND_MAX = 256
"""Askers in one round of a read that is done together."""

A = TypeVar("A")
P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """Opened when the server starts, closed when it stops."""

    def __init__(self, around: Around = untraced) -> None:
        """`around` is what each transaction of the batch writer is made inside of, for whoever traces it."""
        self._around = around
        self._writers: dict[str, BatchWriter] = {}
        self._turn = threading.Lock()
        self._asked: dict[Callable[..., Any], list[tuple[Any, asyncio.Future[Any]]]] = {}
        self._rounds: dict[Callable[..., Any], asyncio.Task[None]] = {}
        self._programs: dict[int, LoadedProgram] = {}
        self._connections: list[BaseDatabaseWrapper] = []
        self.rates, self.failures = Rates(clock.stopwatch), Failures(clock.stopwatch)
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader", initializer=self._join)
        self._clerk = ThreadPoolExecutor(1, thread_name_prefix="clerk", initializer=self._join)

    async def ask(self, program: LoadedProgram, request: Request, manner: Manner) -> Outcome:
        """Carry out a command. It goes on if its caller leaves; nobody is answered before the commit."""
        writer = self._writers.get(program.code)
        if writer is None:
            wrote = watching.BATCHES.observe
            writer = BatchWriter(program.code, turn=self._turn, wrote=wrote, around=self._around)
            self._writers[program.code] = writer
        with watching.WAITING.track_inprogress():
            return await asyncio.wrap_future(writer.submit(request, manner, WAIT_SECONDS))

    async def read(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something that only reads, in a thread that may wait for the database."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, lambda: _once(work, *args, **kwargs))

    async def together(self, work: Callable[[Desk, list[A]], list[T]], asked: A) -> T:
        """Read what many ask for at the same time in one go: who comes while one is under way is in the next.

        Nothing is older than the call: a round begins after everybody in it has asked.
        """
        queue = self._asked.setdefault(work, [])
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        queue.append((asked, future))
        if work not in self._rounds:
            self._rounds[work] = asyncio.create_task(self._round(work, queue))
        found: T = await future
        return found

    async def _round(self, work: Callable[[Desk, list[A]], list[T]], queue: list[tuple[Any, Any]]) -> None:
        """Round after round, until nobody waits."""
        try:
            while queue:
                part = queue[:ROUND_MAX]
                del queue[:ROUND_MAX]
                try:
                    found = await self.read(work, self, [asked for asked, _ in part])
                except Exception as fault:  # noqa: BLE001 - everybody who waits is told
                    for _, future in part:
                        if not future.done():
                            future.set_exception(fault)
                    continue
                for (_, future), one in zip(part, found, strict=True):
                    if not future.done():
                        future.set_result(one)
        finally:
            del self._rounds[work]

    async def write(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do something that makes a transaction of its own; it is finished even if its caller leaves.

        Stops with 409 `busy` where somebody else has locked what it needs for too long: nothing was written then.
        """
        doing = self._clerk.submit(lambda: _in_one(work, *args, **kwargs))
        return await asyncio.shield(asyncio.wrap_future(doing))

    def program(self, program_id: int) -> LoadedProgram:
        """A program as it now is; called inside `read`."""
        known = self._programs.get(program_id)
        code = known.code if known is not None else programs.of_id(program_id).code
        found = self._programs[program_id] = programs.refreshed(code, known)
        return found

    def close(self) -> None:
        """Write what is waiting, and end."""
        for writer in self._writers.values():
            writer.stop()
        self._clerk.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        for one in self._connections:
            one.close()

    def _join(self) -> None:
        """A reader begins: whoever ends the desk closes its connection."""
        mine = connections["default"]
        mine.inc_thread_sharing()
        self._connections.append(mine)


def _once(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Read, a second time where the connection was lost while nobody asked for anything."""
    try:
        return work(*args, **kwargs)
    except (DatabaseError, InterfaceError):
        if connection.in_atomic_block or connection.is_usable():
            raise
        connection.close()
        return work(*args, **kwargs)


def _in_one(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    if not connection.is_usable():
        connection.close()
    try:
        return work(*args, **kwargs)
    except DatabaseError as fault:
        if waiting.was_for_a_lock(fault):
            raise Stop(problem(409, "busy"), {"Retry-After": "1"}) from fault
        raise
