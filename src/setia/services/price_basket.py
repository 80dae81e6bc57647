"""Price a basket: what price rules and codes make of it now, and what it would earn at these prices.

Nothing is written. Prices are no part of the ledger: what is recorded is the purchase at the prices that were paid.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.adjusted import adjusted, owed
from setia.engine.commands import RecordPurchase
from setia.engine.commands.instants import instant_refusal
from setia.engine.decide import Setting, decide
from setia.engine.decide.decision import open_book
from setia.engine.decide.judging import first_facts
from setia.engine.guard import PRICE
from setia.engine.ledger.book import Book
from setia.engine.ledger.state import Account
from setia.engine.price_codes import refusal as code_refusal
from setia.engine.purchase import Purchase, Tender, faults
from setia.engine.refusals import Code, Refusal
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.points_tender import PointsOffer, misfit, offers
from setia.engine.rules.price_tracks import Pricing
from setia.engine.rules.pricing import Buyer, PriceVerdict, price, unusable
from setia.services.catalogue import filled
from setia.services.preview import as_it_is
from setia.storage import guards, price_codes
from setia.storage.price_codes import Kept
from setia.storage.programs import LoadedProgram

POINTS = "points"
"""The kind of tender that units are."""

PAID_BY = "cash"
"""How it is taken to be paid, where that is still to come."""


class Points(Struct, frozen=True):
    """Units that are to pay for some of it."""

    wallet: str
    amount: int


class Asked(Struct, frozen=True):
    """A basket that is to be priced."""

    purchase: Purchase
    """Its goods and charges as the shelf has them; how it will be paid does not matter yet."""
    account_id: int | None
    """None: a guest's."""
    codes: tuple[str, ...] = ()
    unit: int = 1
    """The smallest amount that its source charges, in minor units."""
    points: Points | None = None


class Shown(Struct, frozen=True):
    """One code that was shown, in the order in which it was."""

    code: str
    digest: str
    rule: str = ""
    """The price rule that it is for; empty where there is no such code."""
    refusal: Refusal | None = None
    """Why it does nothing; None for one that takes something off."""


class Priced(Struct, frozen=True):
    """A basket at its prices."""

    purchase: Purchase
    owed: int
    """What is still to be paid, in minor units: its tenders are the vouchers that pay for some of it."""
    verdicts: tuple[PriceVerdict, ...]
    codes: tuple[Shown, ...]
    awarded: dict[str, int]
    """By wallet, what it would earn."""
    points: tuple[PointsOffer, ...] = ()
    """What units could pay of it."""
    by_points: int | None = None
    """What the units pay that are to pay, in minor units; None where the program does not say what they are worth."""

    @property
    def gifts(self) -> int:
        """How many of its lines, the last ones, are gifts."""
        return sum(one.gift is not None for one in self.verdicts)

    @property
    def off(self) -> dict[str, int]:
        """By price rule that takes anything off, what it takes off, in minor units."""
        return {one.rule: one.off for one in self.verdicts if one.off}


class _Member(Struct, frozen=True):
    """A member as he is, with what has fallen due of his booked."""

    account: Account
    setting: Setting
    book: Book


def price_basket(program: LoadedProgram, asked: Asked, now: int, *, lock: bool = False) -> Priced | Refusal:
    """Price it as of now; with `lock` the codes are locked until the transaction ends, for whoever keeps them next."""
    version = program.versions.in_force(now, now)
    if version is None:
        return Refusal("no_program_in_force")
    pricing = version.compiled.pricing
    [purchase] = filled(program, [msgspec.structs.replace(asked.purchase, event_at=now, tenders=(), status="paid")])
    if refusal := _fault(purchase, version.compiled):
        return refusal
    member = _member(program, asked.account_id, purchase)
    digests = {one: price_codes.digest_of(program.key, one) for one in asked.codes}
    found = price_codes.look(program.id, digests.values(), now, asked.account_id, lock=lock)
    known = {one: kept for one, kept in found.items() if kept.code.rule in pricing.by_code}
    stopped = _stopped(program, version.number)
    shown = _shown(asked, digests, known, stopped, now)
    good = frozenset(one.rule for one in shown if one.refusal is None)
    facts = _facts(version.compiled, purchase, member)
    verdicts = price(pricing, facts, Buyer(member is not None, good, asked.unit, frozenset(stopped)))
    priced = Priced(
        purchase=(at_prices := adjusted(purchase, pricing, verdicts, asked.unit)),
        owed=owed(at_prices) - sum(one.amount for one in at_prices.tenders),
        verdicts=verdicts,
        codes=tuple(
            msgspec.structs.replace(one, refusal=unusable(pricing.by_code[one.rule], verdicts))
            if one.refusal is None
            else one
            for one in shown
        ),
        awarded={},
    )
    return _with_points(asked, priced, pricing, member)


