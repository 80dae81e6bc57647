"""Purchases and returns: what a till or a web shop reports. Their own numbers make them safe to send again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, post
from litestar.datastructures import State
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import answers, instants, naming, stores
from setia.api.callers import Session, Who, ask, carry_out, repeatable
from setia.api.problems import Stop, of_refusal, problem
from setia.engine.commands import Cause, RecordPurchase, Return
from setia.engine.ledger.past import Refund
from setia.engine.money import EXPONENT, MUST_STATE_EXPONENT
from setia.engine.purchase import Charge, Discount, Line, Purchase, Status, Tender, rescaled
from setia.engine.refusals import Refusal
from setia.engine.rules.verdict import awarded
from setia.services.receipt_numbers import named, numbered
from setia.services.requests import Request as Asked
from setia.services.stamping import order_key
from setia.storage import keys
from setia.storage.reading import explanation

Code = Annotated[str, Meta(max_length=80, pattern=r"^[^\x00-\x1f\x7f]*$")]
Receipt = Annotated[str, Meta(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]*$")]
Minor = Annotated[int, Meta(ge=-(10**12), le=10**12)]
Thousandths = Annotated[int, Meta(ge=-(10**12), le=10**12)]


class DiscountIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What was taken off a line."""

    effect: Code
    amount: Minor
    funded_by: Code = "merchant"


