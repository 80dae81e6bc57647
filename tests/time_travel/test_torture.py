"""Time travel at full size: a million lot expiries, in shards of one place and some lives each (T6).

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its figures; a run that finds them there goes on
with the shards that are missing, under the same seed.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from secrets import randbelow

import msgspec
import pytest

from tests.time_travel.crowd import Figures, travel
from tests.time_travel.inventing import ZONES
from tests.time_travel.saying import say

EXPIRIES = 1_000_000
LIVES = 46
"""Of a shard."""


@pytest.mark.torture
def test_a_million_lots_end_as_the_oracle_says(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = Path(os.environ.get("SETIA_TORTURE_DIR") or tmp_path) / "time-travel"
    folder.mkdir(parents=True, exist_ok=True)
    seed = _seed(folder)
    began = time.monotonic()
    together = Figures()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for shard in count():
            asked = [(zone, seed, range(shard * LIVES, (shard + 1) * LIVES), folder) for zone in ZONES]
            for zone, figures in zip(ZONES, pool.map(_shard, asked), strict=True):
                together.add(figures)
                say(pytestconfig, f"time travel, seed {seed}, shard {shard}, {zone}: {figures.line()}")
            if together.expiries >= EXPIRIES or together.differences:
                break
    minutes = (time.monotonic() - began) / 60
    say(pytestconfig, f"time travel, seed {seed}, all in {minutes:.1f} minutes: {together.line()}")
    assert not together.differences, "\n".join(together.differences[:20])
    total = together.facts.total()
    assert not {kind: met for kind, met in together.facts.items() if met * 50 < total}


def _seed(folder: Path) -> int:
    """Of the run that left its figures here, or a new one."""
    file = folder / "seed"
    if not file.exists():
        file.write_text(os.environ.get("SETIA_SEED") or str(randbelow(10**9)))
    return int(file.read_text())


def _shard(asked: tuple[str, int, range, Path]) -> Figures:
    """Its figures, from the file if it is there."""
    zone, seed, lives, folder = asked
    file = folder / f"{zone.replace('/', '-')}-{lives.start}.json"
    if not file.exists():
        began = time.process_time()
        figures = travel(zone, seed, lives)
        figures.counts["processor seconds"] = round(time.process_time() - began)
        draft = file.with_suffix(".draft")
        draft.write_bytes(msgspec.json.encode(figures))
        draft.rename(file)
    return _read(file)


def _read(file: Path) -> Figures:
    told = json.loads(file.read_text())
    return Figures(told["lives"], Counter(told["facts"]), Counter(told["counts"]), told["differences"])
