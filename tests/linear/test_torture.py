"""The linear model check at full size: ten seeds of fifty thousand commands, in shards of ten thousand (T1).

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its figures; a run that finds them there goes on
with the shards that are missing. The last test adds them up.
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import randbelow

import pytest

from tests.linear.figures import Figures, from_file, to_file
from tests.linear.floor import floor
from tests.linear.running import run
from tests.races import copies
from tests.time_travel.saying import say

SEEDS, SHARDS = 10, 5
WISHES = 10_048
"""Of a shard: as many of every client."""
COLD = 10_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shards leave their figures."""
    made = Path(os.environ.get("SETIA_TORTURE_DIR") or tmp_path_factory.mktemp("torture")) / "linear"
    made.mkdir(parents=True, exist_ok=True)
    return made


@pytest.mark.torture
@pytest.mark.parametrize("shard", [f"{seed}-{n}" for seed in range(SEEDS) for n in range(SHARDS)])
def test_ten_thousand_answers_are_the_models(
    shard: str, folder: Path, postgres_template: str, pytestconfig: pytest.Config
) -> None:
    file = folder / f"{shard}.json"
    if not file.exists():
        seed = f"{os.environ.get('SETIA_SEED') or randbelow(10**9)} {shard}"
        with floor() as made, copies.of_cluster(postgres_template)() as url:
            figures = run(made, url, seed, WISHES, COLD)
        say(pytestconfig, f"linear model check, seed {seed}: {figures.line()}")
        to_file(file, figures)
    assert not (anomalies := from_file(file).anomalies), "\n".join(anomalies[:20])


@pytest.mark.torture
def test_half_a_million_answers_are_the_models(folder: Path, pytestconfig: pytest.Config) -> None:
    together = Figures()
    files = sorted(folder.glob("*.json"))
    for file in files:
        together.add(from_file(file))
    say(pytestconfig, f"linear model check, {len(files)} shards: {together.line()}")
    assert len(files) == SEEDS * SHARDS
    assert not together.anomalies, "\n".join(together.anomalies[:20])
    assert not together.shortfalls(met=10)
