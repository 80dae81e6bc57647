"""A purchase at the prices that price rules make of it: every line with its discounts, to be printed and taxed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from setia.engine.purchase import Discount, Line, Purchase, Tender
from setia.engine.rounding import divide, split
from setia.engine.rules.price_tracks import Pricing
from setia.engine.rules.pricing import PriceVerdict

VOUCHER = "voucher"
"""The kind of tender that a price rule is which is given as one."""


def adjusted(purchase: Purchase, pricing: Pricing, verdicts: Sequence[PriceVerdict], unit: int = 1) -> Purchase:
    """The purchase with what the verdicts take off; gifts are lines of their own behind the others.

    The tax of a line falls with its price, rounded to the nearest `unit`, the smallest amount that is charged. Its
    tenders are the vouchers that pay for some of it; how the rest is paid is not said here.
    """
    judges = {judge.rule.id: judge for track in pricing.tracks for judge in track.judges}
    off: dict[int, list[Discount]] = {}
    charges = list(purchase.charges)
    gifts: list[Line] = []
    vouchers: list[Tender] = []
    last = max((line.no for line in purchase.lines), default=0)
    for verdict in verdicts:
        judge, amounts = judges[verdict.rule], (verdict.rule, unit)
        if judge.rule.given_as == "tender":
            if verdict.off:
                vouchers.append(Tender(VOUCHER, verdict.off, verdict.rule))
            continue
        shares = judge.funded_by
        for no, amount in verdict.lines:
            off.setdefault(no, []).extend(_funded(amounts, amount, shares))
        for place, amount in verdict.charges:
            charges[place] = msgspec.structs.replace(charges[place], amount=charges[place].amount - amount)
        if (gift := verdict.gift) is not None:
            discounts = tuple(_funded(amounts, gift.value, shares))
            no = last + len(gifts) + 1
            gifts.append(Line(no=no, net=0, sku=gift.sku, quantity=gift.quantity, list=gift.value, discounts=discounts))
    lines = (*(_reduced(line, off.get(line.no, []), unit) for line in purchase.lines), *gifts)
    return msgspec.structs.replace(purchase, lines=lines, charges=tuple(charges), tenders=tuple(vouchers))


def owed(purchase: Purchase) -> int:
    """What it costs: lines, charges, and tax where it comes on top; whatever has been paid of it."""
    goods = sum(line.net + (line.tax if purchase.prices == "tax_exclusive" else 0) for line in purchase.lines)
    return goods + sum(charge.amount for charge in purchase.charges)


def _funded(of: tuple[str, int], amount: int, shares: dict[str, int]) -> list[Discount]:
    """One discount of a rule, in units, for everybody who pays a share of it, by largest remainder."""
    rule, unit = of
    parts = split(amount // unit, list(shares.values()))
    return [Discount(rule, part * unit, funder) for funder, part in zip(shares, parts, strict=True) if part]


def _reduced(line: Line, discounts: list[Discount], unit: int) -> Line:
    if not discounts:
        return line
    net = line.net - sum(one.amount for one in discounts)
    listed = line.list or line.net + sum(one.amount for one in line.discounts)
    return msgspec.structs.replace(
        line,
        net=net,
        list=listed,
        discounts=(*line.discounts, *discounts),
        tax=divide(line.tax * net, line.net * unit, "nearest") * unit,
    )
