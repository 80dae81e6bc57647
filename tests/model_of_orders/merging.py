"""Two members become one, and two again: units, levels, rewards and everything that was counted (ledger 4.12)."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

from tests.model.days import DAY
from tests.model.lots import Lot
from tests.model.model import hand_over, merge_units
from tests.model.replies import Refused, Reply, done
from tests.model_of_orders.levels import Levels, Occasion
from tests.model_of_orders.member import Counted, Member, Reward
from tests.model_of_orders.programs import Shop
from tests.model_of_orders.rewards import fill_cards

UNMERGE_WITHIN = 30 * DAY


@dataclass(eq=False)
class Merged:
    """A merge: who got everything, and what that was."""

    other: Member
    lots: list[Lot]
    counted: Counted
    at: int
    undone: bool = False


def merge(member: Member, other: Member, shop: Shop) -> Merged:
    """The other gets everything, keeps the higher level, and is looked at with all that was counted."""
    if other is member:
        raise Refused("same_account")
    merged = Merged(other, merge_units(member, other, shop.now), +member.counters, shop.now)
    other.counters.update(merged.counted)
    _hand_rewards(member, other, [one for one in member.rewards if one.state == "issued"], merged)
    version = shop.in_force(shop.now)
    occasion = Occasion(shop.now, shop.now, merged)
    levels = Levels(other, version)
    if member.statuses:
        status = copy(member.statuses[0])
        status.origin = merged
        levels.join(status, occasion)
    levels.review(occasion)
    fill_cards(other, version, shop, shop.now)
    member.met["merged with rewards"] += any(one.merge is merged for one in other.rewards)
    return merged


def unmerge(other: Member, member: Member, merged: Merged | None, shop: Shop) -> Reply:
    """Within 30 days: what is left of what came goes back; levels that came of it are taken back."""
    if merged is None or merged.undone or merged.other is not other:
        raise Refused("not_a_merge")
    if shop.now - merged.at > UNMERGE_WITHIN:
        raise Refused("too_late")
    member.into, merged.undone = None, True
    for lot in merged.lots:
        hand_over(other, lot, member, shop.now)
    for counter, amount in merged.counted.items():
        other.counters[counter] -= min(amount, max(other.counters[counter], 0))
    mine = [one for one in other.rewards if one.merge is merged and one.state == "issued"]
    _hand_rewards(other, member, mine, None)
    member.met["parted with rewards"] += bool(mine)
    occasion = Occasion(shop.now, shop.now, merged, lifts=False)
    levels = Levels(other, shop.in_force(shop.now))
    levels.part(merged, occasion)
    levels.review(occasion)
    return done()


def _hand_rewards(member: Member, other: Member, rewards: list[Reward], merged: Merged | None) -> None:
    """Cancelled here, given there with their end and their worth; nothing that was paid comes back for them."""
    for one in rewards:
        number = len(other.rewards) + 1
        given = Reward(number, one.id, one.issued_at, one.ends, one.worth, merge=merged, month=one.month)
        other.rewards.append(given)
        one.state, one.month = "cancelled", None
