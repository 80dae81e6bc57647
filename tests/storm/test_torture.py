"""Same-key storms at full size: a hundred thousand duplicates, in shards of a database each (T2).

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its figures; a run that finds them there goes on
with the shards that are missing. The last test adds them up.
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import randbelow

import pytest

from tests.races import copies
from tests.storm.figures import Figures, from_file, to_file
from tests.storm.storm import sky, storm
from tests.storm.tasks import KINDS
from tests.time_travel.saying import say

SHARDS = [*(f"postgresql-{n}" for n in range(7)), *(f"sqlite-{n}" for n in range(2))]
WAVES = 20
"""15,600 duplicates a shard."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shards leave their figures."""
    made = Path(os.environ.get("SETIA_TORTURE_DIR") or tmp_path_factory.mktemp("torture")) / "storm"
    made.mkdir(parents=True, exist_ok=True)
    return made


@pytest.mark.torture
@pytest.mark.parametrize("shard", SHARDS)
def test_duplicates_have_one_effect_and_one_answer(
    shard: str, folder: Path, request: pytest.FixtureRequest, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    file = folder / f"{shard}.json"
    if not file.exists():
        if shard.startswith("sqlite"):
            fresh, processes = copies.of_file(request.getfixturevalue("sqlite_template"), tmp_path), 1
        else:
            fresh, processes = copies.of_cluster(request.getfixturevalue("postgres_template")), 2
        seed = f"{os.environ.get('SETIA_SEED') or randbelow(10**9)} {shard}"
        with sky(processes=processes) as made, fresh() as url:
            figures = storm(made, url, seed, WAVES)
        say(pytestconfig, f"same-key storm, seed {seed}: {figures.line()}")
        to_file(file, figures)
    assert not (anomalies := from_file(file).anomalies), "\n".join(anomalies[:20])


@pytest.mark.torture
def test_a_hundred_thousand_duplicates(folder: Path, pytestconfig: pytest.Config) -> None:
    together = Figures()
    files = sorted(folder.glob("*.json"))
    for file in files:
        together.add(from_file(file))
    say(pytestconfig, f"same-key storm, {len(files)} shards: {together.line()}")
    assert len(files) == len(SHARDS)
    assert not together.anomalies, "\n".join(together.anomalies[:20])
    assert together.duplicates >= 100_000
    assert together.undecided * 2 >= together.duplicates
    assert {*together.keys} == {*KINDS}
