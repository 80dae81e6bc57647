"""What members spend per month, in sums by which one can tell how long a test of a change would have to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from setia.engine.commands import ClaimPurchase, Command, MoveIn, RecordPurchase
from setia.engine.purchase import goods
from setia.engine.rules.evaluate import COUNTS


class Spending(Struct):
    """Sums over members, each from the month of his first purchase on; amounts in minor units, before returns."""

    members: int = 0
    months: int = 0
    """Months of all members together."""
    total: int = 0
    months_squared: int = 0
    """Of each member: the square of his months."""
    squares: int = 0
    """Of what each spent in each month."""
    between: Fraction = Fraction(0)
    """Of each member: the square of all that he spent, over his months."""

    def add(self, other: Spending) -> None:
        """Those of other members as well."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def spent(command: Command, currency: str, earns_at: str) -> int | None:
    """What a purchase comes to in minor units; None for what is none, or not in this currency, or not paid."""
    if not isinstance(command, RecordPurchase | ClaimPurchase | MoveIn):
        return None
    purchase = command.purchase
    if purchase.currency != currency or purchase.status not in COUNTS[earns_at]:
        return None
    return goods(purchase)


def of_member(by_month: Mapping[str, int], months: Sequence[str]) -> Spending:
    """Of one member's spending by month, over these months without a gap."""
    known = [by_month.get(month, 0) for month in months if by_month and month >= min(by_month)]
    if not known:
        return Spending()
    total = sum(known)
    return Spending(
        1, len(known), total, len(known) ** 2, sum(one * one for one in known), Fraction(total * total, len(known))
    )
