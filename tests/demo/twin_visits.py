"""The twin of what happens at the tills: redemptions and returns, household by household, up to the day of the report.

Nothing has expired when they happen, so what a return finds gone was redeemed. Then the oldest points end, and how many
of them are left follows from one rule: what ends soonest is used first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pandas as pd

from demo.visits import GoodsBack, Redemption, Visits
from tests.demo.twin import AS_OF, MONTHS_UNTIL_GONE
from tests.demo.twin_program import LEVELS, RULES, STAMPS_ON_A_CARD, all_gains, gains, lines

PRICES = {"voucher": 500, "fruit-basket": 1000, "cake": 2000}
CAKE_FOR_GOLD = 1600
LEAST_MONEY_OFF = 500

MONTHS_UNTIL_A_REWARD_IS_GONE = 4
"""From the first instant of the month in which it was issued: that month, and the 3 after it."""


Gain = Callable[[pd.DataFrame], pd.DataFrame]
"""What each rule of a program gives for each basket of some lines: see `twin_program.gains`."""


@dataclass
class Lot:
    """What is left of the points of one basket."""

    basket: int
    gone_at: datetime
    left: int


@dataclass
class Reward:
    """One reward that was issued; a card's is for no basket."""

    kind: str
    gone_at: datetime
    used_on: int = 0


