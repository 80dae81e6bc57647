"""The race track: processes with lanes, eight in all, and the gate that they all wait at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from tests.races.plan import RACERS
from tests.races.racer import PATIENCE, Task, Told, serve

PROCESSES = 2


class Track:
    """Where races are run; made once, because processes take a while to start."""

    def __init__(self, orders: Sequence[Connection]) -> None:
        self._orders = orders

    @contextmanager
    def on(self, url: str) -> Iterator[None]:
        """Every lane is connected to a database, and at the end to none."""
        self._send([url for _ in self._orders])
        self._answers()
        yield
        self._send([None for _ in self._orders])
        self._answers()

    def race(self, tasks: Sequence[Task]) -> list[Told]:
        """Run eight tasks, as many in each process."""
        lanes = RACERS // len(self._orders)
        self._send([list(tasks[first : first + lanes]) for first in range(0, RACERS, lanes)])
        return [told for of_process in self._answers() for told in of_process]

    def _send(self, orders: Sequence[object]) -> None:
        for connection, order in zip(self._orders, orders, strict=True):
            connection.send(order)

    def _answers(self) -> list[Any]:
        for connection in self._orders:
            if not connection.poll(2 * PATIENCE):
                raise RuntimeError("the racers are stuck")
        return [connection.recv() for connection in self._orders]


@contextmanager
def track(mutant: str = "", processes: int = PROCESSES) -> Iterator[Track]:
    """Processes of racers, with a mistake of `mutants` in them if one is named; gone at the end."""
    context = get_context("spawn")
    gate = context.Barrier(RACERS)
    ours, started = [], []
    for _ in range(processes):
        mine, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, gate, RACERS // processes, mutant), daemon=True)
        process.start()
        theirs.close()
        ours.append(mine)
        started.append(process)
    try:
        yield Track(ours)
    finally:
        for connection in ours:
            with suppress(OSError):  # it may have died of what went wrong
                connection.send(None)
        for process in started:
            process.join(10)
            if process.is_alive():
                process.terminate()
                process.join()
        for connection in ours:
            connection.close()
