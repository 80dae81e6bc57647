"""Baskets: what one costs with codes and price rules; keep it until it is paid; commit it, or release it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from litestar import Router, get, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from setia.api import answers, instants, naming, priced, proving, stores
from setia.api.callers import Session, Who, repeatable
from setia.api.commands import NothingIn, Req
from setia.api.problems import Stop, of_refusal, problem
from setia.api.proving import ProofIn, Taken
from setia.api.purchases import ChargeIn, Code, LineIn, Minor, Receipt, TenderIn, in_minor_units, line_of
from setia.api.telling import language
from setia.api.using import Amount, TtlSeconds
from setia.engine.calendar import SECOND
from setia.engine.ledger.holds import TTL_DEFAULT
from setia.engine.money import EXPONENT
from setia.engine.purchase import Charge, Purchase, Tender
from setia.engine.refusals import Refusal
from setia.services import baskets
from setia.services.baskets import Payment, Reserved, Sent, Settled, Wanted
from setia.services.price_basket import Asked, Points, price_basket
from setia.services.requests import Outcome, Repeatable
from setia.storage.baskets import Row, find
from setia.wording.languages import Language

CODES_MAX = 20
Name = FromPath[str]
"""The basket in the path: `bsk_…`."""


class PointsIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Units that are to pay for some of it; those of a basket that is kept are held until then."""

    amount: Amount
    wallet: str = "points"
    member_proof: ProofIn | None = None
    """That the member is there: a till needs it above the program's limit, to keep a basket."""


class BasketIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A basket as the shelf prices it; how it will be paid does not matter yet."""

    source: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9][a-z0-9_.-]*$")]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    lines: Annotated[tuple[LineIn, ...], Meta(min_length=1, max_length=1_000)]
    exponent: Annotated[int, Meta(ge=0, le=4)] | None = None
    """Decimals that the amounts have, as for purchases; what is answered has as many, and nothing smaller comes off."""
    member: str | None = None
    """`card:7001` or `mem_…`; nobody: a guest."""
    store: Code = ""
    till: Code = ""
    channel: Code = ""
    prices: Literal["tax_inclusive", "tax_exclusive"] = "tax_inclusive"
    charges: Annotated[tuple[ChargeIn, ...], Meta(max_length=50)] = ()
    points: PointsIn | None = None
    """Units that are to pay for some of it."""
    codes: Annotated[tuple[Annotated[str, Meta(min_length=1, max_length=80)], ...], Meta(max_length=CODES_MAX)] = ()


class KeptBasketIn(BasketIn, frozen=True, forbid_unknown_fields=True):
    """A basket that is to be kept until it is paid."""

    ttl_seconds: TtlSeconds = TTL_DEFAULT // SECOND


class CommitIn(Struct, frozen=True, forbid_unknown_fields=True):
    """How it was paid. Source and receipt name the purchase for ever."""

    receipt: Receipt
    tenders: Annotated[tuple[TenderIn, ...], Meta(max_length=50)]
    event_at: datetime | None = None
    """When it was paid, with the offset; now, where nothing is said."""
    rounding: Minor = 0
    till: Code = ""
    cashier: Code = ""
    points: Amount | None = None
    """Units that are used of those that are held; all of them, where nothing is said."""


@post("/baskets/evaluate", status_code=200)
async def evaluate(data: JSONBody[BasketIn], request: Req, who: Who) -> priced.EvaluationOut:
    """Price a basket: what comes off each line, what each code does or why not, what it would earn.

    Nothing is written.
    """
    who.needs("purchases")
    return await who.desk.read(_evaluate, who, data, language(request))


def _evaluate(who: Session, data: BasketIn, spoken: Language) -> priced.EvaluationOut:
    asked = _asked(who, data)
    found = price_basket(who.program, asked, who.now)
    if isinstance(found, Refusal):
        raise Stop(of_refusal(found))
    return priced.evaluation(who.program.latest.program, found, asked.unit, spoken)


@post("/baskets", status_code=201)
async def keep(data: JSONBody[KeptBasketIn], request: Req, who: Who) -> priced.BasketOut:
    """Price a basket and keep it until it is paid: its codes are nobody else's, its units are held.

    A code that does nothing is answered with why, and not kept. Units that are not there are a no to all of it.
    """
    who.needs("purchases")
    key = await repeatable(request, who, required=True)
    assert key is not None
    basket: priced.BasketOut = _answer(await kept(who, data, key, language(request)))
    return basket


async def kept(who: Session, data: KeptBasketIn, key: Repeatable, spoken: Language) -> Outcome:
    """What became of a basket that is to be kept."""
    if data.points is not None:
        who.needs("redeem")
        if data.member is None:
            raise Stop(problem(422, "member_missing", "a guest has no points", "member"))
        taken = Taken(data.points.wallet, data.points.amount, data.points.member_proof)
        await proving.require(who, data.member, taken, key)
    return await who.desk.write(_keep, who, data, (key.client, key.key, key.asked), spoken)


def _keep(who: Session, data: KeptBasketIn, sent: tuple[str, str, bytes], spoken: Language) -> Outcome:
    asked = _asked(who, data)
    document = who.program.latest.program

    def render(told: Reserved | Settled | Refusal) -> bytes:
        return priced.reserved(document, told, asked.unit, spoken) if isinstance(told, Reserved) else _said(told)

    wanted = Wanted(asked, data.ttl_seconds * SECOND)
    return baskets.reserve(who.program, wanted, Sent(*sent, render), who.alone())


@get("/baskets/{basket:str}")
async def show(basket: Name, who: Who) -> priced.BasketStateOut:
    """A basket that was kept, and whether it is open still."""
    who.needs("purchases")
    return await who.desk.read(_show, who, basket)


def _show(who: Session, basket: str) -> priced.BasketStateOut:
    row = _own(who, basket)
    if row is None or not row.content:
        raise Stop(of_refusal(Refusal("unknown_basket")))
    return priced.as_it_is(row, who.now)


def _own(who: Session, basket: str) -> Row | None:
    """A basket of that name; of another store there is none to whoever works for one. Called inside `read`."""
    row = find(who.program.id, basket)
    if row is not None and who.caller.store and baskets.store_of(row) not in ("", who.caller.store):
        raise Stop(of_refusal(Refusal("unknown_basket")))
    return row


@post("/baskets/{basket:str}/commit", status_code=200)
async def commit(basket: Name, data: JSONBody[CommitIn], request: Req, who: Who) -> priced.SettledOut:
    """It was paid: the purchase is recorded at its prices, held units are used, codes are used up.

    Sent again it is answered the same, and nothing is done twice. Refused, such as for tenders that do not add up, it
    stays open with all that it keeps.
    """
    who.needs("purchases")
    ended: priced.SettledOut = _answer(await paid(who, basket, data, await _sent(request, who)))
    return ended


async def paid(who: Session, basket: str, data: CommitIn, sent: tuple[str, str, bytes]) -> Outcome:
    """What became of a basket that was paid."""
    payment = Payment(
        data.receipt,
        tuple(Tender(one.kind, one.amount, one.reference) for one in data.tenders),
        None if data.event_at is None else instants.read(data.event_at, "event_at"),
        data.rounding,
        data.till,
        data.cashier,
        data.points,
    )
    await who.desk.read(_own, who, basket)
    return await who.desk.write(baskets.commit, who.program, basket, payment, Sent(*sent, _said), who.alone())


@post("/baskets/{basket:str}/release", status_code=200)
async def release(basket: Name, data: JSONBody[NothingIn], request: Req, who: Who) -> priced.SettledOut:
    """It will not be paid: its codes are free, its units usable again."""
    who.needs("purchases")
    ended: priced.SettledOut = _answer(await given_up(who, basket, await _sent(request, who)))
    return ended


async def given_up(who: Session, basket: str, sent: tuple[str, str, bytes]) -> Outcome:
    """What became of a basket that will not be paid."""
    await who.desk.read(_own, who, basket)
    return await who.desk.write(baskets.release, who.program, basket, Sent(*sent, _said), who.alone())


async def _sent(request: Req, who: Session) -> tuple[str, str, bytes]:
    """Whose request it is, under which key, and what it asks. What ends a basket names it, and needs no key."""
    key = await repeatable(request, who, required=False)
    asked = f"{request.method} {request.url.path}".encode() + b"\n" + await request.body()
    return (key.client, key.key, asked) if key is not None else (who.caller.name, "", asked)


def _said(told: Reserved | Settled | Refusal) -> bytes:
    if isinstance(told, Refusal):
        return priced.refused(told)
    assert isinstance(told, Settled)
    return priced.settled(told)


def _answer(outcome: Outcome) -> Any:
    """The response of such a body, as it is kept."""
    return answers.answer(outcome)


def _asked(who: Session, data: BasketIn) -> Asked:
    """The basket that is asked for, with amounts in the minor units of ISO 4217. Called inside `read` or `write`."""
    if data.points is not None and data.member is None:
        raise Stop(problem(422, "member_missing", "a guest has no points", "member"))
    points = None if data.points is None else Points(data.points.wallet, data.points.amount)
    account_id = None if data.member is None else int(naming.find(who, data.member).account_id)
    purchase = Purchase(
        source=data.source,
        event_at=who.now,
        currency=data.currency,
        lines=tuple(line_of(no, line) for no, line in enumerate(data.lines, 1)),
        tenders=(),
        store=stores.at(who.caller, data.store),
        till=data.till,
        channel=data.channel,
        prices=data.prices,
        charges=tuple(Charge(one.kind, one.amount) for one in data.charges),
    )
    scaled = in_minor_units(purchase, data.exponent)
    unit = 1 if data.exponent is None else 10 ** (EXPONENT[data.currency] - data.exponent)
    return Asked(scaled, account_id, data.codes, unit, points)


router = Router("", route_handlers=[evaluate, keep, show, commit, release], tags=["Baskets"])
