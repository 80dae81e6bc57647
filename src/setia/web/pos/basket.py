"""A basket as a cashier types it: one total, or lines; charges, rounding, how it is paid, and the receipt's number.

Amounts are read as the cashier writes them, and kept in the smallest amount that people pay in: cents, or whole rupiah.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from django.http import HttpRequest
from msgspec import Struct

from setia.engine.money import EXPONENT
from setia.engine.purchase import Charge, Line, Purchase
from setia.engine.rounding import split
from setia.services import catalogue
from setia.services.tills import source_of
from setia.web import language
from setia.web.admitted import Session
from setia.web.forms import new_key
from setia.wording.people import NotRead

QR: Final = {"MYR": "duitnow_qr", "IDR": "qris", "THB": "promptpay"}
"""What people scan to pay, by currency."""
WITHOUT_DECIMALS: Final = ("IDR",)
ROWS_MAX: Final = 60
TEXT_MAX: Final = 80
RECEIPT_MAX: Final = 120
AMOUNT_MAX: Final = 10**11
PLAIN: Final = ("total", "receipt", "tender", "service", "tax", "rounding", "code")
CELLS: Final = ("sku", "department", "quantity", "price")


class Basket(Struct, frozen=True):
    """What was typed, read."""

    lines: tuple[dict[str, Any], ...]
    """As the API takes them."""
    charges: tuple[dict[str, Any], ...]
    has_tax: bool
    """Whether tax comes on top."""
    rounding: int
    tender: str
    receipt: str
    codes: tuple[str, ...]
    mistakes: dict[str, str]


def places(currency: str) -> int:
    """Decimals that people pay in."""
    return 0 if currency in WITHOUT_DECIMALS else EXPONENT.get(currency, 2)


def blank(request: HttpRequest, session: Session) -> dict[str, Any]:
    """The form, with what was typed into it already; of lines one more, once each has its price."""
    given: Mapping[str, Any] = request.POST if "way" in request.POST else {}
    currency = session.program.latest.program.currency
    typed = [no for no in range(1, _rows(request) + 1) if _is_typed(request, no)]
    is_whole = all(given.get(f"price-{no}", "").strip() for no in typed)
    shown = min(max(typed, default=0) + is_whole, ROWS_MAX)
    rows = [
        {"no": no, "sku_id": f"sku-{no}", "price_id": f"price-{no}"}
        | {cell: given.get(f"{cell}-{no}", "") for cell in CELLS}
        for no in range(1, shown + 1)
    ]
    named = catalogue.names(session.program, [str(row["sku"]).strip() for row in rows], session.now)
    for row in rows:
        row["name"] = named.get(str(row["sku"]).strip(), "")
    return {
        "way": way_of(request),
        "given": {name: given.get(name, "") for name in PLAIN},
        "rows": rows,
        "focus": _focus(rows),
        "are_charges_open": any(given.get(name) for name in ("service", "tax", "rounding", "code")),
        "tenders": ("cash", "card", QR.get(currency, "qr"), "bank_transfer"),
        "currency": currency,
        "key": given.get("key") or new_key(),
    }


def way_of(request: HttpRequest) -> str:
    """One total, or lines."""
    return "lines" if "lines" in (request.POST.get("way"), request.GET.get("way")) else "total"


def is_ended(request: HttpRequest) -> bool:
    """Whether nothing stands in the last line, and each before it has its price: who presses Enter there is done."""
    rows = _rows(request)
    typed = [no for no in range(1, rows + 1) if _is_typed(request, no)]
    return bool(typed) and rows not in typed and all(request.POST.get(f"price-{no}", "").strip() for no in typed)


def _focus(rows: list[dict[str, Any]]) -> str:
    """Where the cashier types next: the first price that is missing, or the new line."""
    missing = (row["price_id"] for row in rows if any(row[cell] for cell in CELLS) and not row["price"].strip())
    return str(next(missing, rows[-1]["sku_id"]))


def _is_typed(request: HttpRequest, no: int) -> bool:
    return any(request.POST.get(f"{cell}-{no}", "").strip() for cell in CELLS)


def _rows(request: HttpRequest) -> int:
    text = request.POST.get("rows", "")
    return min(int(text), ROWS_MAX) if text.isascii() and text.isdigit() and 0 < len(text) < 4 else 1


class _Reader:
    """Reads fields, and says what is wrong with each."""

    def __init__(self, request: HttpRequest, session: Session) -> None:
        self._given, self._people, self._speech = request.POST, language.people(request), language.speech(request)
        self._places = places(session.program.latest.program.currency)
        self.mistakes: dict[str, str] = {}

    def text(self, name: str, most: int) -> str:
        """One line."""
        text = self._given.get(name, "").strip()
        if len(text) > most or not text.isprintable():
            self.mistakes[name] = self._speech.say("sale_text", "Please keep this to one short line.").text
            return ""
        return text

    def amount(self, name: str, *, is_signed: bool = False) -> int:
        """An amount of money; 0 where nothing stands there."""
        found = self.number(name)
        if found is None:
            return 0
        minor = found.scaleb(self._places)
        is_sound = minor == minor.to_integral_value() and abs(minor) <= AMOUNT_MAX
        if not is_sound or (minor < 0 and not is_signed):
            return self._wrong(name)
        return int(minor)

    def number(self, name: str) -> Decimal | None:
        """A number; None where nothing stands there."""
        text = self._given.get(name, "").strip()
        if not text:
            return None
        try:
            return self._people.read_number(text)
        except NotRead:
            self._wrong(name)
            return None

    def line(self, no: int) -> dict[str, Any]:
        """A line of the receipt."""
        quantity = self.number(f"quantity-{no}")
        thousandths = Decimal(1000) if quantity is None else quantity.scaleb(3)
        if thousandths != thousandths.to_integral_value() or not 0 < thousandths <= AMOUNT_MAX:
            self._wrong(f"quantity-{no}")
            thousandths = Decimal(1000)
        price = self.amount(f"price-{no}")
        if not self._given.get(f"price-{no}", "").strip():
            self._wrong(f"price-{no}")
        net = (price * thousandths / 1000).quantize(Decimal(1), ROUND_HALF_UP)
        sku, department = self.text(f"sku-{no}", TEXT_MAX), self.text(f"department-{no}", TEXT_MAX)
        return {"net": int(net), "sku": sku, "department": department, "quantity": int(thousandths)}

    def _wrong(self, name: str) -> int:
        self.mistakes[name] = self._speech.say("form_amount", "Please give an amount above zero, such as 100.").text
        return 0


def read(request: HttpRequest, session: Session) -> Basket:
    """What was typed; its mistakes by field."""
    reader, given, speech = _Reader(request, session), request.POST, language.speech(request)
    if way_of(request) == "lines":
        lines = [reader.line(no) for no in range(1, _rows(request) + 1) if _is_typed(request, no)]
        if not lines:
            reader.mistakes["lines"] = speech.say("sale_empty", "Please give at least one line.").text
    else:
        lines = [{"net": (total := reader.amount("total"))}]
        if not total and "total" not in reader.mistakes:
            reader.mistakes["total"] = speech.say("form_amount", "Please give an amount above zero, such as 100.").text
    tax, service = reader.amount("tax"), reader.amount("service")
    if tax and sum(line["net"] for line in lines):
        for line, part in zip(lines, split(tax, [line["net"] for line in lines]), strict=True):
            line["tax"] = part
    code = reader.text("code", TEXT_MAX)
    receipt = reader.text("receipt", RECEIPT_MAX) or numbered(given.get("key", ""))
    return Basket(
        lines=tuple(lines),
        charges=({"kind": "service", "amount": service},) if service else (),
        has_tax=bool(tax),
        rounding=reader.amount("rounding", is_signed=True),
        tender=reader.text("tender", 40) or "cash",
        receipt=receipt,
        codes=(code,) if code else (),
        mistakes=reader.mistakes,
    )


def numbered(key: str) -> str:
    """A receipt's number where nobody gave one: the form's own, so that it is the same however often it is sent."""
    return "".join(one for one in key if one.isalnum())[:10].upper() or "0"


def sent(session: Session, basket: Basket, member: str) -> dict[str, Any]:
    """The basket as the API takes it."""
    currency = session.program.latest.program.currency
    body: dict[str, Any] = {
        "source": source_of(session.till),
        "currency": currency,
        "exponent": places(currency),
        "lines": list(basket.lines),
        "charges": list(basket.charges),
        "prices": "tax_exclusive" if basket.has_tax else "tax_inclusive",
        "store": session.store,
        "till": session.till,
        "channel": "till",
        "codes": list(basket.codes),
    }
    return {**body, "member": member} if member else body


def purchase(session: Session, basket: Basket) -> Purchase:
    """The same as the engine has it, unpaid, in the minor units of ISO 4217."""
    currency = session.program.latest.program.currency
    unit = unit_of(currency)
    lines = tuple(
        Line(
            no=no,
            net=one["net"] * unit,
            sku=one.get("sku", ""),
            quantity=one.get("quantity", 1000),
            department=one.get("department", ""),
            tax=one.get("tax", 0) * unit,
        )
        for no, one in enumerate(basket.lines, 1)
    )
    return Purchase(
        source=source_of(session.till),
        event_at=session.now,
        currency=currency,
        lines=lines,
        tenders=(),
        store=session.store,
        till=session.till,
        channel="till",
        prices="tax_exclusive" if basket.has_tax else "tax_inclusive",
        charges=tuple(Charge(one["kind"], one["amount"] * unit) for one in basket.charges),
    )


def unit_of(currency: str) -> int:
    """In minor units of ISO 4217, the smallest amount that people pay in."""
    return int(10 ** (EXPONENT.get(currency, 2) - places(currency)))
