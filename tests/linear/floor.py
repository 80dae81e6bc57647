"""The shop floor: processes of clients on one database, and what they were told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

import msgspec

from setia.engine.commands import Enrol
from setia.services.batch import Request, apply
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.reading import find_member
from tests.linear.client import PATIENCE, Shift, Worked, serve
from tests.linear.wishes import DOCUMENT, HOT, first_of
from tests.shop import TILL, Shop

CLIENTS = 64


class Floor:
    """Where shifts are worked; made once, because processes take a while to start."""

    def __init__(self, orders: Sequence[Connection], processes: Sequence[BaseProcess]) -> None:
        self._orders, self.processes = orders, processes

    def work(self, url: str, seed: str, wishes: int, cold: int) -> tuple[Shop, list[Worked]]:
        """So many wishes on the connected, empty database. Returns the shop, and what every process had to say."""
        shop = opened(cold)
        clients = CLIENTS // len(self._orders)
        shift = Shift(
            url=url,
            program=shop.program.code,
            seed=seed,
            clients=clients,
            each=wishes // CLIENTS,
            cold=cold,
            now=clock.read(),
            accounts=_accounts(shop, cold),
        )
        for n, connection in enumerate(self._orders):
            connection.send(msgspec.structs.replace(shift, seed=f"{seed} {n}"))
        worked: list[Worked] = []
        for connection in self._orders:
            if not connection.poll(20 * PATIENCE):
                raise RuntimeError("the clients are stuck")
            worked.append(connection.recv())
        return shop, worked


def opened(cold: int) -> Shop:
    """The shop with those who are there from the beginning."""
    shop = Shop(DOCUMENT)
    names = [f"hot {n}" for n in range(HOT)] + [f"cold {n}" for n in range(first_of(cold))]
    apply(shop.program, [Request(Enrol(clock.read()), Known("external", name)) for name in names], TILL)
    return shop


def _accounts(shop: Shop, cold: int) -> dict[str, int]:
    names = [f"hot {n}" for n in range(HOT)] + [f"cold {n}" for n in range(first_of(cold))]
    found = {name: find_member(shop.program, name) for name in names}
    return {name: member.account_id for name, member in found.items() if member is not None}


@contextmanager
def floor(mutant: str = "", processes: int = 2) -> Iterator[Floor]:
    """Processes of clients, with a mistake of `mutants` in them if one is named; gone at the end."""
    context = get_context("spawn")
    gate = context.Barrier(processes)
    ours, started = [], []
    for _ in range(processes):
        mine, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, gate, mutant), daemon=True)
        process.start()
        theirs.close()
        ours.append(mine)
        started.append(process)
    try:
        yield Floor(ours, started)
    finally:
        for connection in ours:
            with suppress(OSError):  # it may have died of what went wrong
                connection.send(None)
        for process in started:
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()
        for connection in ours:
            connection.close()
