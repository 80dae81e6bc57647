"""Expiry races at full size, in shards of one database and fifty races each (T8).

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its figures; a run that finds them there goes on
with the shards that are missing, under the same seed.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from secrets import randbelow

import msgspec
import pytest

from tests.races import copies
from tests.races.block import RACES, block
from tests.races.copies import Fresh
from tests.races.figures import Figures
from tests.races.track import Track, track
from tests.time_travel.saying import say

SHARDS = {"postgresql": 200, "sqlite": 40}
"""10,000 races and 2,000."""


@pytest.mark.torture
@pytest.mark.parametrize("kind", SHARDS)
def test_ten_thousand_races_have_one_winner_a_unit(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    folder = Path(os.environ.get("SETIA_TORTURE_DIR") or tmp_path) / "expiry-races"
    folder.mkdir(parents=True, exist_ok=True)
    seed, began, together = _seed(folder), time.monotonic(), Figures()
    with ExitStack() as stack:
        lanes = stack.enter_context(track())
        if kind == "sqlite":
            fresh = copies.of_file(request.getfixturevalue("sqlite_template"), tmp_path)
        else:
            fresh = copies.of_cluster(request.getfixturevalue("postgres_template"))
        for shard in range(SHARDS[kind]):
            together.add(_shard(folder / f"{kind}-{shard:03}.json", fresh, lanes, f"{kind} {seed} {shard}"))
            if together.anomalies:
                break
    minutes = (time.monotonic() - began) / 60
    say(pytestconfig, f"expiry races on {kind}, seed {seed}, all in {minutes:.1f} minutes: {together.line()}")
    assert not together.anomalies, "\n".join(together.anomalies[:20])
    assert not together.shortfalls(permille=20, met=10)


def _seed(folder: Path) -> int:
    """Of the run that left its figures here, or a new one."""
    file = folder / "seed"
    if not file.exists():
        file.write_text(os.environ.get("SETIA_SEED") or str(randbelow(10**9)))
    return int(file.read_text())


def _shard(file: Path, fresh: Fresh, lanes: Track, seed: str) -> Figures:
    """Its figures, from the file if it is there."""
    if not file.exists():
        with fresh() as url:
            figures = block(lanes, url, seed, RACES)
        draft = file.with_suffix(".draft")
        draft.write_bytes(msgspec.json.encode(figures))
        draft.rename(file)
    told = json.loads(file.read_text())
    counters = {name: Counter(counts) for name, counts in told.items() if isinstance(counts, dict)}
    return Figures(races=told["races"], anomalies=told["anomalies"], **counters)