@dataclass
class Household:
    """One household as it stands after what has happened so far."""

    lots: list[Lot] = field(default_factory=list)
    """Oldest first, which is also soonest gone first."""
    stamps: int = 0
    rewards: list[Reward] = field(default_factory=list)
    spent_cents: Counter[int] = field(default_factory=Counter)
    """By calendar year, what did not come back."""
    lifted_by: dict[str, int] = field(default_factory=dict)
    """The levels that it holds, lowest first, each with the basket that lifted it there."""
    redeemed: int = 0
    taken_back: int = 0
    forgiven: int = 0
    expired: int = 0
    stamps_taken_back: int = 0
    stamps_forgiven: int = 0
    refused: int = 0
    refused_units: int = 0
    """What was asked for in vain."""
    gave: dict[int, int] = field(default_factory=dict)
    """By the basket at which it was asked for, the points given for a reward."""

    @property
    def level(self) -> str:
        """The highest level that it holds."""
        return next(reversed(self.lifted_by), "member")

    @property
    def points(self) -> int:
        """What it can use."""
        return sum(lot.left for lot in self.lots)

    def buys(self, basket: int, bought_at: datetime, gain: Mapping[str, int]) -> None:
        """Points, a stamp, a pastry for a full card, and a level where this basket reaches it."""
        points = gain["base"] + gain["weekend-produce"]
        self.lots.append(Lot(basket, _after_months(bought_at, MONTHS_UNTIL_GONE), points))
        self.stamps += gain["bakery-stamp"]
        if self.stamps == STAMPS_ON_A_CARD:
            self.stamps = 0
            self.rewards.append(Reward("free-pastry", _after_months(bought_at, MONTHS_UNTIL_A_REWARD_IS_GONE)))
        self.spent_cents[bought_at.year] += gain["cents"]
        for level, cents in LEVELS:
            if self.spent_cents[bought_at.year] >= cents:
                self.lifted_by.setdefault(level, basket)

    def asks_for(self, reward: str, basket: int, bought_at: datetime, has: int | None = None) -> None:
        """A reward for points, oldest first, used on a basket at once; refused where there are too few.

        Money off is asked for with all that there is, or with what there was, where that is told again.
        """
        price = PRICES.get(reward, (self.points if has is None else has) // 100 * 100)
        if reward == "cake" and self.level == "gold":
            price = CAKE_FOR_GOLD
        if price > self.points or price < LEAST_MONEY_OFF:
            self.refused += 1
            self.refused_units += price
            return
        self.redeemed += self._take(price)
        self.gave[basket] = price
        gone_at = _after_months(bought_at, MONTHS_UNTIL_A_REWARD_IS_GONE)
        self.rewards.append(Reward(reward, gone_at, used_on=basket))

    def brings_back(self, basket: int, bought_at: datetime, was: Mapping[str, int], now: Mapping[str, int]) -> None:
        """What the basket gave and its remainder would not have is taken, from its own points first, never below 0."""
        owed = was["base"] + was["weekend-produce"] - now["base"] - now["weekend-produce"]
        own = next(lot for lot in self.lots if lot.basket == basket)
        from_own = min(owed, own.left)
        own.left -= from_own
        taken = from_own + self._take(owed - from_own)
        self.taken_back += taken
        self.forgiven += owed - taken
        stamps_owed = was["bakery-stamp"] - now["bakery-stamp"]
        stamps_taken = min(stamps_owed, self.stamps)
        self.stamps -= stamps_taken
        self.stamps_taken_back += stamps_taken
        self.stamps_forgiven += stamps_owed - stamps_taken
        self.spent_cents[bought_at.year] -= was["cents"] - now["cents"]
        for level, cents in reversed(LEVELS):
            if self.lifted_by.get(level) == basket and self.spent_cents[bought_at.year] < cents:
                del self.lifted_by[level]
        if not now["cents"]:
            for reward in self.rewards:
                reward.used_on = 0 if reward.used_on == basket else reward.used_on

    def expires(self, as_of: datetime) -> None:
        """Points whose time is over are gone."""
        for lot in self.lots:
            if lot.gone_at <= as_of:
                self.expired += lot.left
                lot.left = 0

    def rewards_by_state(self, as_of: datetime) -> Counter[tuple[str, str]]:
        """How many of each there are: used, expired or still to be used."""
        return Counter(
            (one.kind, "used" if one.used_on else "expired" if one.gone_at <= as_of else "issued")
            for one in self.rewards
        )

    def _take(self, wanted: int) -> int:
        """Take points, soonest gone first, as far as there are any. Returns how many."""
        missing = wanted
        for lot in self.lots:
            part = min(missing, lot.left)
            lot.left -= part
            missing -= part
        return wanted - missing


def households(
    visits: Visits, gain: Gain = gains, recorded: Mapping[str, Household] | None = None
) -> dict[str, Household]:
    """Every household at AS_OF: after its year, the redemptions, the returns, and what has expired since.

    Under another program than the demo's, which gives what `gain` says, nobody asks for more than was `recorded`.
    """
    was = (all_gains() if gain is gains else gain(lines())).to_dict("index")
    now = _remainders(visits.goods_back, gain).to_dict("index")
    found = {one["member"]: Household() for one in was.values()}
    for basket, one in was.items():
        found[one["member"]].buys(basket, one["bought_at"].to_pydatetime().replace(tzinfo=UTC), one)
    for redemption in visits.redemptions:
        basket, bought_at = _key(redemption)
        who, gave = redemption.basket.member, None
        if recorded is not None and (gave := recorded[who].gave.get(basket)) is None:
            continue
        found[who].asks_for(redemption.reward, basket, bought_at, gave)
    for back in visits.goods_back:
        basket, bought_at = _key(back)
        found[back.basket.member].brings_back(basket, bought_at, was[basket], now[basket])
    for household in found.values():
        household.expires(AS_OF)
    return found


def _remainders(goods_back: tuple[GoodsBack, ...], gain: Gain) -> pd.DataFrame:
    """What each rule gives for what was kept of the baskets that came back; nothing for one of which nothing was."""
    back = pd.DataFrame(
        [(int(one.basket.receipt), no, pieces) for one in goods_back for no, pieces in one.lines],
        columns=["basket", "no", "back"],
    )
    kept = lines()[lines()["basket"].isin(back["basket"])].merge(back, on=["basket", "no"], how="left")
    left = kept["pieces"] - kept["back"].fillna(0).astype("int64")
    kept = kept.assign(cents=kept["cents"] * left // kept["pieces"], pieces=left)
    remainders = gain(kept)
    remainders.loc[remainders["cents"] == 0, list(RULES)] = 0
    return remainders


def _key(visit: Redemption | GoodsBack) -> tuple[int, datetime]:
    """Which basket it is about, and when that was bought."""
    return int(visit.basket.receipt), datetime.fromisoformat(visit.basket.bought_at)


def _after_months(instant: datetime, months: int) -> datetime:
    """The first instant of the month so many months later."""
    number = instant.year * 12 + instant.month - 1 + months
    return datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)
