"""What falls due by itself, instant by instant: units, then rewards, then levels, then cards that are full."""

from __future__ import annotations

from tests.model_of_orders import rewards
from tests.model_of_orders.levels import Levels
from tests.model_of_orders.member import Member
from tests.model_of_orders.programs import Shop


def settle(member: Member, shop: Shop) -> None:
    """Everything due by now."""
    while (at := member.next_due()) <= shop.now:
        version = shop.in_force(at)
        member.settle(at)
        rewards.end(member, at)
        if member.falls_at is not None and member.falls_at <= at:
            Levels(member, version).fall(at)
        rewards.fill_cards(member, version, shop, at)
    member.settle(shop.now)
