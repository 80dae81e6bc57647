"""Asks that must be refused, whatever has happened before: one for every reason that chance alone seldom meets."""

from __future__ import annotations

from collections.abc import Callable

from setia.engine import commands as c
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Discount, Line, Purchase, Tender
from tests.model.backwards import Bought, Redeemed
from tests.model.days import DAY
from tests.model.lots import Hold
from tests.model.world import World

UNKNOWN = 10**6
"""A number that no transaction has."""


def _purchase(world: World, line: Line, paid: int, currency: str = "USD") -> c.RecordPurchase:
    return c.RecordPurchase(Purchase("till", world.now, currency, (line,), (Tender("cash", paid),)))


def _number(world: World, name: str, *kinds: type) -> int:
    """The number of something in the account that a member's events land on, and none of these; else an unknown one."""
    of = [number for number, it in world.of(name).named.items() if not isinstance(it, kinds)]
    return of[-1] if of else UNKNOWN


MISTAKES: tuple[Callable[[World, str], c.Command], ...] = (
    lambda world, name: c.Earn(world.now, "stars", 5, "goodwill"),
    lambda world, name: c.Redeem(world.now, "points", 0),
    lambda world, name: c.PlaceHold(world.now, "points", 10**12 + 1),
    lambda world, name: c.PlaceHold(world.now, "points", 1, ttl=7 * DAY + 1),
    lambda world, name: c.ExtendHold(world.now, UNKNOWN, ttl=0),
    lambda world, name: c.Release(world.now, _number(world, name, Hold)),
    lambda world, name: c.Capture(world.now, UNKNOWN, 1),
    lambda world, name: c.Return(world.now, UNKNOWN, Refund("F", amount=1)),
    lambda world, name: c.Return(world.now, _number(world, name, Bought), Refund("F", amount=1)),
    lambda world, name: c.Restore(world.now, UNKNOWN),
    lambda world, name: c.Restore(world.now, _number(world, name, Redeemed)),
    lambda world, name: c.Adjust(world.now, "points", 5, "  "),
    lambda world, name: c.Adjust(world.now, "points", 5, "Counted wrong!"),
    lambda world, name: c.Adjust(world.now, "credit", -5, "typo", to_debt=True),
    lambda world, name: c.RedeemOffline(world.now, "credit", 5, "till 4", allowance=5),
    lambda world, name: c.OpenBalance(world.now, "points", ()),
    lambda world, name: c.OpenBalance(world.now, "points", (c.OpeningLot(5, 0, 0, None, "paid"),)),
    lambda world, name: c.TopUp(world.now, "points", 5),
    lambda world, name: c.TransferOut(world.now, "credit", 5, ""),
    lambda world, name: c.UnmergeOut(world.now, UNKNOWN, ""),
    lambda world, name: c.TopUp(world.now, "credit", 0),
    lambda world, name: _purchase(world, Line(no=1, net=100), 99),
    lambda world, name: _purchase(world, Line(no=1, net=90, list=100, discounts=(Discount("sale", 5),)), 90),
    lambda world, name: _purchase(world, Line(no=1, net=100), 100, "MYR"),
    lambda world, name: _purchase(world, Line(no=1, net=10**12 + 1), 10**12 + 1),
    lambda world, name: _unknown_line(world, name),
)


def _unknown_line(world: World, name: str) -> c.Command:
    numbers = [number for number, it in world.of(name).named.items() if isinstance(it, Bought)]
    return c.Return(world.now, numbers[-1] if numbers else UNKNOWN, Refund("G", lines=((9, 1000),)))
