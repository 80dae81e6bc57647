"""What is left of a purchase after returns: state, not deltas (ledger 4.11).

Returns are a set: the remainder follows from all of them in canonical order, whatever order they came in, so that
two halves returned are one whole returned, to the last unit.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from setia.engine.ledger.past import Refund
from setia.engine.purchase import Line, Purchase, goods
from setia.engine.rounding import split


def latest(refunds: Iterable[Refund]) -> dict[str, Refund]:
    """Refunds by id, each in its newest version: they merge as a set, whatever order they came in."""
    found: dict[str, Refund] = {}
    for refund in refunds:
        if refund.id not in found or found[refund.id].version < refund.version:
            found[refund.id] = refund
    return found


def remaining(purchase: Purchase, refunds: Iterable[Refund]) -> Purchase:
    """The purchase without what came back. Returning more than was bought takes back all, and no more.

    Line refunds first, by id; then amounts, by id, spread over what is left by largest remainder.
    """
    back, amount = _came_back(refunds)
    if not back and not amount:
        return purchase
    lines = tuple(_left_of(line, back.get(line.no, 0)) for line in purchase.lines)
    return msgspec.structs.replace(purchase, lines=_less(lines, amount) if amount else lines)


def over_returned(purchase: Purchase, refunds: Iterable[Refund]) -> bool:
    """Whether more of a line came back than was bought, or more money than was paid for what is left."""
    back, amount = _came_back(refunds)
    if not back and not amount:
        return False
    if any(back.get(line.no, 0) > max(line.quantity, 0) for line in purchase.lines):
        return True
    came = [(line, _left_of(line, back[line.no])) for line in purchase.lines if line.no in back]
    paid = sum(tender.amount for tender in purchase.tenders) - sum(line.net - left.net for line, left in came)
    if purchase.prices == "tax_exclusive":
        paid -= sum(line.tax - left.tax for line, left in came)
    return amount > max(paid, 0)


def nothing_left(left: Purchase, bought: Purchase) -> bool:
    """Whether all of a purchase has come back: every piece of it, or all that it was worth."""
    return all(line.quantity <= 0 for line in left.lines) or (goods(bought) > 0 and goods(left) <= 0)


def _came_back(refunds: Iterable[Refund]) -> tuple[dict[int, int], int]:
    """Thousandths by line, and minor units off the whole."""
    unique = [refund for _, refund in sorted(latest(refunds).items()) if refund.counts]
    back: dict[int, int] = {}
    for refund in unique:
        for no, quantity in refund.lines:
            back[no] = back.get(no, 0) + quantity
    return back, sum(refund.amount for refund in unique)


def _left_of(line: Line, back: int) -> Line:
    """A line without the quantity that came back; what is left is rounded down, so that it never grows."""
    if not back:
        return line
    left = max(line.quantity - back, 0) if line.quantity > 0 else 0
    if not left:
        return msgspec.structs.replace(line, quantity=0, net=0, list=0, discounts=(), tax=0)
    return msgspec.structs.replace(
        line,
        quantity=left,
        net=line.net * left // line.quantity,
        list=line.list * left // line.quantity,
        discounts=(),
        tax=line.tax * left // line.quantity,
    )


def _less(lines: tuple[Line, ...], amount: int) -> tuple[Line, ...]:
    """Lines with an amount taken off their nets by largest remainder; list price and tax shrink with the net."""
    weights = [max(line.net, 0) for line in lines]
    shares = split(min(amount, sum(weights)), weights)
    return tuple(_cheaper(line, share) if share else line for line, share in zip(lines, shares, strict=True))


def _cheaper(line: Line, share: int) -> Line:
    left = line.net - share
    shrunk = {"list": line.list * left // line.net, "tax": line.tax * left // line.net, "discounts": ()}
    return msgspec.structs.replace(line, net=left, **shrunk)
