"""T5 without a database: the reference and the engine's fold side by side."""

from __future__ import annotations

import pytest

from tests.model.counting import Least
from tests.model.run import FoldMachine, run, run_until
from tests.time_travel.saying import say

UNREACHABLE = {"event_in_future", "purchase_belongs_to_other_member", "unknown_member"}
"""Refusals that only services give."""


def test_the_engine_does_what_the_reference_does() -> None:
    run(FoldMachine, 30)


@pytest.mark.slow
def test_ten_thousand_steps_and_everything_often_enough(pytestconfig: pytest.Config) -> None:
    counts, seed = run(FoldMachine, 105)
    lacking = run_until(FoldMachine, counts, 20, Least(15, 10))
    say(pytestconfig, f"T5, engine, seed {seed}: {counts.table()}")
    assert counts.steps >= 10_000
    assert not lacking
