"""A basket that nobody has bought yet, as a JSON file: read strictly, and made the purchase that it would be."""

from __future__ import annotations

import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal, NoReturn

import msgspec
from msgspec import Struct

from setia.cli.terminal import fail
from setia.cli.units import Units
from setia.engine.purchase import Line, Purchase, Tender

QUANTITY_DECIMALS = 3


class BasketLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One line; amounts and quantities are text such as "12.90", or whole numbers."""

    net: str | int
    sku: str = ""
    quantity: str | int = 1
    category: str = ""
    department: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()


class Basket(Struct, frozen=True, forbid_unknown_fields=True):
    """What is in it, where, and how it would be paid; without `paid_by` in cash."""

    lines: tuple[BasketLine, ...]
    store: str = ""
    channel: str = ""
    paid_by: str = "cash"
    prices: Literal["tax_inclusive", "tax_exclusive"] = "tax_inclusive"


def read(file: str, units: Units, event_at: int) -> Purchase:
    """The purchase that a file (`-`: standard input) describes; exits naming the field that is wrong."""
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        basket = msgspec.json.decode(content, type=Basket)
    except OSError as fault:
        fail(f"{file}: it cannot be read: {fault.strerror}.")
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        fail(f"{file}: {fault}.", 'A basket is such as {"lines": [{"sku": "4711", "net": "12.90"}]}.')
    exponent = units.program.latest.exponent
    lines = tuple(
        Line(
            no=number,
            net=_whole(one.net, exponent, f"{file}: lines[{number - 1}].net"),
            sku=one.sku,
            quantity=_whole(one.quantity, QUANTITY_DECIMALS, f"{file}: lines[{number - 1}].quantity"),
            category=one.category,
            department=one.department,
            brand=one.brand,
            tags=one.tags,
        )
        for number, one in enumerate(basket.lines, 1)
    )
    if not lines:
        fail(f"{file}: a basket has at least one line.")
    return Purchase(
        source="preview",
        event_at=event_at,
        currency=units.currency,
        lines=lines,
        tenders=(Tender(basket.paid_by, sum(line.net for line in lines)),),
        store=basket.store,
        channel=basket.channel,
        prices=basket.prices,
    )


def _whole(given: str | int, decimals: int, field: str) -> int:
    """A number of 10 ** -decimals, exactly; exits naming the field."""
    try:
        scaled = Decimal(given).scaleb(decimals)
        if scaled.is_finite() and scaled == scaled.to_integral_value() and len(str(given)) <= len("-123456789012.345"):
            return int(scaled)
    except InvalidOperation:
        pass
    return _no_number(given, decimals, field)


def _no_number(given: str | int, decimals: int, field: str) -> NoReturn:
    fail(f"{field}: {str(given)[:40]!r} is not a number with at most {decimals} decimals.")
