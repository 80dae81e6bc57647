"""A basket that nobody has bought yet, as a JSON file: read strictly, and made the purchase that it would be."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from setia.cli.inputs import read_number
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
            net=read_number(str(one.net), f"{file}: lines[{number - 1}].net", exponent),
            sku=one.sku,
            quantity=read_number(str(one.quantity), f"{file}: lines[{number - 1}].quantity", QUANTITY_DECIMALS),
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
    )
