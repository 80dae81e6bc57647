"""Random sets of refunds of a cart, and other ways of saying the same: in another order, in smaller parts."""

from __future__ import annotations

from random import Random

from setia.engine.ledger.past import Refund
from setia.engine.orders import remaining
from setia.engine.purchase import Line, Purchase, goods

MANY = (1, 1, 2, 2, 2, 3, 3, 4, 6)


def refunds_of(random: Random, purchase: Purchase) -> tuple[Refund, ...]:
    """One to six refunds, some of more than was bought, in the order in which they come."""
    ids = random.sample(range(100), random.choice(MANY))
    return tuple(_refund(random, f"R{id_:02}", purchase) for id_ in ids)


def rest(random: Random, purchase: Purchase) -> Refund:
    """All of it, whatever has come back before: every line, or its whole amount."""
    whole = goods(purchase)
    if whole and random.random() < 0.3:
        return Refund("ZZ", amount=whole + random.choice([0, 0, 1000]))
    more = random.choice([0, 0, 500])
    return Refund("ZZ", tuple((line.no, line.quantity + more) for line in purchase.lines))


def in_parts(random: Random, refunds: tuple[Refund, ...]) -> tuple[Refund, ...]:
    """The same quantities and amounts in other parts, under other ids, in another order."""
    parts: list[Refund] = []
    for n, refund in enumerate(refunds):
        quantities = [(no, random.randint(0, quantity)) for no, quantity in refund.lines]
        amount = random.randint(0, refund.amount)
        other = [(no, all_ - part) for (no, all_), (_, part) in zip(refund.lines, quantities, strict=True)]
        parts.append(Refund(f"H{n}", tuple(quantities), amount))
        parts.append(Refund(f"I{n}", tuple(other), refund.amount - amount))
    random.shuffle(parts)
    return tuple(parts)


def rises(purchase: Purchase, refunds: tuple[Refund, ...]) -> bool:
    """Whether, as they come one after the other, ever more is left of a line than before: a share that falls."""
    before = purchase.lines
    for n in range(1, len(refunds) + 1):
        was, before = {one.no: one for one in before}, remaining(purchase, refunds[:n]).lines
        if any(one.no not in was or one.net > was[one.no].net or one.list > was[one.no].list for one in before):
            return True
    return False


def _refund(random: Random, id_: str, purchase: Purchase) -> Refund:
    if random.random() < 0.35:
        return Refund(id_, amount=_amount(random, goods(purchase)))
    chosen = random.sample(purchase.lines, min(len(purchase.lines), random.choice([1, 1, 2, 3, 5])))
    return Refund(id_, tuple((line.no, _quantity(random, line)) for line in chosen))


def _amount(random: Random, whole: int) -> int:
    return random.choice([1, whole // 2, whole // 10, random.randint(0, whole), random.randint(0, whole), whole + 1])


def _quantity(random: Random, line: Line) -> int:
    """Whole pieces, or any part of a weight; now and then all of it, or more."""
    how = random.random()
    if how < 0.35:
        return line.quantity
    if how < 0.42:
        return line.quantity + 1000
    if line.unit:
        return random.randint(1, line.quantity)
    return 1000 * random.randint(1, line.quantity // 1000)
