"""Orders without a database: the reference and the engine's fold side by side."""

from __future__ import annotations

from tests.model_of_orders.run import FoldMachine, run


def test_the_engine_does_what_the_reference_does() -> None:
    run(FoldMachine, 8)
