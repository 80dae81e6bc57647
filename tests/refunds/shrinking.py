"""The smallest cart and the fewest refunds in which a difference still shows, so that a failure can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from setia.engine.purchase import Purchase, Tender
from tests.refunds.tales import Tale

ROUNDS = 6

Wrong = Callable[[Tale], list[str]]


def smallest(tale: Tale, wrong: Wrong) -> str:
    """What is left of it, and what is still wrong."""
    kind = _kind(wrong(tale))
    for _ in range(ROUNDS):
        before = tale
        for smaller in _smaller(tale):
            if _kind(_tried(wrong, smaller)) == kind:
                tale = smaller
        if tale == before:
            break
    program = tale._replace(program=tale.program._replace(versions=None, text=""))  # type: ignore[arg-type]  # to be read
    return "\n".join([f"  {name}: {value}" for name, value in program._asdict().items()] + wrong(tale)[:3])


def _tried(wrong: Wrong, tale: Tale) -> list[str]:
    try:
        return wrong(tale)
    except (ValueError, IndexError):  # it is no tale any more
        return []


def _kind(found: list[str]) -> str:
    return found[0].split(":")[0] if found else ""


def _smaller(tale: Tale) -> Iterator[Tale]:
    """One thing left out at a time, the largest first; each on top of what was left out before does its caller."""
    yield tale._replace(before=(), tendered=False, voucher=False)
    yield tale._replace(fails=False, ending="rest")
    yield tale._replace(cause="member", between=("none",) * len(tale.arrivals))
    for n in range(len(tale.arrivals)):
        arrivals = tale.arrivals[:n] + tale.arrivals[n + 1 :]
        if arrivals:
            yield tale._replace(arrivals=arrivals, between=tale.between[:n] + tale.between[n + 1 :])
    for line in tale.cart.lines:
        if len(tale.cart.lines) > 1:
            yield _without(tale, line.no)


def _without(tale: Tale, no: int) -> Tale:
    """The cart without a line, paid in cash, and no refund of it."""
    lines = tuple(line for line in tale.cart.lines if line.no != no)
    refunds = tuple(
        replace(refund, lines=tuple(one for one in refund.lines if one[0] != no)) for refund in tale.refunds
    )
    rest = replace(tale.rest, lines=tuple(one for one in tale.rest.lines if one[0] != no))
    return tale._replace(cart=_paid(replace(tale.cart, lines=lines)), refunds=refunds, rest=rest)


def _paid(purchase: Purchase) -> Purchase:
    owed = sum(line.net for line in purchase.lines) + sum(one.amount for one in purchase.charges) + purchase.rounding
    if purchase.prices == "tax_exclusive":
        owed += sum(line.tax for line in purchase.lines)
    others = tuple(tender for tender in purchase.tenders if tender.kind != "cash")
    rest = owed - sum(tender.amount for tender in others)
    return replace(purchase, tenders=(*others, Tender("cash", rest)))
