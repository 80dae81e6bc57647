"""A million documents, in shards (T13).

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its figures; a run that finds them there goes on
with the shards that are missing, under the same seed. SETIA_TORTURE_PROCESSES says how many run at once.
"""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from tests.documents.seeds import seed_of_this_run
from tests.programs_fuzz.child import Work
from tests.programs_fuzz.examining import Figures
from tests.programs_fuzz.running import take
from tests.programs_fuzz.test_programs_fuzz import VALID_PERCENT
from tests.time_travel.saying import say

DOCUMENTS = 1_000_000
SHARD = 5_000
CARTS = 100
CARTS_EVERY_SHARD = 20
"""On a hundred carts in one shard of so many, on one cart in the others."""
SAID_EVERY = 10


@pytest.mark.torture
def test_of_a_million_documents_none_breaks_the_reader(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    folder = Path(os.environ.get("SETIA_TORTURE_DIR") or tmp_path) / "programs"
    folder.mkdir(parents=True, exist_ok=True)
    seed = _seed(folder)
    began, together = time.monotonic(), Figures()
    processes = int(os.environ.get("SETIA_TORTURE_PROCESSES") or os.cpu_count() or 1)
    starts = range(0, DOCUMENTS, SHARD)
    with ThreadPoolExecutor(processes) as pool:  # each waits for a process of its own
        for done, figures in enumerate(pool.map(lambda start: _shard(seed, start, folder), starts), 1):
            together.add(figures)
            if done % SAID_EVERY == 0 or done == len(starts):
                minutes = (time.monotonic() - began) / 60
                say(pytestconfig, f"programs, seed {seed}, after {minutes:.1f} minutes: {together.line()}")
    assert not together.broken
    assert together.inputs == DOCUMENTS
    assert together.valid_percent >= VALID_PERCENT


def _seed(folder: Path) -> int:
    """Of the run that left its figures here, or a new one."""
    file = folder / "seed"
    if not file.exists():
        file.write_text(str(seed_of_this_run()))
    return int(file.read_text())


def _shard(seed: int, start: int, folder: Path) -> Figures:
    """Its figures, from the file if it is there."""
    file = folder / f"{start:07}.json"
    if not file.exists():
        carts = CARTS if start // SHARD % CARTS_EVERY_SHARD == 0 else 1
        figures = take(Work(seed, start, SHARD, carts, str(folder / f"{start:07}.number")))
        file.write_bytes(msgspec.json.encode(figures))
    return msgspec.json.decode(file.read_bytes(), type=Figures)
