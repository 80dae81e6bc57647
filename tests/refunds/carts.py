"""Random carts as tills write them: pieces and weights, discounts and coupons, taxes, service charge, rounding."""

from __future__ import annotations

from random import Random

from setia.engine.purchase import Charge, Discount, Line, Purchase, Tender
from tests.refunds.programs import CATEGORIES, NEVER

TAGS = (("promo",), ("promo",), (NEVER,), ("gift_card",), ("deposit",))
DEAREST = {0: 400_000, 2: 20_000, 3: 30_000}
"""Of one piece, in minor units, by the currency's decimals."""


def cart(random: Random, currency: str, decimals: int) -> Purchase:
    """One paid cart of 1 to 30 lines; its law holds."""
    many = random.choice([1, 2, 3, 4, 5, 6, 8, 12, 20, 30])
    inclusive = random.random() < 0.6
    lines = tuple(_line(random, no, DEAREST[decimals], inclusive=inclusive) for no in range(1, many + 1))
    charges = (Charge("service", random.randrange(500)),) if random.random() < 0.3 else ()
    rounding = random.randint(-2, 2) if random.random() < 0.3 else 0
    owed = sum(line.net for line in lines) + sum(charge.amount for charge in charges) + rounding
    if not inclusive:
        owed += sum(line.tax for line in lines)
    return Purchase(
        source="till",
        event_at=0,
        currency=currency,
        lines=lines,
        tenders=_tenders(random, owed),
        prices="tax_inclusive" if inclusive else "tax_exclusive",
        charges=charges,
        rounding=rounding,
    )


def _line(random: Random, no: int, dearest: int, *, inclusive: bool) -> Line:
    price = random.choice([random.randint(1, dearest), random.randint(1, 99), 100 * random.randint(1, 50)])
    if random.random() < 0.75:
        quantity, unit = 1000 * random.choice([1, 1, 1, 2, 3, random.randint(1, 20)]), ""
    else:
        quantity, unit = random.randint(1, 5000), "kg"
    full = price * quantity // 1000
    discounts = _discounts(random, full) if random.random() < 0.35 else ()
    net = full - sum(one.amount for one in discounts)
    rate = random.choice([0, 6, 7, 11])
    return Line(
        no=no,
        net=net,
        quantity=quantity,
        unit=unit,
        list=full,
        discounts=discounts,
        tax=net * rate // (100 + rate) if inclusive else net * rate // 100,
        category=random.choice(CATEGORIES),
        tags=random.choice(TAGS) if random.random() < 0.25 else (),
    )


def _discounts(random: Random, full: int) -> tuple[Discount, ...]:
    offer = random.choice([full // 10, full // 3, full, random.randint(0, full)])
    coupon = random.choice([0, (full - offer) // 5])
    return (Discount("offer", offer), Discount("coupon", coupon)) if coupon else (Discount("offer", offer),)


def _tenders(random: Random, owed: int) -> tuple[Tender, ...]:
    """Cash for what points, vouchers and gift cards leave; now and then with change."""
    tenders, left = [], owed
    for kind, chance in (("points", 0.3), ("voucher", 0.15), ("gift_card", 0.15)):
        if left > 0 and random.random() < chance:
            amount = random.choice([left, left // 2, left // 3, random.randint(0, left)])
            tenders.append(Tender(kind, amount))
            left -= amount
    change = random.choice([0, 0, 50])
    tenders.append(Tender("cash", left + change))
    return (*tenders, Tender("cash", -change)) if change else tuple(tenders)
