"""Everything a rule may look at, as plain values: nothing here can reach a database or a clock."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.purchase import Purchase

Base = Literal["shelf", "list", "paid"]
"""shelf: net of discounts, as displayed to the buyer. list: before discounts. paid: shelf less what coupons paid."""

NOT_THE_MEMBERS_MONEY = frozenset({"coupon", "points", "voucher"})
"""Kinds of tender that the `paid` base leaves out."""


class Facts(Struct, frozen=True):
    """One purchase as the rules of one version see it, at the instant at which it counts."""

    purchase: Purchase
    effective_at: int

    def eligible(self, base: Base) -> int:
        """Value in minor units on which points are reckoned; never below zero.

        Charges, rounding and tax on top are not in `lines` and so never count.
        """
        lines = self.purchase.lines
        if base == "list":
            total = sum(line.list or line.net for line in lines)
        else:
            total = sum(line.net for line in lines)
        if base == "paid":
            total -= sum(t.amount for t in self.purchase.tenders if t.kind in NOT_THE_MEMBERS_MONEY)
        return max(total, 0)