class LineIn(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of a receipt; `net` is what the buyer saw, after discounts."""

    net: Minor
    sku: Code = ""
    quantity: Thousandths = 1000
    """Thousandths: 1000 is one piece, 250 a quarter of a kilogram."""
    unit: Code = ""
    list: Minor = 0
    discounts: tuple[DiscountIn, ...] = ()
    tax: Minor = 0
    category: Code = ""
    department: Code = ""
    brand: Code = ""
    tags: Annotated[tuple[Code, ...], Meta(max_length=50)] = ()


class ChargeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Service, shipping, tip, packaging, deposit or fee."""

    kind: Code
    amount: Minor


class TenderIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How it was paid; change given back is negative."""

    kind: Code
    amount: Minor
    reference: Code = ""


class PurchaseIn(Struct, frozen=True, forbid_unknown_fields=True):
    """One purchase as its source knows it. Source and receipt together name it for ever."""

    source: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
    receipt: Receipt
    event_at: datetime
    """When it happened, with the offset."""
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    lines: Annotated[tuple[LineIn, ...], Meta(min_length=1, max_length=1_000)]
    tenders: Annotated[tuple[TenderIn, ...], Meta(max_length=50)]
    exponent: Annotated[int, Meta(ge=0, le=4)] | None = None
    """Decimals that the amounts have: 2 if 1290 is RM 12.90, 0 if 185000 is Rp 185.000. Without it those of ISO 4217;
    for IDR and VND, of which sources disagree, it must be said."""
    member: str | None = None
    """Such as `card:7001`; nobody: a guest's."""
    enrol: bool = False
    """Whether a member who is not known joins by it."""
    store: Code = ""
    till: Code = ""
    cashier: Code = ""
    channel: Code = ""
    status: Status = "paid"
    prices: Literal["tax_inclusive", "tax_exclusive"] = "tax_inclusive"
    charges: Annotated[tuple[ChargeIn, ...], Meta(max_length=50)] = ()
    rounding: Minor = 0
    version: Annotated[int, Meta(ge=1, le=2**53)] = 1
    """Counts up where the source edits it; a smaller one never overwrites a larger one."""


class ReturnedLine(Struct, frozen=True, forbid_unknown_fields=True):
    """How much of one line came back."""

    no: Annotated[int, Meta(ge=1, le=1_000)]
    quantity: Annotated[int, Meta(ge=1, le=10**12)]
    """Thousandths."""


class ReturnIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What came back of a purchase: some lines, or an amount of money."""

    source: Annotated[str, Meta(min_length=1, max_length=40)]
    receipt: Receipt
    refund_id: Receipt
    """The source's own number of the refund: sent twice it counts once."""
    event_at: datetime
    lines: Annotated[tuple[ReturnedLine, ...], Meta(max_length=1_000)] = ()
    amount: Annotated[int, Meta(ge=1, le=10**12)] | None = None
    """In minor units of ISO 4217."""
    cause: Cause = "member"
    """Whose doing it is: what the merchant causes never costs the member."""
    store: Code = ""
    till: Code = ""
    purchased_on: date | None = None
    """Where the source's receipt numbers start again: what the purchase's receipt is unique within. Not needed where
    `receipt` is the whole number, such as `17@2018-01-01`."""


@post("/purchases", status_code=201)
async def record_purchase(data: JSONBody[PurchaseIn], request: Request[Any, Any, State], who: Who) -> answers.Done:
    """Record a purchase, or a further version of one; it earns what the program gives.

    Sent again unchanged it is answered 200 `unchanged`, and nothing is earned twice.
    """
    who.needs("purchases")
    if data.enrol:
        who.needs("members")
    asked = purchase_asked(data, who)
    key = await repeatable(request, who, required=False)
    outcome = await ask(who, msgspec.structs.replace(asked, repeatable=key))
    if outcome.status == "unchanged":
        [first] = await who.desk.read(first_awards, who, [data])
        outcome = msgspec.structs.replace(outcome, awarded=first)
    done: Any = answers.answer(outcome)
    return done  # type: ignore[no-any-return]  # the response of such a body, as it is kept


def first_awards(who: Session, sent: Sequence[PurchaseIn]) -> list[dict[str, int]]:
    """What purchases gave when they came first: whoever sends one again learns what he had missed."""
    receipts = [numbered(who.program, purchase_asked(one, who)).reference for one in sent]
    orders = [order_key(who.program.key, one.source, receipt) for one, receipt in zip(sent, receipts, strict=True)]
    known = keys.accepted(orders)
    return [_first_award(known.get(order)) for order in orders]


def _first_award(known: keys.Accepted | None) -> dict[str, int]:
    account_id = (known.booked_in or known.account_id) if known is not None else None
    told = explanation(account_id, known.seq or 0) if known is not None and account_id is not None else None
    return awarded(told.why.verdicts) if told is not None and told.why is not None else {}


def purchase_asked(data: PurchaseIn, who: Who) -> Asked:
    """The command that a purchase is. A member named by his public id must be known already."""
    member = naming.known(data.member, "member") if data.member is not None else None
    if data.member is not None and member is None:
        raise Stop(problem(422, "not_an_identifier", "name the member by an identifier, such as card:…", "member"))
    purchase = Purchase(
        source=data.source,
        event_at=instants.read(data.event_at, "event_at"),
        currency=data.currency,
        lines=tuple(line_of(no, line) for no, line in enumerate(data.lines, 1)),
        tenders=tuple(Tender(one.kind, one.amount, one.reference) for one in data.tenders),
        store=stores.at(who.caller, data.store),
        till=data.till,
        cashier=data.cashier,
        channel=data.channel,
        status=data.status,
        prices=data.prices,
        charges=tuple(Charge(one.kind, one.amount) for one in data.charges),
        rounding=data.rounding,
        version=data.version,
    )
    command = RecordPurchase(in_minor_units(purchase, data.exponent))
    return Asked(command, member, reference=data.receipt, joins=data.enrol)


def line_of(no: int, line: LineIn) -> Line:
    """A line of a receipt, numbered."""
    discounts = tuple(Discount(one.effect, one.amount, one.funded_by) for one in line.discounts)
    return Line(
        no=no,
        net=line.net,
        sku=line.sku,
        quantity=line.quantity,
        unit=line.unit,
        list=line.list,
        discounts=discounts,
        tax=line.tax,
        category=line.category,
        department=line.department,
        brand=line.brand,
        tags=line.tags,
    )


def in_minor_units(purchase: Purchase, exponent: int | None) -> Purchase:
    """Amounts in the minor units that ISO 4217 gives the currency."""
    currency = purchase.currency
    own = EXPONENT.get(currency)
    if own is None:
        raise Stop(problem(422, "unknown_currency", field="currency", found=currency))
    if exponent is None:
        if currency in MUST_STATE_EXPONENT:
            raise Stop(problem(422, "exponent_missing", "sources disagree on it", "exponent", currency=currency))
        return purchase
    if exponent > own:
        raise Stop(problem(422, "too_many_decimals", field="exponent", found=exponent, most=own))
    return rescaled(purchase, 10 ** (own - exponent))


@post("/returns", status_code=201)
async def record_return(data: JSONBody[ReturnIn], request: Request[Any, Any, State], who: Who) -> answers.Done:
    """Take back what a purchase earned, for what came back of it. A return may come before its purchase: it waits."""
    who.needs("purchases")
    asked = return_asked(data, who)
    key = await repeatable(request, who, required=False)
    done: answers.Done = await carry_out(who, msgspec.structs.replace(asked, repeatable=key))
    return done


def return_asked(data: ReturnIn, who: Session) -> Asked:
    """The command that a return is."""
    if bool(data.lines) == (data.amount is not None):
        raise Stop(problem(422, "lines_or_amount", "say what came back: lines, or an amount", "lines"))
    refund = Refund(data.refund_id, tuple((one.no, one.quantity) for one in data.lines), data.amount or 0)
    command = Return(instants.read(data.event_at, "event_at"), 0, refund, data.cause)
    where = stores.at(who.caller, data.store), data.till, data.purchased_on
    receipt = named(who.program, data.source, data.receipt, where)
    if isinstance(receipt, Refusal):
        raise Stop(msgspec.structs.replace(of_refusal(receipt), field=str(receipt.numbers["field"])))
    return Asked(command, order=order_key(who.program.key, data.source, receipt), source=data.source)


router = Router("", route_handlers=[record_purchase, record_return], tags=["Purchases"])
