"""The law of a what-if: under the versions that were in force, a shop's past comes out as it was, to the last hash.

The shops are those of the random test of orders: purchases, returns, edits, claims, moves, merges, rewards with stock.
"""

from __future__ import annotations

import sys

import pytest

from setia.engine.what_if import History, Shared, retell
from tests.model_of_orders.fold_system import FoldSystem
from tests.model_of_orders.programs import Version
from tests.model_of_orders.run import FoldMachine, run
from tests.model_of_orders.system import System


class RetoldSystem(FoldSystem):
    """A shop whose past is also told again from the beginning, all members together."""

    def faults(self) -> list[str]:
        """Heads that are not the same, and commands that were skipped."""
        return [*super().faults(), *self._told_otherwise()]

    def _told_otherwise(self) -> list[str]:
        journals = list(self._journals.values())
        histories = [
            History(one.key, one.taken, {no: (reward.reward, reward.seq) for no, reward in one.fold.rewards.items()})
            for one in journals
        ]
        otherwise: list[str] = []

        def heard(place: int, one: object, became: object) -> None:
            if not hasattr(became, "transactions"):
                otherwise.append(f"{journals[place].key!r}: {one} {became}")

        retold = retell(histories, self._versions, Shared(), heard)
        pairs = zip(journals, retold, strict=True)
        return otherwise + [
            f"retold: {journal.key!r}" for journal, one in pairs if one.fold.account != journal.fold.account
        ]


class RetoldMachine(FoldMachine):
    """The machine of orders; every few steps its past is told again."""

    check_every = 25

    @staticmethod
    def start(first: Version) -> System:
        """No database."""
        return RetoldSystem(first)


def test_what_happened_happens_again() -> None:
    run(RetoldMachine, 4)


@pytest.mark.torture
def test_many_steps_happen_again(capsys: pytest.CaptureFixture[str]) -> None:
    counts, seed = run(RetoldMachine, 200)
    with capsys.disabled():
        sys.stdout.write(f"\nWhat-if, the same again, seed {seed}: {counts.steps} steps\n")
    assert counts.steps >= 15_000
