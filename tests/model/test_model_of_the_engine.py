"""T5 without a database: the reference and the engine's fold side by side."""

from __future__ import annotations

import sys

import pytest

from tests.model.counting import Least
from tests.model.machine import LedgerMachine
from tests.model.run import FoldMachine, run

UNREACHABLE = {"event_in_future", "purchase_belongs_to_other_member", "unknown_member"}
"""Refusals that only services give."""


def test_the_engine_does_what_the_reference_does() -> None:
    run(FoldMachine, 30)


@pytest.mark.slow
def test_sixty_thousand_steps_and_everything_often_enough(capsys: pytest.CaptureFixture[str]) -> None:
    counts, seed = run(FoldMachine, 600)
    with capsys.disabled():
        sys.stdout.write(f"\nT5, engine, seed {seed}: {counts.table()}\n")
    assert counts.steps >= 50_000
    assert not counts.shortfalls(LedgerMachine.kinds(), LedgerMachine.codes, Least(15, 10))
