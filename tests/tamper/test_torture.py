"""Tampering at full size: every column of history at least twenty times, forgeries, and a hundred clean runs (T24).

SETIA_TORTURE_DIR names a folder in which every finished shard leaves its figures; a run that finds them there goes on
with the shards that are missing, under the same seed.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from secrets import randbelow

import msgspec
import pytest

from tests.tamper.forgeries import FORGERIES, complaint
from tests.tamper.going_on import alarms
from tests.tamper.trial import Figures, Place, attempt, everything
from tests.time_travel.saying import say

SHARD = 100
CLEAN = 100
FORGED = 60


@pytest.mark.torture
def test_every_alteration_is_noticed_and_no_clean_run_is(
    place: Place, request: pytest.FixtureRequest, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    kind = request.node.callspec.params["place"]
    folder = Path(os.environ.get("SETIA_TORTURE_DIR") or tmp_path) / "tampering"
    folder.mkdir(parents=True, exist_ok=True)
    seed, began, together = _seed(folder), time.monotonic(), Figures()
    cells = list(enumerate(everything()))
    for first in range(0, len(cells), SHARD):
        tried = (attempt(place, cell, f"{seed} {number}") for number, cell in cells[first : first + SHARD])
        together.add(_shard(folder / f"{kind}-deeds-{first // SHARD:02}.json", lambda of=tried: of))  # type: ignore[misc]
    runs: dict[str, Callable[[int], Figures]] = {
        "forgeries": lambda n: _forged(place, n, f"{seed} {n}", tmp_path),
        "clean": lambda n: _clean(place, f"{seed} {n}", tmp_path),
    }
    for name, count in (("forgeries", FORGED), ("clean", CLEAN)):
        run = runs[name]
        together.add(_shard(folder / f"{kind}-{name}.json", lambda n=count, run=run: map(run, range(n))))  # type: ignore[misc]
    minutes = (time.monotonic() - began) / 60
    say(pytestconfig, f"tampering on {kind}, seed {seed}, all in {minutes:.1f} minutes: {together.line()}")
    say(pytestconfig, "\n".join(together.tables()))
    assert not together.missed, "\n".join(together.missed[:20])
    assert not together.shortfalls()


def _forged(place: Place, number: int, seed: str, folder: Path) -> Figures:
    """One forgery that only a checkpoint can tell."""
    kind = number % len(FORGERIES)
    with place.fresh():
        fault = complaint(kind, seed, folder / f"forged-{number}")
    name = f"forge {FORGERIES[kind].__name__}"
    return Figures(deeds=Counter([name]), by=Counter(["noticed by checkpoint"]), missed=[fault] if fault else [])


def _clean(place: Place, seed: str, folder: Path) -> Figures:
    """One run in which nobody tampers."""
    with place.fresh():
        return Figures(deeds=Counter(["clean run"]), missed=alarms(seed, place.checkpoints, folder / f"clean-{seed}"))


def _seed(folder: Path) -> int:
    """Of the run that left its figures here, or a new one."""
    file = folder / "seed"
    if not file.exists():
        file.write_text(os.environ.get("SETIA_SEED") or str(randbelow(10**9)))
    return int(file.read_text())


def _shard(file: Path, run: Callable[[], Iterable[Figures]]) -> Figures:
    """Its figures, from the file if it is there."""
    if not file.exists():
        figures = Figures()
        for one in run():
            figures.add(one)
        draft = file.with_suffix(".draft")
        draft.write_bytes(msgspec.json.encode(figures))
        draft.rename(file)
    told = json.loads(file.read_text())
    counters = {name: Counter(counts) for name, counts in told.items() if isinstance(counts, dict)}
    return Figures(missed=told["missed"], **counters)
