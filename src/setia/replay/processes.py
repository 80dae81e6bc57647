"""Work on accounts that know nothing of each other, cut into pieces and spread over processes.

A piece is done by whichever process is free, so that neither their number nor the order in which they are done may
change what they come to together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar

from django.db import connection

COMMANDS_OF_PART = 2_000
"""About so many: enough that what a part costs besides does not matter, few enough for a bar that moves."""

WORTH_PROCESSES = 20_000
"""Commands from which on it pays to begin processes, each of which needs a second to be there."""

Told = TypeVar("Told")
Work = TypeVar("Work")
Done = TypeVar("Done")


def divided(account_ids: Iterable[int], commands: Mapping[int, int]) -> Iterator[list[int]]:
    """Accounts by groups of about as many commands; `commands` says how many each has."""
    waiting: list[int] = []
    so_far = 0
    for account_id in account_ids:
        waiting.append(account_id)
        so_far += commands[account_id]
        if so_far >= COMMANDS_OF_PART:
            yield waiting
            waiting, so_far = [], 0
    if waiting:
        yield waiting


def are_worth_it(commands: int, pieces: int) -> bool:
    """Whether other processes would be done sooner than this one, and can see what it sees."""
    return commands >= WORTH_PROCESSES and cores() >= 2 and pieces >= 2 and not _in_memory()


def spread(
    begin: Callable[[Told], object], told: Told, do: Callable[[Work], Done], work: list[Work]
) -> Iterator[tuple[Work, Done]]:
    """Each piece with what it came to, as they are done; every process first does `begin` with what it is told."""
    # Begun anew, and not as copies of this one: a copy would have its connections and lack its threads.
    with ProcessPoolExecutor(cores(), get_context("spawn"), begin, (told,)) as others:
        asked = {others.submit(do, one): one for one in work}
        try:
            for done in as_completed(asked):
                # Forgotten here, or what all pieces came to would be kept until the last is done.
                yield asked.pop(done), done.result()
        except BaseException:
            others.shutdown(wait=False, cancel_futures=True)
            raise


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_memory() -> bool:
    return connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"])
