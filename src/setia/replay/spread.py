"""The work of a what-if, cut into parts that know nothing of each other, and spread over processes.

A part is retold by whichever process is free. What parts come to adds up, so that neither their number nor the order
in which they are done changes anything.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from django.db import connection

from setia.engine.rules.documents import to_json
from setia.engine.what_if.shared import shares
from setia.replay import elsewhere
from setia.replay.elsewhere import Piece, Told
from setia.replay.what_if import Pass, Sides, retold
from setia.storage.histories import Extent
from setia.storage.journals import Part

COMMANDS_OF_PART = 2_000
"""About so many: enough that what a part costs besides does not matter, few enough for a bar that moves."""

WORTH_PROCESSES = 20_000
"""Commands from which on it pays to begin processes, each of which needs a second to be there."""


def pieces(of: Pass, extent: Extent) -> list[Piece]:
    """The work, the largest first where accounts hang together."""
    everybody = list(extent.commands)
    if any(shares(one.compiled) for one in of.sides):
        return [_piece(everybody, extent, together=True)] if everybody else []
    found = [_piece(group, extent, together=True) for group in _joined(extent.pairs, extent)]
    apart = set(everybody).difference(*(one.part.account_ids for one in found))
    waiting: list[int] = []
    for account_id in sorted(apart):
        waiting.append(account_id)
        if sum(extent.commands[one] for one in waiting) >= COMMANDS_OF_PART:
            found.append(_piece(waiting, extent, together=False))
            waiting = []
    if waiting:
        found.append(_piece(waiting, extent, together=False))
    return sorted(found, key=lambda one: -one.commands)


def retell_all(of: Pass, extent: Extent, code: str, on_progress: Callable[[int], None]) -> Sides:
    """Everything that was recorded under both versions; `on_progress` is told how many commands were taken."""
    work = pieces(of, extent)
    found = Sides()
    cores = _cores()
    if sum(extent.commands.values()) < WORTH_PROCESSES or cores < 2 or len(work) < 2 or _in_memory():
        done: Iterator[tuple[Piece, Sides]] = ((one, retold(of, one.part, together=one.together)) for one in work)
    else:
        done = _spread(of, work, code, cores)
    for piece, came_to in done:
        found.add(came_to)
        on_progress(piece.commands)
    return found


def _spread(of: Pass, work: list[Piece], code: str, cores: int) -> Iterator[tuple[Piece, Sides]]:
    told = Told(code, to_json(of.sides[1].compiled.program), of.now, of.months, of.is_ledger)
    # Begun anew, and not as copies of this one: a copy would have its connections and lack its threads.
    with ProcessPoolExecutor(cores, get_context("spawn"), elsewhere.begin, (told,)) as others:
        asked = {others.submit(elsewhere.retold, one): one for one in work}
        try:
            for done in as_completed(asked):
                yield asked[done], done.result()
        except BaseException:
            others.shutdown(wait=False, cancel_futures=True)
            raise


def _piece(account_ids: list[int], extent: Extent, *, together: bool) -> Piece:
    part = Part(tuple(account_ids), extent.until)
    return Piece(part, together, sum(extent.commands[one] for one in account_ids))


def _joined(pairs: tuple[tuple[int, int], ...], extent: Extent) -> list[list[int]]:
    """Accounts that hang together, directly or through others."""
    of: dict[int, list[int]] = {}
    for one, other in pairs:
        group = of.get(one, [one])
        other_group = of.get(other, [other])
        if group is not other_group:
            group = group + other_group
        for each in group:
            of[each] = group
    unique = {id(group): group for group in of.values()}
    return [sorted(one for one in group if one in extent.commands) for group in unique.values()]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_memory() -> bool:
    return connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"])
