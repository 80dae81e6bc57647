"""The twin of a plan: every figure that it states of the demo's year, from households that lived it twice.

A reward is worth what the program says, and a unit what it buys at most at a price for everybody: a point 1.1 cents, in
cake; a stamp a tenth of a pastry, 15 cents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from demo.visits import Visits
from tests.demo.twin_plan import POINTS, changed, kept
from tests.demo.twin_program import RULES, STAMPS_ON_A_CARD, gains, lines
from tests.demo.twin_visits import Gain, Household, households

WORTH = {"points": Fraction(22_00, 2_000), "stamps": Fraction(1_50, STAMPS_ON_A_CARD)}
"""In cents."""

MONTHS = 12
"""Whole ones: the year runs a few hours into the next January."""


@dataclass
class Side:
    """What some households come to under one program."""

    households: dict[str, Household]
    given: pd.DataFrame
    """What each rule gave for each basket, when it was bought."""
    kept: pd.DataFrame
    """The same, of what did not come back."""

    def by_rule(self) -> dict[str, int]:
        """Units that each rule gives for what was kept."""
        return {rule: int(self.kept[rule].sum()) for rule in RULES}

    def issued(self) -> dict[str, int]:
        """Units by wallet, for what was kept."""
        return {"points": int(self.kept[POINTS].sum().sum()), "stamps": int(self.kept["bakery-stamp"].sum())}

    def wallets(self) -> dict[str, dict[str, int]]:
        """Units by wallet, by what became of them."""
        of, cards = self._total, self._pastries() * STAMPS_ON_A_CARD
        points = {"redeemed": of("redeemed"), "expired": of("expired"), "held": of("points"), "owed": 0}
        unaffordable = {"unaffordable": of("refused"), "unaffordable_units": of("refused_units")}
        stamps = {"redeemed": cards, "expired": 0, "held": of("stamps"), "owed": 0}
        none = dict.fromkeys(unaffordable, 0)
        issued = self.issued()
        return {
            "points": {"issued": issued["points"], **points, **unaffordable},
            "stamps": {"issued": issued["stamps"], **stamps, **none},
        }

    def rewards(self) -> dict[str, int]:
        """How many of each were issued."""
        return dict(Counter(reward.kind for one in self.households.values() for reward in one.rewards))

    def levels(self) -> dict[str, int]:
        """Households on each level."""
        return dict(Counter(one.level for one in self.households.values()))

    def cost(self) -> int:
        """Of all that was issued, in cents. A pastry costs nothing beside its stamps."""
        return round(sum(WORTH[wallet] * units for wallet, units in self.issued().items()))

    def cost_per_month(self) -> Fraction:
        """Of what was given in whole months; what came back came later."""
        year = self.given[self.given["bought_at"].dt.year == 2017]
        points, stamps = int(year[POINTS].sum().sum()), int(year["bakery-stamp"].sum())
        return (WORTH["points"] * points + WORTH["stamps"] * stamps) / MONTHS

    def liability(self) -> int:
        """Of what households hold in the end, in cents."""
        return round(WORTH["points"] * self._total("points") + WORTH["stamps"] * self._total("stamps"))

    def sales_per_month(self) -> Fraction:
        """Before returns, in cents."""
        year = self.given[self.given["bought_at"].dt.year == 2017]
        return Fraction(int(year["cents"].sum()), MONTHS)

    def points_of(self) -> dict[str, int]:
        """Points issued to each household, for what was kept."""
        sums = self.kept[POINTS].sum(axis=1).groupby(self.kept["member"]).sum()
        return {str(who): int(units) for who, units in sums.items()}

    def _total(self, of: str) -> int:
        return sum(int(getattr(one, of)) for one in self.households.values())

    def _pastries(self) -> int:
        return self.rewards().get("free-pastry", 0)


def sides(change: str, visits: Visits, members: frozenset[str]) -> tuple[Side, Side]:
    """Some households under the demo's program, and under a change of it."""
    as_it_is = households(visits)
    as_planned = households(visits, changed(change), as_it_is)
    for one in as_it_is.values():  # what was refused then is on no record
        one.refused = one.refused_units = 0
    return _side(gains, as_it_is, visits, members), _side(changed(change), as_planned, visits, members)


def _side(gain: Gain, of: Mapping[str, Household], visits: Visits, members: frozenset[str]) -> Side:
    given, left = gain(lines()), gain(kept(visits))
    mine = {who: one for who, one in of.items() if who in members}
    return Side(mine, given[given["member"].isin(members)], left[left["member"].isin(members)])


def pairs(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Figures by name, beside each other."""
    return {name: {"before": before.get(name, 0), "after": after.get(name, 0)} for name in {**before, **after}}
