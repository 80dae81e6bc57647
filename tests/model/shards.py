"""Shards of a stateful model at full size: each leaves its seed and counts in a folder, and is not run again."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.model.counting import Counts


def folder_of_shards(instead: Path) -> Path:
    """Where shards are written down: in the folder that SETIA_TORTURE_DIR names, or in `instead`."""
    folder = Path(os.environ.get("SETIA_TORTURE_DIR") or instead) / "model"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def shard(run: Callable[[], tuple[Counts, int]], record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Run one, unless it is finished; `run` gives what was counted, and the seed."""
    if record.exists():
        pytest.skip(f"{record.name} is finished")
    began = time.monotonic()
    counts, seed = run()
    seconds = round(time.monotonic() - began)
    counts.save(record, seed=seed, seconds=seconds)
    with capsys.disabled():
        sys.stdout.write(f"\nT5, {record.stem}, seed {seed}, {seconds} s: {counts.table()}\n")
