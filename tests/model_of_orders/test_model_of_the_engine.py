"""T5 for orders without a database: the reference and the engine's fold side by side; and mistakes that it notices."""

from __future__ import annotations

import sys

import pytest

from tests.model.counting import Least
from tests.model.run import run_until
from tests.model_of_orders.meeting import OFTEN
from tests.model_of_orders.mutants import MUTANTS, SHOWN_BY, Mutant
from tests.model_of_orders.run import FoldMachine, run
from tests.model_of_orders.variants import VARIANTS


def test_the_engine_does_what_the_reference_does() -> None:
    run(FoldMachine, 4)


@pytest.mark.slow
def test_two_thousand_steps_and_what_they_must_meet(capsys: pytest.CaptureFixture[str]) -> None:
    counts, seed = run(FoldMachine, 25)
    lacking = run_until(FoldMachine, counts, 5, Least(1, 1), OFTEN)
    with capsys.disabled():
        sys.stdout.write(f"\nT5, orders, engine, seed {seed}: {counts.table()}\n")
    assert counts.steps >= 2_000
    assert not lacking


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.__name__ for mutant in MUTANTS])
def test_a_mistake_is_noticed(mutant: Mutant, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the latest in 1,200 runs, under every program; under those alone that can show it, in their share of these."""
    mutant(monkeypatch)
    variants = SHOWN_BY.get(mutant, VARIANTS)
    monkeypatch.setattr(FoldMachine, "variants", variants)
    with pytest.raises(AssertionError):
        run(FoldMachine, 1_200 * len(variants) // len(VARIANTS), shrink=False)
