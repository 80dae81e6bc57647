"""Purchases that are counted and not told come to exactly the same: accounts, lots, counters, rewards, and all figures.

The shops are those of the random test of orders, retold under their own programs without what makes all members share
something: a birthday that is read, a stock. So all verbs are among the commands between the purchases.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from setia.engine.decide import Decision
from setia.engine.journalled import Journalled
from setia.engine.rules.compiled import Compiled, compile_program
from setia.engine.rules.tier_set import Window
from setia.engine.rules.versions import Version, Versions
from setia.engine.what_if import Counted, History, Shape, Shared, Skipped, retell, shape_of
from setia.replay.tally import Tally
from tests.model_of_orders.fold_system import FoldSystem
from tests.model_of_orders.programs import Version as Modelled
from tests.model_of_orders.run import FoldMachine, run
from tests.model_of_orders.system import System


def countable(compiled: Compiled) -> Compiled:
    """The program with nothing in it that all members share, no ends by idleness, and no windows that roll."""
    program = compiled.program
    return compile_program(
        replace(
            program,
            rules=tuple(one for one in program.rules if one.trigger != "birthday"),
            rewards=tuple(replace(one, stock=None) for one in program.rewards),
            wallets=tuple(
                replace(one, expiry=replace(one.expiry, idle=None)) if one.expiry is not None else one
                for one in program.wallets
            ),
            tiers=tuple(
                replace(one, window=Window("calendar_year")) if one.window.kind == "rolling" else one
                for one in program.tiers
            ),
        )
    )


class CountedSystem(FoldSystem):
    """A shop whose past is retold twice: every purchase told, and most of them counted."""

    def faults(self) -> list[str]:
        """What comes out otherwise."""
        first, last = self._versions.applied[0], self._versions.applied[-1]
        compiled = replace(countable(last.compiled), effective_from=first.compiled.effective_from)
        version = Version(first.number, first.applied_at, compiled)
        shape = shape_of(version)
        assert shape is not None
        told, counted = self._retold(Versions((version,)), compiled), self._retold(shape, compiled)
        assert told[1] == 0
        return [
            *super().faults(),
            *(f"counted: {one}" for one, a, b in zip(self._journals, told[0], counted[0], strict=True) if a != b),
        ]

    def _retold(self, by: Versions | Shape, compiled: Compiled) -> tuple[list[tuple[Any, ...]], int]:
        journals = list(self._journals.values())
        histories = [
            History(one.key, one.taken, {no: (reward.reward, reward.seq) for no, reward in one.fold.rewards.items()})
            for one in journals
        ]
        tallies, counted = [Tally(compiled) for _ in histories], 0

        def heard(place: int, one: Journalled | None, became: Decision | Skipped | Counted) -> None:
            nonlocal counted
            counted += isinstance(became, Counted)
            tallies[place].hear(one, became)

        accounts = retell(histories, by, Shared(), heard, chained=False)
        found: list[tuple[Any, ...]] = []
        for tally, account in zip(tallies, accounts, strict=True):
            fold = account.fold
            tally.close(fold.account, compiled, self._now)
            found.append((fold.account, fold.lots, fold.counters, fold.rewards, fold.holds, tally.figures))
        return found, counted


class CountedMachine(FoldMachine):
    """The machine of orders; every few steps its past is told and counted."""

    check_every = 25

    @staticmethod
    def start(first: Modelled) -> System:
        """No database."""
        return CountedSystem(first)


def test_counted_is_told() -> None:
    run(CountedMachine, 6)


@pytest.mark.torture
def test_counted_is_told_in_many_shops() -> None:
    run(CountedMachine, 300)
