"""T5 in full, in shards: 200,000 steps on PostgreSQL and 5,000,000 on the engine alone.

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its seed and counts; it is not run again while
they are there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.model.counting import Counts, Least
from tests.model.machine import LedgerMachine
from tests.model.run import FoldMachine, copies_of_database, over, run
from tests.model.services_machine import ServicesMachine
from tests.model.shards import folder_of_shards, shard

ON_POSTGRES = 20
EXAMPLES_ON_POSTGRES = 105
ON_ENGINE = 50
EXAMPLES_ON_ENGINE = 1_050

pytestmark = pytest.mark.torture


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where shards are written down."""
    return folder_of_shards(tmp_path_factory.mktemp("torture"))


@pytest.mark.parametrize("number", range(1, ON_ENGINE + 1))
def test_the_engine_in_shards(number: int, finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shard(lambda: run(FoldMachine, EXAMPLES_ON_ENGINE), finished / f"engine-{number:02}.json", capsys)


@pytest.mark.parametrize("number", range(1, ON_POSTGRES + 1))
def test_the_services_in_shards(
    number: int, finished: Path, postgres_template: str, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = over(copies_of_database(postgres_template))
    shard(lambda: run(machine, EXAMPLES_ON_POSTGRES), finished / f"services-{number:02}.json", capsys)


@pytest.mark.parametrize(
    ("name", "machine", "steps"), [("engine", LedgerMachine, 5_000_000), ("services", ServicesMachine, 200_000)]
)
def test_all_shards_together_did_everything_often_enough(
    name: str, machine: type[LedgerMachine], steps: int, finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = Counts()
    for record in sorted(finished.glob(f"{name}-*.json")):
        counts.add(Counts.load(record))
    with capsys.disabled():
        sys.stdout.write(f"\nT5, {name}, all shards: {counts.table()}\n")
    assert counts.steps >= steps
    assert not counts.shortfalls(machine.kinds(), machine.codes, Least(20, 10))
