"""The twin of three changes of the program: what each would have issued, in pandas from the raw table.

It shares no code with Setia. What came back counts no more, whether or not there was anything left to take.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from demo.visits import Visits
from tests.demo.twin_program import lines

SATURDAY = 5

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


def _baskets(of: pd.DataFrame) -> pd.DataFrame:
    produce = of["cents"].where(of["department"] == "PRODUCE", 0)
    baskets = of.assign(produce=produce).groupby("basket", sort=False)
    sums = baskets.agg(member=("member", "first"), at=("bought_at", "first"), cents=("cents", "sum"))
    return sums.assign(produce=baskets["produce"].sum(), weekend=lambda of: of["at"].dt.day_of_week >= SATURDAY)


def _as_it_is(of: pd.DataFrame) -> pd.Series:
    return of["cents"] // 100 + (of["produce"] // 100).where(of["weekend"], 0)


def _on_weekdays(of: pd.DataFrame) -> pd.Series:
    return of["cents"] // 100 + (of["produce"] // 100).where(~of["weekend"], 0)


def _three_for_two(of: pd.DataFrame) -> pd.Series:
    """What comes on top at weekends is as much again on fruit and vegetables, at the same rate."""
    return of["cents"] * 3 // 200 + (of["produce"] * 3 // 200).where(of["weekend"], 0)


def _large_ones(of: pd.DataFrame) -> pd.Series:
    """What gives nothing is not doubled."""
    return _as_it_is(of).where(of["cents"] >= 2_000, 0)


_ISSUED: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = dict(
    zip(CHANGES, (_on_weekdays, _three_for_two, _large_ones), strict=True)
)


def issued(change: str, of: pd.DataFrame) -> tuple[int, int, dict[str, int]]:
    """Points issued as it is and under a change, for lines as they were kept; and what each household gets more."""
    baskets = _baskets(of)
    before, after = _as_it_is(baskets), _ISSUED[change](baskets)
    more = (after - before).groupby(baskets["member"]).sum()
    return int(before.sum()), int(after.sum()), {str(member): int(n) for member, n in more.items()}


def by_month(change: str, of: pd.DataFrame) -> dict[str, int]:
    """Points that a change would have issued by month."""
    baskets = _baskets(of)
    sums = _ISSUED[change](baskets).groupby(baskets["at"].dt.strftime("%Y-%m")).sum()
    return {str(month): int(n) for month, n in sums.items() if n}


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
