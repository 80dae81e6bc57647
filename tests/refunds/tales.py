"""One cart's tale: what was there before, the cart, what came back in which order, and what happened in between."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import NamedTuple

from setia.engine import commands as c
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase, goods
from tests.refunds.carts import cart
from tests.refunds.driving import DAY
from tests.refunds.programs import Program, program_of
from tests.refunds.returning import refunds_of, rest

TALES_PER_PROGRAM = 20

PASSES = {"days": 3 * DAY, "months": 200 * DAY}
GIFT = 30
"""Points given for nothing in between."""

QUIET = ("none",) * 6
INTERLUDES = ("spend", "voucher", "voucher elsewhere", "days", "months", "purchase", "earn")
ENDINGS = ("rest", "rest", "rest", "rest", "cancelled", "moved away")


class Tale(NamedTuple):
    """Everything that is random about it."""

    program: Program
    before: tuple[Purchase, ...]
    cart: Purchase
    refunds: tuple[Refund, ...]
    arrivals: tuple[int, ...]
    """Refunds by position, each at least once, as they come."""
    between: tuple[str, ...]
    """What happens before each arrival."""
    others: tuple[Purchase, ...]
    """What is bought in between."""
    tendered: bool
    """Whether points are redeemed with the cart, and given back with all of it."""
    cause: c.Cause
    voucher: bool
    """Whether a voucher that an order before gave is used on the cart."""
    fails: bool
    """Whether it turns out that one of the refunds has not happened."""
    ending: str
    rest: Refund

    @property
    def pure(self) -> bool:
        """Whether nothing is spent, ends or begins from before the cart until after its returns."""
        return set(self.between) <= {"none"} and not self.tendered

    @property
    def paid_in_points(self) -> bool:
        """Whether points are among its tenders."""
        return any(tender.kind == "points" and tender.amount for tender in self.cart.tenders)

    @property
    def plain(self) -> bool:
        """Whether what a purchase gives follows from its remainder alone, whatever was granted before."""
        limited = any(document["limits"] for document in self.program.documents)
        return not limited and not any(self.program.has(word) for word in ("'best'", "tier_at", "'carry'"))

    @property
    def too_much(self) -> bool:
        """Whether more of a line comes back than was bought, or a larger amount than was paid."""
        back: Counter[int] = Counter()
        for refund in self.refunds:
            back.update(dict(refund.lines))
        over = any(back[line.no] > line.quantity for line in self.cart.lines)
        return over or sum(refund.amount for refund in self.refunds) > goods(self.cart)

    def may_shift(self, rule: str) -> bool:
        """Whether a rule looks at part of the lines, over which something is split by largest remainder.

        There a share may fall by a unit when the whole that is split grows: so what is left may rise by one.
        """
        rules = [one for document in self.program.documents for one in document["rules"] if one["id"] == rule]
        parts = any("lines" in str(one) or "net_of_tax" in str(one) for one in rules)
        return parts and (self.paid_in_points or any(refund.amount for refund in self.refunds))


def tale_of(seed: int, number: int) -> Tale:
    """The same tale for the same numbers."""
    program = program_of(seed, number // TALES_PER_PROGRAM)
    random = Random(f"refunds {seed} {number}")
    bought = cart(random, program.currency, program.decimals)
    refunds = refunds_of(random, bought)
    arrivals = list(range(len(refunds)))
    arrivals += random.choices(arrivals, k=random.choice([0, 0, 1, 2]))
    random.shuffle(arrivals)
    quiet = random.random() < 0.5
    between = tuple("none" if quiet else random.choice(QUIET + INTERLUDES) for _ in arrivals)
    return Tale(
        program=program,
        before=_carts(random, program, random.choice([0, 0, 1, 2])),
        cart=bought,
        refunds=refunds,
        arrivals=tuple(arrivals),
        between=between,
        others=_carts(random, program, between.count("purchase")),
        tendered=random.random() < 0.3,
        voucher=random.random() < 0.3,
        fails=random.random() < 0.15,
        cause="merchant" if random.random() < 0.2 else "member",
        ending=random.choice(ENDINGS),
        rest=rest(random, bought),
    )


def _carts(random: Random, program: Program, many: int) -> tuple[Purchase, ...]:
    return tuple(cart(random, program.currency, program.decimals) for _ in range(many))
