"""The batch writer: calls that wait at the same time become one transaction (design section 3).

Data flow: callers put requests into a bounded queue and get a future each; one thread takes what waits, at most as
much as one transaction may hold locks for, writes it, and resolves the futures. Nobody is answered before the commit.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext

import msgspec
from django.db import InterfaceError, OperationalError, connection
from msgspec import Struct

from setia.services.requests import Manner, Outcome, Request
from setia.services.safely import Failed, apply_safely
from setia.storage import programs
from setia.storage.clock import ClockJump, stopwatch
from setia.storage.programs import LoadedProgram

BATCH_MAX = 256
"""Commands in one transaction at most."""

BATCH_MIN = 16
"""However slow it is: one transaction costs so much by itself that less would be slower for everybody."""

HOLD_MAX = 0.025
"""Seconds that one transaction should hold its locks, as planned from how long the last ones took."""

QUEUE_MAX = 4_096
BUSY_ROUNDS = 3
"""How often a command whose account somebody else has locked waits for the next round, before it runs alone."""


WAIT_MAX = (500, 2_000)
"""Milliseconds that a transaction waits for a lock at most: in the first rounds, and where commands run alone."""


_log = logging.getLogger("setia.batch")


Around = Callable[[str, int], AbstractContextManager[None]]
"""Of a transaction: its program's code, and how many commands it takes."""


def untraced(_: str, __: int) -> AbstractContextManager[None]:
    """Nothing is around it."""
    return nullcontext()


class Full(Exception):
    """So many commands are waiting that another would wait too long: come back in `retry_after` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"retry after {retry_after:.1f} s")
        self.retry_after = retry_after


class Stopping(Exception):
    """The writer takes nothing more."""


class TooLate(Exception):
    """The caller's deadline passed while the command was waiting: it was not decided."""


class _Item(Struct):
    request: Request
    manner: Manner
    future: Future[Outcome]
    deadline: float | None
    """On the monotonic clock."""
    rounds: int = 0


class Counts(Struct):
    """What the writer has done so far."""

    commands: int = 0
    batches: int = 0
    splits: int = 0
    dropped: int = 0


