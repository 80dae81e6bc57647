"""Rewards: what members get for points, for a full card, or as a gift; and conversions that give them by themselves."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from setia.engine.calendar import Duration, RoundTo
from setia.engine.rules.conditions import Condition, ready
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.faults import POINTS_MAX, Faults, Path
from setia.engine.rules.limit import Every
from setia.engine.rules.scene import day
from setia.engine.rules.wallet_type import Text

RewardKind = Literal[
    "amount_off",
    "percent_off",
    "free_item",
    "free_shipping",
    "product",
    "experience",
    "gift_card",
    "donation",
    "cash_out",
    "partner",
    "other",
]
"""What a reward is worth at the till is for the till to know; here it is a thing that is issued, used and ends."""


class Price(Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "last": "through"}):
    """What it costs. Of several prices the last that fits holds: say the plain one first, exceptions after it."""

    amount: int
    """In the smallest unit of the reward's wallet; 0 is free."""
    tiers: tuple[str, ...] = ()
    """Only at these levels."""
    first: str | None = None
    last: str | None = None
    """Only on these local days, both included; one of them may be missing."""


class AnyAmount(Struct, frozen=True, forbid_unknown_fields=True):
    """Any number of units may be turned into it: `step` units give `worth` of money off, or of whatever it is."""

    step: int
    worth: int | str
    """In major units of the program's currency, for each step."""
    least: int = 1
    most: int | None = None


class Quota(Struct, frozen=True, forbid_unknown_fields=True):
    """How many one member may have in a period."""

    times: int
    every: Every


class Reward(Struct, frozen=True, forbid_unknown_fields=True):
    """One reward. Without a price it cannot be asked for: rules and conversions issue it."""

    id: str
    name: Text = {}
    kind: RewardKind = "other"
    wallet: str = "points"
    prices: tuple[Price, ...] = ()
    any_amount: AnyAmount | None = None
    value: int | str | None = None
    """What it is worth, in major units of the program's currency: what it costs the shop if it is used in vain."""
    valid_for: str | None = None
    """How long it can be used after it was issued: through the last day of a duration. None: without end."""
    valid_to: RoundTo = "day"
    stock: int | None = None
    """How many there are for all members together."""
    codes: Literal["generated", "pool"] = "generated"
    """pool: each is a code that was imported; without one left there is none to give."""
    tier_set: str = ""
    when: tuple[Condition, ...] = ()
    """Who may ask for it, where and when."""
    min_basket: int | str | None = None
    """What a basket must be worth that it is used on, in major units of the program's currency."""
    quota: Quota | None = None
    on_used: Literal["forgive", "debt"] = "forgive"
    """What happens if the order that gave it is returned and it is used already."""
    debt_wallet: str = ""
    """For debt: the wallet in which its value is owed; one of minor units that is not of money."""


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """So many units become one reward."""

    amount: int
    reward: str


class Conversion(Struct, frozen=True, forbid_unknown_fields=True):
    """Units that become rewards by themselves: a full stamp card, 100 points to 5 dollars.

    A member may choose among several choices; until he does, the first holds.
    """

    id: str
    wallet: str
    choices: tuple[Choice, ...]
    name: Text = {}


class PriceBand(Struct, frozen=True):
    """A price ready for use."""

    amount: int
    tiers: frozenset[str]
    first: date
    last: date


class Offer(Struct, frozen=True):
    """A reward ready for use."""

    id: str
    wallet: str
    bands: tuple[PriceBand, ...]
    any_amount: AnyAmount | None
    step_worth: int
    """Of `any_amount`, in minor units."""
    value: int
    """In minor units; 0 where the document says none."""
    life: Duration | None
    valid_to: RoundTo
    stock: int | None
    pool: bool
    tier_set: str
    tests: tuple[Test, ...]
    quota: Quota | None
    on_used: Literal["forgive", "debt"]
    debt_wallet: str
    min_basket: int = 0
    """In minor units; 0: any."""

    @property
    def limited(self) -> bool:
        """Whether there are only so many."""
        return self.stock is not None or self.pool

    def quota_counter(self) -> str:
        """The name under which a member's share is counted."""
        return f"reward:{self.id}"


def offers(rewards: tuple[Reward, ...], defined: Defined, faults: Faults) -> dict[str, Offer]:
    """Rewards by id, ready for use."""
    return {one.id: _offer(one, defined, ("rewards", i), faults) for i, one in enumerate(rewards)}


