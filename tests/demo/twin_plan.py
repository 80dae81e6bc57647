"""The twin of three changes of the program: what each would have issued, in pandas from the raw table.

It shares no code with Setia. What came back counts no more, whether or not there was anything left to take.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from demo.visits import Visits
from tests.demo.twin_program import SATURDAY, gains, lines
from tests.demo.twin_visits import Gain

POINTS = ["base", "weekend-produce"]
"""The rules that give points."""

CHANGES: Mapping[str, tuple[str, str]] = {
    "produce counts double on weekdays instead of weekends": (
        "any_of: [saturday, sunday]",
        "any_of: [monday, tuesday, wednesday, thursday, friday]",
    ),
    "three points for every two dollars": ("points: 1, per: 1.00", "points: 3, per: 2.00"),
    "nothing for a basket below 20 dollars": (
        "    trigger: purchase\n    effects:\n      - {kind: points_per_amount,",
        "    trigger: purchase\n    when:\n      - {kind: basket_total, at_least: 20.00}\n"
        "    effects:\n      - {kind: points_per_amount,",
    ),
}
"""What is written instead of what in the demo's document."""


def _on_weekdays(of: pd.DataFrame) -> pd.DataFrame:
    weekend = of["bought_at"].dt.day_of_week >= SATURDAY
    return of.assign(**{"weekend-produce": (of["produce"] // 100).where(~weekend, 0)})


def _three_for_two(of: pd.DataFrame) -> pd.DataFrame:
    """What comes on top at weekends is as much again on fruit and vegetables, at the same rate."""
    weekend = of["bought_at"].dt.day_of_week >= SATURDAY
    produce = (of["produce"] * 3 // 200).where(weekend, 0)
    return of.assign(**{"base": of["cents"] * 3 // 200, "weekend-produce": produce})


def _large_ones(of: pd.DataFrame) -> pd.DataFrame:
    """What gives nothing is not doubled."""
    large = of["cents"] >= 2_000
    return of.assign(**{rule: of[rule].where(large, 0) for rule in POINTS})


_CHANGED: Mapping[str, Gain] = dict(zip(CHANGES, (_on_weekdays, _three_for_two, _large_ones), strict=True))


def changed(change: str) -> Gain:
    """What each rule gives for each basket of some lines under a change."""

    def gain(of: pd.DataFrame) -> pd.DataFrame:
        produce = of["cents"].where(of["department"] == "PRODUCE", 0).groupby(of["basket"], sort=False).sum()
        return _CHANGED[change](gains(of).assign(produce=produce)).drop(columns="produce")

    return gain


def issued(change: str, of: pd.DataFrame) -> tuple[int, int, dict[str, int]]:
    """Points issued as it is and under a change, for lines as they were kept; and what each household gets more."""
    before, after = gains(of), changed(change)(of)
    more = _points(after).sub(_points(before)).groupby(before["member"]).sum()
    return int(_points(before).sum()), int(_points(after).sum()), {str(member): int(n) for member, n in more.items()}


def by_month(change: str, of: pd.DataFrame) -> dict[str, int]:
    """Points that a change would have issued by month."""
    baskets = changed(change)(of)
    sums = _points(baskets).groupby(baskets["bought_at"].dt.strftime("%Y-%m")).sum()
    return {str(month): int(n) for month, n in sums.items() if n}


def _points(of: pd.DataFrame) -> pd.Series:
    return of[POINTS].sum(axis=1)


def kept(visits: Visits) -> pd.DataFrame:
    """Every line of the year as it was kept: a line of which pieces came back is worth what is left of it."""
    back = pd.DataFrame(
        [(int(one.basket.receipt), no, pieces) for one in visits.goods_back for no, pieces in one.lines],
        columns=["basket", "no", "back"],
    )
    year = lines().merge(back, on=["basket", "no"], how="left")
    left = year["pieces"] - year["back"].fillna(0).astype("int64")
    cents = year["cents"].where(
        year["back"].isna(), year["cents"] * left // year["pieces"].where(year["pieces"] > 0, 1)
    )
    return year.assign(cents=cents, pieces=left)