class BatchWriter:
    """One per process and program: at most one of its transactions is open at any time.

    Those of one process share a `turn`, so that it has one transaction open however many programs it serves.
    """

    def __init__(
        self,
        program: str,
        queue_max: int = QUEUE_MAX,
        turn: threading.Lock | None = None,
        wrote: Callable[[int], None] = lambda _: None,
        around: Around = untraced,
    ) -> None:
        """`wrote` is told how many commands each transaction had; each is made inside of what `around` gives."""
        self._turn = turn or threading.Lock()
        self.counts, self._wrote, self._around = Counts(), wrote, around
        self._code, self._queue_max = program, queue_max
        self._program: LoadedProgram | None = None
        self._queue: deque[_Item] = deque()
        self._change = threading.Condition()
        self._stopping = False
        self._most = 64
        """Commands that one transaction takes now."""
        self._cost = HOLD_MAX / self._most
        """Seconds that one command took lately."""
        self._thread = threading.Thread(target=self._run, name="batch-writer", daemon=True)
        self._thread.start()

    def submit(self, request: Request, manner: Manner, wait: float | None = None) -> Future[Outcome]:
        """Ask for a command; the future is resolved after the commit that has it. Raises Full or Stopping at once.

        `wait` is how many seconds the caller is willing to wait before it is begun. A command that is under way is
        never withdrawn: cancelling the future only drops its answer.
        """
        deadline = None if wait is None else stopwatch() + wait
        item = _Item(request, manner, Future(), deadline)
        with self._change:
            if self._stopping:
                raise Stopping
            if len(self._queue) >= self._queue_max:
                raise Full(max(len(self._queue) * self._cost, 0.1))
            self._queue.append(item)
            self._change.notify()
        return item.future

    def stop(self, timeout: float | None = None) -> bool:
        """Refuse what is new, write what is waiting, and end. Whether it ended in time."""
        with self._change:
            self._stopping = True
            self._change.notify()
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            while (items := self._next()) is not None:
                if items:
                    self._take(items)
        finally:
            connection.close()

    def _next(self) -> list[_Item] | None:
        """What is to be written together: one manner of taking, within one transaction's time. None at the end."""
        with self._change:
            while not self._queue:
                if self._stopping:
                    return None
                self._change.wait()
            alike = _alike(self._queue[0])
            items: list[_Item] = []
            while self._queue and len(items) < self._most and _alike(self._queue[0]) == alike:
                item = self._queue.popleft()
                if item.deadline is not None and item.deadline < stopwatch():
                    self.counts.dropped += 1
                    _resolve(item, TooLate())
                else:
                    items.append(item)
            return items

    def _take(self, items: Sequence[_Item]) -> None:
        """Write a batch and resolve its futures, whatever happens; what found its account busy waits again."""
        results: list[Outcome | Failed | ClockJump] = []
        began = stopwatch()
        try:
            program = self._program = self._refreshed()
            alone = items[0].rounds >= BUSY_ROUNDS
            manner = msgspec.structs.replace(items[0].manner, skip_busy=not alone, wait_max=WAIT_MAX[alone])
            requests = [_own(item) for item in items]
            with self._turn, self._around(self._code, len(items)):
                began = stopwatch()
                results, splits = apply_safely(program, requests, manner)
                self._plan(len(items), stopwatch() - began)
            self.counts.commands += len(items)
            self.counts.batches += 1
            self.counts.splits += splits
            self._wrote(len(items))
        except Exception:  # noqa: BLE001 - whatever it is, those who ask next must still get an answer
            _log.exception("a batch was not begun")
            connection.close()
        finally:
            again: list[_Item] = []
            may_wait = stopwatch() - began < WAIT_MAX[True] / 1_000
            for i, item in enumerate(items):
                result = results[i] if i < len(results) else Failed("error")
                is_busy = isinstance(result, Outcome) and result.status == "busy"
                if is_busy and item.rounds < BUSY_ROUNDS and may_wait:
                    item.rounds += 1
                    again.append(item)
                else:
                    _resolve(item, result)
            with self._change:
                self._queue.extendleft(reversed(again))

    def _refreshed(self) -> LoadedProgram:
        """The program as it now is. A connection that was lost while nobody asked for anything is opened again."""
        try:
            return programs.refreshed(self._code, self._program)
        except (OperationalError, InterfaceError):
            connection.close()
            return programs.refreshed(self._code, self._program)

    def _plan(self, count: int, spent: float) -> None:
        """Take more at a time while that is quick, and less when it held locks for too long."""
        self._cost = 0.8 * self._cost + 0.2 * spent / count
        if spent > HOLD_MAX and count > self._most // 2:
            self._most = max(int(self._most * max(HOLD_MAX / spent, 0.5)), BATCH_MIN)
        elif spent < HOLD_MAX / 2 and count == self._most:
            self._most = min(self._most * 2, BATCH_MAX)


def _alike(item: _Item) -> tuple[Manner, bool]:
    """What must be equal for two requests to share a transaction: how they are taken, and whether one runs alone."""
    return msgspec.structs.replace(item.manner, actor="", channel=""), item.rounds >= BUSY_ROUNDS


def _own(item: _Item) -> Request:
    """The request with its own actor and channel, which the others of its batch need not share."""
    actor, channel = item.request.actor or item.manner.actor, item.request.channel or item.manner.channel
    return msgspec.structs.replace(item.request, actor=actor, channel=channel)


def _resolve(item: _Item, result: Outcome | Exception) -> None:
    """Give an answer, unless nobody is waiting for it any more."""
    if not item.future.set_running_or_notify_cancel():
        return
    if isinstance(result, Outcome):
        item.future.set_result(result)
    else:
        item.future.set_exception(result)
