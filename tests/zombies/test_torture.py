"""A hundred pauses, in shards of ten and a database each (T26).

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its figures; a run that finds them there goes on
with the shards that are missing. The last test adds them up.
"""

from __future__ import annotations

import os
from pathlib import Path
from secrets import randbelow

import pytest

from tests.races import copies
from tests.time_travel.saying import say
from tests.zombies.figures import Figures, from_file, to_file
from tests.zombies.pausing import pauses

SHARDS, PAUSES = 12, 10
"""More than a hundred, for now and then somebody is never met in a transaction."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shards leave their figures."""
    made = Path(os.environ.get("SETIA_TORTURE_DIR") or tmp_path_factory.mktemp("torture")) / "zombies"
    made.mkdir(parents=True, exist_ok=True)
    return made


@pytest.mark.torture
@pytest.mark.parametrize("shard", range(SHARDS))
def test_ten_pauses_book_nothing_twice(
    shard: int, folder: Path, postgres_template: str, pytestconfig: pytest.Config
) -> None:
    file = folder / f"{shard:02}.json"
    if not file.exists():
        seed = f"{os.environ.get('SETIA_SEED') or randbelow(10**9)} {shard}"
        with copies.of_cluster(postgres_template)() as url:
            figures = pauses(url, seed, PAUSES)
        say(pytestconfig, f"stopped processes, seed {seed}: {figures.line()}")
        to_file(file, figures)
    assert not (anomalies := from_file(file).anomalies), "\n".join(anomalies[:20])


@pytest.mark.torture
def test_a_hundred_pauses_book_nothing_twice(folder: Path, pytestconfig: pytest.Config) -> None:
    together = Figures()
    files = sorted(folder.glob("*.json"))
    for file in files:
        together.add(from_file(file))
    say(pytestconfig, f"stopped processes, {len(files)} shards: {together.line()}")
    assert len(files) == SHARDS
    assert not together.anomalies, "\n".join(together.anomalies[:20])
    assert sum(together.pauses.values()) >= 100