def _offer(reward: Reward, defined: Defined, path: Path, faults: Faults) -> Offer:
    if reward.prices or reward.any_amount:
        faults.known(reward.wallet, defined.units, (*path, "wallet"), "wallet")
    if reward.prices and reward.any_amount:
        faults.add(path, "one_of", "prices, any_amount", "prices, any_amount")
    name = reward.tier_set or (next(iter(defined.levels)) if len(defined.levels) == 1 else "")
    if reward.tier_set:
        faults.known(name, defined.levels, (*path, "tier_set"), "tier_set")
    bands = tuple(_band(one, defined.levels.get(name, ()), (*path, "prices", i), faults)
                  for i, one in enumerate(reward.prices))  # fmt: skip
    free = reward.any_amount
    worth = 0
    if free is not None:
        faults.within(free.step, 1, POINTS_MAX, (*path, "any_amount", "step"))
        least = faults.within(free.least, 1, POINTS_MAX, (*path, "any_amount", "least"))
        if free.most is not None:
            faults.within(free.most, least, POINTS_MAX, (*path, "any_amount", "most"))
        worth = faults.money(free.worth, defined.exponent, (*path, "any_amount", "worth"))
    if reward.stock is not None:
        faults.within(reward.stock, 0, POINTS_MAX, (*path, "stock"))
    if reward.quota is not None:
        faults.within(reward.quota.times, 1, POINTS_MAX, (*path, "quota", "times"))
    if reward.on_used == "debt" or reward.debt_wallet:
        known = faults.known(reward.debt_wallet, defined.units, (*path, "debt_wallet"), "wallet")
        if known and defined.units[reward.debt_wallet].decimals != defined.exponent:
            faults.add((*path, "debt_wallet"), "not_money", reward.debt_wallet, f"decimals {defined.exponent}")
        if known and defined.units[reward.debt_wallet].kind == "money":  # what was paid in never repays a debt
            faults.add((*path, "debt_wallet"), "debt_in_money", reward.debt_wallet, "points, stamps, status")
    return Offer(
        id=reward.id,
        wallet=reward.wallet,
        bands=bands,
        any_amount=free,
        step_worth=worth,
        value=0 if reward.value is None else faults.money(reward.value, defined.exponent, (*path, "value")),
        life=None if reward.valid_for is None else faults.duration(reward.valid_for, (*path, "valid_for")),
        valid_to=reward.valid_to,
        stock=reward.stock,
        pool=reward.codes == "pool",
        tier_set=name,
        tests=ready(reward.when, defined, (*path, "when"), faults),
        quota=reward.quota,
        on_used=reward.on_used,
        debt_wallet=reward.debt_wallet,
        min_basket=faults.money(reward.min_basket or 0, defined.exponent, (*path, "min_basket"), zero=True),
    )


def _band(price: Price, levels: tuple[str, ...], path: Path, faults: Faults) -> PriceBand:
    faults.within(price.amount, 0, POINTS_MAX, (*path, "amount"))
    for i, level in enumerate(price.tiers):
        faults.known(level, levels, (*path, "tiers", i), "tier")
    first = date.min if price.first is None else day(price.first, (*path, "from"), faults)
    last = date.max if price.last is None else day(price.last, (*path, "through"), faults)
    if last < first:
        faults.add((*path, "through"), "out_of_range", price.last, f"{price.first} or later")
    return PriceBand(price.amount, frozenset(price.tiers), first, last)


def conversions(found: tuple[Conversion, ...], defined: Defined, faults: Faults) -> dict[str, Conversion]:
    """Conversions by id; one for each wallet at most."""
    faults.names([one.id for one in found], ("conversions",))
    for i, one in enumerate(found):
        path: Path = ("conversions", i)
        faults.known(one.wallet, defined.units, (*path, "wallet"), "wallet")
        if one.wallet in [other.wallet for other in found[:i]]:
            faults.add((*path, "wallet"), "duplicate_id", one.wallet)
        if not one.choices:
            faults.add((*path, "choices"), "empty_list")
        for j, choice in enumerate(one.choices):
            faults.within(choice.amount, 1, POINTS_MAX, (*path, "choices", j, "amount"))
            faults.known(choice.reward, sorted(defined.rewards), (*path, "choices", j, "reward"), "reward")
    return {one.id: one for one in found}
