"""A million carts, in shards (T9).

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its figures; a run that finds them there goes on
with the shards that are missing, under the same seed. SETIA_TORTURE_PROCESSES says how many run at once.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from secrets import randbelow

import msgspec
import pytest

from tests.refunds.crowd import Figures, examine
from tests.time_travel.saying import say

CARTS = 1_000_000
SHARD = 5_000
SAID_EVERY = 20
"""Shards."""


@pytest.mark.torture
def test_of_a_million_carts_every_one_nets_zero(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = Path(os.environ.get("SETIA_TORTURE_DIR") or tmp_path) / "refunds"
    folder.mkdir(parents=True, exist_ok=True)
    seed = _seed(folder)
    began, together = time.monotonic(), Figures()
    shards = [(seed, start, folder) for start in range(0, CARTS, SHARD)]
    processes = int(os.environ.get("SETIA_TORTURE_PROCESSES") or os.cpu_count() or 1)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for done, figures in enumerate(pool.map(_shard, shards), 1):
            together.add(figures)
            if done % SAID_EVERY == 0 or done == len(shards):
                minutes = (time.monotonic() - began) / 60
                say(pytestconfig, f"refunds, seed {seed}, after {minutes:.1f} minutes: {together.line()}")
    assert together.carts == CARTS
    assert not together.wrong, "\n".join(together.differences)


def _seed(folder: Path) -> int:
    """Of the run that left its figures here, or a new one."""
    file = folder / "seed"
    if not file.exists():
        file.write_text(os.environ.get("SETIA_SEED") or str(randbelow(10**9)))
    return int(file.read_text())


def _shard(asked: tuple[int, int, Path]) -> Figures:
    """Its figures, from the file if it is there."""
    seed, start, folder = asked
    file = folder / f"{start:07}.json"
    if not file.exists():
        began = time.process_time()
        figures = examine(seed, range(start, start + SHARD))
        figures.met["processor seconds"] = round(time.process_time() - began)
        draft = file.with_suffix(".draft")
        draft.write_bytes(msgspec.json.encode(figures))
        draft.rename(file)
    return msgspec.json.decode(file.read_bytes(), type=_Told).figures()


class _Told(msgspec.Struct):
    """Figures as they are kept."""

    carts: int
    met: dict[str, int]
    wrong: int
    differences: list[str]

    def figures(self) -> Figures:
        """To be added up."""
        figures = Figures(self.carts, wrong=self.wrong, differences=self.differences)
        figures.met.update(self.met)
        return figures
