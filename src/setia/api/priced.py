"""Baskets at their prices, as they are answered: lines to be printed and taxed, codes with what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec
from msgspec import Struct

from setia.api import answers, instants, problems
from setia.api.no import MEDIA_TYPE
from setia.api.telling import SentenceOut
from setia.engine.purchase import Charge, Line, Purchase
from setia.engine.refusals import Refusal
from setia.engine.rules.pricing import PriceVerdict
from setia.engine.rules.program import Program
from setia.services.baskets import Content, Reserved, Settled
from setia.services.price_basket import Priced, Shown
from setia.storage.baskets import Row, State
from setia.wording.languages import Language
from setia.wording.missed import missed
from setia.wording.refusals import refusal
from setia.wording.speaker import Speaker


class DiscountOut(Struct, frozen=True):
    """What comes off a line, by which price rule, and who pays for it."""

    effect: str
    amount: int
    funded_by: str


class PricedLineOut(Struct, frozen=True):
    """One line at its price. A gift is a line that was not asked for."""

    no: int
    sku: str
    quantity: int
    list: int
    """Before everything that comes off."""
    net: int
    tax: int
    discounts: tuple[DiscountOut, ...]
    gift: bool


class PricedChargeOut(Struct, frozen=True):
    """A charge, and what of it is left."""

    kind: str
    amount: int


class VoucherOut(Struct, frozen=True):
    """A price rule that pays for some of it, instead of making it cheaper: a tender that `commit` adds by itself."""

    kind: str
    amount: int
    reference: str
    """The price rule."""


class PriceRuleOut(Struct, frozen=True):
    """A price rule that takes something off."""

    rule: str
    name: dict[str, str]
    """By language."""
    off: int
    cut_by: tuple[str, ...]
    """most: its own; floor: that of its lines."""


class CodeOut(Struct, frozen=True):
    """A code that was shown."""

    code: str
    accepted: bool
    rule: str
    reason: str
    """Why it does nothing: a code that programs may rely on; empty where it takes something off."""
    numbers: dict[str, int | str]
    text: str
    """The same as a sentence for the buyer, in the language of `Accept-Language`."""


class PointsOut(Struct, frozen=True):
    """What units of a wallet could pay of it, as the program says."""

    wallet: str
    most: int
    """Units; 0 where they cannot pay any of it."""
    worth: int
    """What these pay, in money."""
    step: int
    least: int


class EvaluationOut(Struct, frozen=True):
    """A basket at its prices, in the amounts of who asked; nothing was written."""

    currency: str
    lines: tuple[PricedLineOut, ...]
    charges: tuple[PricedChargeOut, ...]
    vouchers: tuple[VoucherOut, ...]
    off: int
    owed: int
    """What is to be paid: lines, charges, and tax where it comes on top, less vouchers; rounding is the till's own."""
    rules: tuple[PriceRuleOut, ...]
    codes: tuple[CodeOut, ...]
    awarded: dict[str, int]
    """By wallet, what it would earn at these prices."""
    points: tuple[PointsOut, ...]
    needs: tuple[SentenceOut, ...]
    """What more would have needed, of price rules that take nothing off, in the language of `Accept-Language`."""
    by_points: int | None
    """What the units pay that are to pay, in money: the tender `points` of the purchase. None: there are none, or the
    program does not say what they are worth."""


class BasketOut(EvaluationOut, frozen=True):
    """A basket that is kept until it is paid."""

    id: str
    state: State
    ends_at: datetime
    hold: int | None
    """The transaction that holds its units; None: none."""


class SettledOut(Struct, frozen=True):
    """A basket that has ended."""

    id: str
    state: State
    transaction: int
    """Of a purchase that was recorded, its number in the member's history; 0 for a guest's."""
    awarded: dict[str, int]
    purchase: Literal["", "done", "unchanged", "review"]
    """What became of the purchase; empty where there is none."""


class BasketStateOut(Struct, frozen=True):
    """A basket as it now is."""

    id: str
    state: State
    ends_at: datetime
    currency: str
    lines: tuple[PricedLineOut, ...]
    charges: tuple[PricedChargeOut, ...]
    vouchers: tuple[VoucherOut, ...]
    owed: int
    awarded: dict[str, int]
    """What it was to earn when it was priced."""


