"""T5 for orders in full, in shards: 1,000,000 steps on the engine alone and 40,000 on PostgreSQL.

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its seed and counts, as those of `tests/model` do.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.model.counting import Counts, Least
from tests.model.run import copies_of_database
from tests.model.shards import folder_of_shards, shard
from tests.model_of_orders.machine import OrderMachine
from tests.model_of_orders.run import FoldMachine, ServicesMachine, over, run

ON_POSTGRES = 10
EXAMPLES_ON_POSTGRES = 42
ON_ENGINE = 20
EXAMPLES_ON_ENGINE = 520

pytestmark = pytest.mark.torture


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where shards are written down."""
    return folder_of_shards(tmp_path_factory.mktemp("torture"))


@pytest.mark.parametrize("number", range(1, ON_ENGINE + 1))
def test_the_engine_in_shards(number: int, finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shard(lambda: run(FoldMachine, EXAMPLES_ON_ENGINE), finished / f"orders-engine-{number:02}.json", capsys)


@pytest.mark.parametrize("number", range(1, ON_POSTGRES + 1))
def test_the_services_in_shards(
    number: int, finished: Path, postgres_template: str, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = over(copies_of_database(postgres_template))
    shard(lambda: run(machine, EXAMPLES_ON_POSTGRES), finished / f"orders-services-{number:02}.json", capsys)


@pytest.mark.parametrize(
    ("name", "machine", "steps"), [("engine", OrderMachine, 1_000_000), ("services", ServicesMachine, 40_000)]
)
def test_all_shards_together_did_everything_often_enough(
    name: str, machine: type[OrderMachine], steps: int, finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = Counts()
    for record in sorted(finished.glob(f"orders-{name}-*.json")):
        counts.add(Counts.load(record))
    with capsys.disabled():
        sys.stdout.write(f"\nT5, orders, {name}, all shards: {counts.table()}\n")
    assert counts.steps >= steps
    assert not counts.shortfalls(machine.kinds(), (*machine.codes, *machine.effects), Least(3, 10))
