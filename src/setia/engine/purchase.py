"""The purchase: what a till, a web shop or a file says was bought, in one shape for every source.

Amounts are whole minor units of the purchase's currency (cents for USD, rupiah for IDR as ISO 4217 has it), quantities
are thousandths. The readable receipt number is not here: it may be erased, while this record may not (docs/adr/0005).
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Struct

from setia.engine.refusals import Refusal

AMOUNT_MAX = 10**12
"""Largest absolute amount of one line, charge or tender, in minor units; the ledger's bound on a posting."""

QUANTITY_MAX = 10**12
"""Largest absolute quantity of a line, in thousandths."""

Status = Literal["open", "paid", "fulfilled", "cancelled"]


# None of these can be part of a cycle, and so the collector need not look at them: a batch has thousands.


class Discount(Struct, frozen=True, omit_defaults=True, gc=False):
    """What was taken off one line, by which effect, and who pays for it."""

    effect: str
    amount: int
    funded_by: str = "merchant"


class Line(Struct, frozen=True, omit_defaults=True, gc=False):
    """One line of a receipt. `net` = `list` - sum of discounts, as displayed to the buyer."""

    no: int
    net: int
    sku: str = ""
    quantity: int = 1000
    """Thousandths of `unit`: 1000 is one piece, 250 a quarter of a kilogram."""
    unit: str = ""
    list: int = 0
    discounts: tuple[Discount, ...] = ()
    tax: int = 0
    """Tax on this line: inside `net` where prices include tax, on top of it where they do not."""
    category: str = ""
    department: str = ""
    brand: str = ""
    tags: tuple[str, ...] = ()


class Charge(Struct, frozen=True, omit_defaults=True, gc=False):
    """Service, shipping, tip, packaging, deposit or fee: paid, but not goods."""

    kind: str
    amount: int


class Tender(Struct, frozen=True, omit_defaults=True, gc=False):
    """How it was paid. Negative is change given back."""

    kind: str
    amount: int
    reference: str = ""


class Purchase(Struct, frozen=True, omit_defaults=True, gc=False):
    """One version of one purchase."""

    source: str
    event_at: int
    """When it happened, as the source claims: microseconds since 1970 UTC."""
    currency: str
    lines: tuple[Line, ...]
    tenders: tuple[Tender, ...]
    store: str = ""
    till: str = ""
    cashier: str = ""
    channel: str = ""
    """How it came about, as the source names it: till, web, app, ..."""
    status: Status = "paid"
    prices: Literal["tax_inclusive", "tax_exclusive"] = "tax_inclusive"
    charges: tuple[Charge, ...] = ()
    rounding: int = 0
    claimed_at: int | None = None
    """What the till's clock said, where that was so wrong that `event_at` is corrected (ledger 4.14)."""
    version: int = 1
    """The source's own sequence for edits of the same purchase; a smaller one never overwrites a larger one."""


_PIECE = Line(no=1, net=0).quantity
_MERCHANT = Discount(effect="", amount=0).funded_by
_PLAIN = Purchase(source="", event_at=0, currency="", lines=(), tenders=())
_PAID, _TAX_INCLUSIVE = _PLAIN.status, _PLAIN.prices

_ENCODER = msgspec.json.Encoder(order="deterministic")
_DECODER = msgspec.json.Decoder(Purchase)


def canonical_bytes(purchase: Purchase) -> bytes:
    """The purchase as it is stored, hashed and replayed: JSON, defaults left out, fields in declared order.

    Equal purchases have equal bytes, whoever made them.
    """
    return _ENCODER.encode(as_declared(purchase))


def as_declared(purchase: Purchase) -> Purchase:
    """The same purchase, what was spelt out of it though it is the default as if it had not been.

    The encoder leaves a default out only where it is the very object of the declaration.
    """
    lines = purchase.lines
    if any(_is_spelt_out(line) for line in lines):
        lines = tuple(_unspelt(line) for line in lines)
    elif purchase.status is _PAID and purchase.prices is _TAX_INCLUSIVE:
        return purchase
    return msgspec.structs.replace(
        purchase,
        lines=lines,
        status=_PAID if purchase.status == _PAID else purchase.status,
        prices=_TAX_INCLUSIVE if purchase.prices == _TAX_INCLUSIVE else purchase.prices,
    )


