"""Asks that must be refused, whatever has happened before: one for every reason that chance alone seldom meets."""

from __future__ import annotations

from collections.abc import Callable

from setia.engine import commands as c
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Line, Purchase, Tender
from tests.model_of_orders.asked import WRONG, Asked, Back, Buy, Claim, Move, Unmerge
from tests.model_of_orders.world import World


def _unknown_line(world: World, name: str) -> Asked:
    known = world.receipts(lambda _, owner: owner is not None and not owner.merged)
    if not known:
        return _wrong_sum(world, name)
    return Asked("", Back(known[-1], Refund(f"F{next(world.numbers)}", lines=((9, 1000),)), world.now))


def _wrong_sum(world: World, name: str) -> Asked:
    purchase = Purchase("till", world.now, "USD", (Line(1, 100),), (Tender("cash", 99),))
    return Asked(name, Buy(f"R{next(world.numbers)}", purchase))


def _move_of_a_guest(world: World, name: str) -> Asked:
    guests = world.receipts(lambda _, owner: owner is None)
    return Asked("", Move(guests[-1] if guests else "none", name))


def _claim_of_a_member(world: World, name: str) -> Asked:
    known = sorted(one for one in world.ledger.guests if world.ledger.owners[one] is not None)
    return Asked(name, Claim(known[-1])) if known else _move_of_a_guest(world, name)


def _not_a_merge(world: World, name: str) -> Asked:
    """Of somebody who never was part of another: a merge that has been undone is a story of its own."""
    never = [one for one in world.open_members() if id(world.ledger.members[one]) not in world.ledger.merges]
    other = next((one for one in never if world.of(one) is not world.of(name)), "")
    return Asked(name, Unmerge(other)) if other else _wrong_sum(world, name)


MISTAKES: tuple[Callable[[World, str], Asked], ...] = (
    _unknown_line,
    _wrong_sum,
    _move_of_a_guest,
    _claim_of_a_member,
    _not_a_merge,
    lambda world, name: Asked(name, c.GrantTier(world.now, "club", "gold", None, " ")),
    lambda world, name: Asked(name, c.GrantTier(world.now, "club", "platinum", None, "kind")),
    lambda world, name: Asked(name, c.GrantTier(world.now, "club", "gold", world.now, "kind")),
    lambda world, name: Asked(name, c.RedeemReward(world.now, "nothing")),
    lambda world, name: Asked(name, c.RedeemReward(world.now, "voucher")),
    lambda world, name: Asked(name, c.RedeemReward(world.now, "cash", 15)),
    lambda world, name: Asked(name, c.UseReward(world.now, 10**6)),
    lambda world, name: Asked(name, c.CancelReward(world.now, 10**6, WRONG)),
    lambda world, name: Asked(name, c.ChooseConversion(world.now, "other", 5)),
    lambda world, name: Asked(name, c.ChooseConversion(world.now, "card", 10**6)),
    lambda world, name: Asked(name, c.Redeem(world.now, "points", 10**9)),
)