def _with_points(asked: Asked, priced: Priced, pricing: Pricing, member: _Member | None) -> Priced | Refusal:
    """What units can pay of it, what they are to pay, and what it would earn then."""
    if member is None:
        return priced
    has = {wallet: member.book.wallet(wallet).available for wallet in pricing.paying}
    can = offers(pricing.paying, priced.purchase, has, asked.unit)
    by_points, points = None, asked.points
    if points is not None and points.wallet in pricing.paying:
        if has[points.wallet] < points.amount:
            short: dict[str, int | str] = {"available": has[points.wallet], "asked": points.amount}
            return Refusal("insufficient", {"wallet": points.wallet, **short})
        (offer,) = (one for one in can if one.wallet == points.wallet)
        if refusal := misfit(offer, points.amount):
            return refusal
        by_points = pricing.paying[points.wallet].money(points.amount, asked.unit)
    decided = decide(member.account, RecordPurchase(_paid(priced.purchase, by_points or 0)), member.setting)
    if isinstance(decided, Refusal):
        return decided
    return msgspec.structs.replace(priced, points=can, by_points=by_points, awarded=decided.awarded)


def _member(program: LoadedProgram, account_id: int | None, purchase: Purchase) -> _Member | None:
    if account_id is None:
        return None
    account, setting = as_it_is(program, account_id, RecordPurchase(purchase))
    return _Member(account, setting, open_book(account, setting))


def _fault(purchase: Purchase, compiled: Compiled) -> Refusal | None:
    """What is wrong with the basket itself."""
    expected = compiled.program.currency
    if purchase.currency != expected:
        return Refusal("currency_mismatch", {"found": purchase.currency, "expected": expected})
    return instant_refusal(RecordPurchase(purchase), compiled.zone) or faults(_paid(purchase))


def _paid(purchase: Purchase, by_points: int = 0) -> Purchase:
    tenders = [*purchase.tenders, *([Tender(POINTS, by_points)] if by_points else [])]
    tenders.append(Tender(PAID_BY, owed(purchase) - sum(one.amount for one in tenders)))
    return msgspec.structs.replace(purchase, rounding=0, tenders=tuple(tenders))


def _facts(compiled: Compiled, purchase: Purchase, member: _Member | None) -> Facts:
    """What rules may look at: what is known of a member, or nothing but the basket and the time."""
    if member is None:
        return Facts(compiled.scene, purchase, Frame(purchase.event_at))
    return first_facts(member.book, compiled, member.setting, purchase)


def _stopped(program: LoadedProgram, number: int) -> dict[str, Code]:
    """Price rules of a version that a guard has stopped, with what is said of their codes. Who watches none asks none.

    What was kept before is not priced again: it can be paid.
    """
    forecast = program.forecasts.get(number)
    if forecast is None or not any(name.startswith(PRICE) for name in forecast.rules):
        return {}
    stopped = guards.stopped(program.id, number)
    return {
        rule.removeprefix(PRICE): "code_withdrawn" if state == "revoked" else "code_being_checked"
        for rule, state in stopped.items()
        if rule.startswith(PRICE)
    }


def _shown(
    asked: Asked, digests: dict[str, str], found: dict[str, Kept], stopped: dict[str, Code], now: int
) -> list[Shown]:
    """Codes in the order in which they were shown; of several for one rule the first that can be used."""
    told: list[Shown] = []
    for text in asked.codes:
        digest, kept = digests[text], found.get(digests[text])
        if kept is None:
            told.append(Shown(text, digest, refusal=Refusal("unknown_code")))
            continue
        refusal = code_refusal(kept.code, kept.standing, asked.account_id, now)
        rule = kept.code.rule
        if refusal is None and rule in stopped:
            refusal = Refusal(stopped[rule])
        if refusal is None and any(one.rule == rule and one.refusal is None for one in told):
            refusal = Refusal("code_not_combined", {"rule": rule})
        told.append(Shown(text, digest, rule, refusal))
    return told