def _is_spelt_out(line: Line) -> bool:
    is_piece = line.quantity == _PIECE and line.quantity is not _PIECE
    return is_piece or any(one.funded_by == _MERCHANT and one.funded_by is not _MERCHANT for one in line.discounts)


def _unspelt(line: Line) -> Line:
    discounts = tuple(
        msgspec.structs.replace(one, funded_by=_MERCHANT) if one.funded_by == _MERCHANT else one
        for one in line.discounts
    )
    quantity = _PIECE if line.quantity == _PIECE else line.quantity
    return msgspec.structs.replace(line, quantity=quantity, discounts=discounts)


def from_bytes(body: bytes) -> Purchase:
    """Inverse of `canonical_bytes`."""
    return _DECODER.decode(body)


def rescaled(purchase: Purchase, factor: int) -> Purchase:
    """The purchase with every amount times `factor`: from a source's minor units to those of ISO 4217."""
    if factor == 1:
        return purchase
    times = msgspec.structs.replace
    lines = tuple(
        times(
            line,
            net=line.net * factor,
            list=line.list * factor,
            tax=line.tax * factor,
            discounts=tuple(times(one, amount=one.amount * factor) for one in line.discounts),
        )
        for line in purchase.lines
    )
    return times(
        purchase,
        lines=lines,
        charges=tuple(times(one, amount=one.amount * factor) for one in purchase.charges),
        tenders=tuple(times(one, amount=one.amount * factor) for one in purchase.tenders),
        rounding=purchase.rounding * factor,
    )


def goods(purchase: Purchase) -> int:
    """Net value of the lines in minor units, tax in where prices include tax."""
    return sum([line.net for line in purchase.lines])


def faults(purchase: Purchase) -> Refusal | None:
    """The first thing wrong with a purchase, or None.

    The law of the receipt (ledger 4.9a): lines + exclusive taxes + charges + rounding = tenders.
    """
    amounts = [purchase.rounding, *[charge.amount for charge in purchase.charges]]
    owed = goods(purchase) + sum(amounts)
    if purchase.prices == "tax_exclusive":
        owed += sum([line.tax for line in purchase.lines])
    tendered = [tender.amount for tender in purchase.tenders]
    paid = sum(tendered)
    if owed != paid:
        return Refusal("totals_mismatch", {"owed": owed, "paid": paid})
    # Of most lines there is nothing but a net value and a quantity that can be booked.
    unlike = [
        line
        for line in purchase.lines
        if line.list
        or line.tax
        or line.discounts
        or not -AMOUNT_MAX <= line.net <= AMOUNT_MAX
        or not -QUANTITY_MAX <= line.quantity <= QUANTITY_MAX
    ]
    for line in unlike:
        if line.list and line.net != line.list - sum([discount.amount for discount in line.discounts]):
            return Refusal("line_mismatch", {"line": line.no, "list": line.list, "net": line.net})
    for line in unlike:
        if not _in_range(line):
            return Refusal("amount_out_of_range", {"line": line.no, "net": line.net, "max": AMOUNT_MAX})
    for amount in (*amounts[1:], *tendered, purchase.rounding, owed):
        if abs(amount) > AMOUNT_MAX:
            return Refusal("amount_out_of_range", {"owed": amount, "max": AMOUNT_MAX})
    return None


def conflict(stored: Purchase) -> Refusal:
    """What is on record under a number that was now sent with other content (ledger 4.10 h)."""
    paid = sum([tender.amount for tender in stored.tenders])
    at, edited = stored.event_at, stored.version
    return Refusal(
        "natural_key_conflict", {"event_at": at, "paid": paid, "currency": stored.currency, "version": edited}
    )


def _in_range(line: Line) -> bool:
    """Whether every amount of a line, and its quantity, is one that can be booked."""
    return (
        -AMOUNT_MAX <= line.net <= AMOUNT_MAX
        and -QUANTITY_MAX <= line.quantity <= QUANTITY_MAX
        and -AMOUNT_MAX <= line.list <= AMOUNT_MAX
        and -AMOUNT_MAX <= line.tax <= AMOUNT_MAX
        and all(-AMOUNT_MAX <= one.amount <= AMOUNT_MAX for one in line.discounts)
    )