def evaluation(document: Program, priced: Priced, unit: int, spoken: Language) -> EvaluationOut:
    """What a basket comes to."""
    needs = missed(document, priced.verdicts, spoken, "member")
    return EvaluationOut(
        currency=priced.purchase.currency,
        lines=_lines(priced.purchase, priced.gifts, unit),
        charges=_charges(priced.purchase.charges, unit),
        vouchers=_vouchers(priced.purchase, unit),
        off=sum(one.off for one in priced.verdicts) // unit,
        owed=priced.owed // unit,
        rules=_rules(document, priced.verdicts, unit),
        codes=tuple(_code(one, Speaker(document, spoken, "member")) for one in priced.codes),
        awarded=priced.awarded,
        points=tuple(PointsOut(one.wallet, one.most, one.worth // unit, one.step, one.least) for one in priced.points),
        needs=tuple(SentenceOut(one.code, one.text, one.values) for one in needs),
        by_points=None if priced.by_points is None else priced.by_points // unit,
    )


def reserved(document: Program, kept: Reserved, unit: int, spoken: Language) -> bytes:
    """The answer to a basket that is kept, as it is stored."""
    told = evaluation(document, kept.priced, unit, spoken)
    fields = {name: getattr(told, name) for name in told.__struct_fields__}
    basket = BasketOut(
        **fields, id=kept.public_id, state="open", ends_at=instants.show(kept.ends_at), hold=kept.hold or None
    )
    return _kept(201, basket)


def settled(told: Settled) -> bytes:
    """The answer to a basket that has ended, as it is stored."""
    outcome = told.outcome
    status = outcome.status if told.state == "committed" else ""
    assert status in ("", "done", "unchanged", "review"), status
    return _kept(200, SettledOut(told.public_id, told.state, outcome.seq, outcome.awarded, status))


def refused(no: Refusal) -> bytes:
    """A no, as it is stored."""
    problem = problems.of_refusal(no)
    kept = answers.Kept(problem.status, msgspec.json.encode(problem).decode(), MEDIA_TYPE)
    return msgspec.json.encode(kept)


def as_it_is(row: Row, now: int) -> BasketStateOut:
    """A basket that was kept, whatever has become of it."""
    kept = msgspec.json.decode(row.content, type=Content)
    return BasketStateOut(
        id=row.public_id,
        state=row.state_at(now),
        ends_at=instants.show(row.ends_at),
        currency=kept.purchase.currency,
        lines=_lines(kept.purchase, kept.gifts, kept.unit),
        charges=_charges(kept.purchase.charges, kept.unit),
        vouchers=_vouchers(kept.purchase, kept.unit),
        owed=kept.owed // kept.unit,
        awarded=kept.awarded,
    )


def _kept(status: int, body: Struct) -> bytes:
    return msgspec.json.encode(answers.Kept(status, msgspec.json.encode(body).decode()))


def _lines(purchase: Purchase, gifts: int, unit: int) -> tuple[PricedLineOut, ...]:
    """Gifts are the last lines."""
    bought = len(purchase.lines) - gifts
    return tuple(_line(line, unit, is_gift=i >= bought) for i, line in enumerate(purchase.lines))


def _line(line: Line, unit: int, *, is_gift: bool) -> PricedLineOut:
    return PricedLineOut(
        no=line.no,
        sku=line.sku,
        quantity=line.quantity,
        list=(line.list or line.net) // unit,
        net=line.net // unit,
        tax=line.tax // unit,
        discounts=tuple(DiscountOut(one.effect, one.amount // unit, one.funded_by) for one in line.discounts),
        gift=is_gift,
    )


def _charges(charges: Sequence[Charge], unit: int) -> tuple[PricedChargeOut, ...]:
    return tuple(PricedChargeOut(one.kind, one.amount // unit) for one in charges)


def _vouchers(purchase: Purchase, unit: int) -> tuple[VoucherOut, ...]:
    return tuple(VoucherOut(one.kind, one.amount // unit, one.reference) for one in purchase.tenders)


def _rules(document: Program, verdicts: Sequence[PriceVerdict], unit: int) -> tuple[PriceRuleOut, ...]:
    names = {rule.id: dict(rule.name) for rule in document.price_rules}
    return tuple(
        PriceRuleOut(one.rule, names.get(one.rule, {}), one.off // unit, one.cut_by) for one in verdicts if one.gives
    )


def _code(shown: Shown, speaker: Speaker) -> CodeOut:
    no = shown.refusal
    if no is None:
        return CodeOut(shown.code, True, shown.rule, "", {}, "")
    return CodeOut(shown.code, False, shown.rule, no.code, no.numbers, refusal(speaker, no.code, no.numbers).text)
