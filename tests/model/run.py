"""Running the machine so many times, with a seed that is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from random import SystemRandom

from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from tests.conftest import use
from tests.model.counting import Counts, Least
from tests.model.fold_system import FoldSystem
from tests.model.machine import LedgerMachine
from tests.model.programs import Version
from tests.model.services_machine import ServicesMachine
from tests.model.services_system import Database, ServicesSystem
from tests.model.system import System
from tests.model_of_orders.machine import OrderMachine

STEPS = 100
"""Steps of one example; each begins with an empty ledger."""


def run(
    machine: type[RuleBasedStateMachine], examples: int, with_seed: int | None = None, *, shrink: bool = True
) -> tuple[Counts, int]:
    """Examples of 100 steps; what was counted, and the seed. A failure tells the seed, and how to reproduce it."""
    chosen = SystemRandom().randrange(2**32) if with_seed is None else with_seed

    class Run(machine):  # type: ignore[misc, valid-type]  # its own counts and seed
        counts = Counts()

    seed(chosen)(Run)
    how = settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=False,
        print_blob=True,
        report_multiple_bugs=False,
        phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(Run, settings=how)
    except BaseException as failure:
        failure.add_note(f"seed {chosen}")
        raise
    return Run.counts, chosen


def run_until(
    machine: type[LedgerMachine | OrderMachine],
    counts: Counts,
    examples: int,
    least: Least,
    codes: Sequence[str] | None = None,
) -> list[str]:
    """Go on, a few examples at a time, until everything was done often enough; what is rare may take a few more.

    Adds to `counts`. Refusals are the machine's own where `codes` does not say others. Returns what is still done too
    seldom after three times as many examples again as there should have been: what chance likes differs much between
    runs.
    """
    enough = 4 * counts.steps
    met = machine.codes if codes is None else codes
    while (lacking := counts.shortfalls(machine.kinds(), met, least)) and counts.steps < enough:
        more, _ = run(machine, examples)
        counts.add(more)
    return lacking


class FoldMachine(LedgerMachine):
    """The machine over the engine alone."""

    check_every = 50

    @staticmethod
    def start(first: Version) -> System:
        """No database."""
        return FoldSystem(first)


def over(database: Database, check_every: int = LedgerMachine.check_every) -> type[LedgerMachine]:
    """The machine over the services, with a fresh database for every example."""

    def begin(first: Version) -> ServicesSystem:
        return ServicesSystem(database, first)

    return type("OverServices", (ServicesMachine,), {"start": staticmethod(begin), "check_every": check_every})


def copies_of_file(template: Path, folder: Path) -> Database:
    """SQLite databases, one after the other in a folder."""
    numbers = count(1)

    @contextmanager
    def fresh() -> Iterator[str]:
        path = folder / f"{next(numbers)}.sqlite3"
        shutil.copy(template, path)
        with use(f"sqlite:///{path}") as url:
            yield url
        for left in folder.glob(f"{path.name}*"):
            left.unlink()

    return fresh


def copies_of_database(cluster: str) -> Database:
    """PostgreSQL databases made from the cluster's template, dropped when done with."""
    numbers = count(1)

    def execute(sql: str) -> None:
        with use(f"{cluster}/postgres"), connection.cursor() as cursor:
            cursor.execute(sql)

    @contextmanager
    def fresh() -> Iterator[str]:
        name = f"model_{next(numbers)}_{SystemRandom().randrange(2**32)}"
        execute(f"CREATE DATABASE {name} TEMPLATE template_setia")
        try:
            with use(f"{cluster}/{name}") as url:
                yield url
        finally:
            execute(f"DROP DATABASE {name} WITH (FORCE)")

    return fresh
