"""What a basket comes to before it is paid: what is to pay, what it earns, and what is within reach by it."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine import standing
from setia.engine.commands import RecordPurchase
from setia.engine.purchase import Tender
from setia.engine.refusals import Refusal
from setia.engine.rules.points_tender import PointsOffer
from setia.engine.rules.verdict import Why, from_json
from setia.services.preview import preview
from setia.services.price_basket import PAID_BY, Asked, Priced, price_basket
from setia.storage.models import Member
from setia.web.admitted import Session
from setia.web.pos.basket import Basket, purchase, unit_of
from setia.web.telling import Teller, ToldProgress
from setia.wording.explanation import Explainer
from setia.wording.missed import missed
from setia.wording.refusals import refusal
from setia.wording.speaker import Speaker


class PointsPay(Struct, frozen=True):
    """Units that could pay for some of it."""

    wallet: str
    most: str
    """As it is typed."""
    told: str
    worth: str


class Looked(Struct, frozen=True):
    """A basket before it is paid."""

    owed: str
    off: tuple[str, ...]
    """What price rules take off it, and codes that do nothing, with why."""
    earns: tuple[str, ...]
    needs: tuple[str, ...]
    levels: tuple[ToldProgress, ...]
    cards: tuple[ToldProgress, ...]
    points: tuple[PointsPay, ...]


def look(session: Session, basket: Basket, member: Member | None) -> Looked | str:
    """What it comes to; a sentence where it cannot be sold. Nothing is written, and no proof of anything used."""
    document = session.program.latest.program
    by = Speaker(document, session.people, "staff")
    bought, account_id = purchase(session, basket), member.account_id if member is not None else None
    asked = Asked(bought, account_id, basket.codes, unit_of(bought.currency))
    priced = price_basket(session.program, asked, session.now)
    if isinstance(priced, Refusal):
        return refusal(by, priced.code, priced.numbers).text
    owed = by.money(priced.owed + basket.rounding * unit_of(bought.currency)).text
    off = tuple(_off(by, priced))
    if account_id is None:
        return Looked(owed, off, (), (), (), (), ())
    paid = (*priced.purchase.tenders, Tender(PAID_BY, priced.owed))
    decided = preview(
        session.program, account_id, RecordPurchase(msgspec.structs.replace(priced.purchase, tenders=paid))
    )
    if isinstance(decided, Refusal):
        return refusal(by, decided.code, decided.numbers).text
    teller, compiled = Teller(session), session.program.latest
    why = next((from_json(one.why) for one in decided.transactions if one.why), Why(()))
    needs = [*Explainer(by).needs(why), *missed(document, priced.verdicts, session.people, "staff")]
    return Looked(
        owed=owed,
        off=off,
        earns=(Explainer(by).totals(why, "basket")[0].text,),
        needs=tuple(one.text for one in needs),
        levels=tuple(teller.level(one) for one in standing.levels(decided.account, compiled, session.now)),
        cards=tuple(teller.card(one) for one in standing.cards(decided.account, compiled, session.now)),
        points=tuple(_pays(by, one) for one in priced.points if one.most),
    )


def _off(by: Speaker, priced: Priced) -> list[str]:
    names = {rule.id: rule for rule in by.document.price_rules}
    told = [
        by.say(
            "sale_off",
            "{amount} off: {rule}",
            amount=by.money(one.off),
            rule=by.name(by.document.price_rules, one.rule),
        ).text
        for one in priced.verdicts
        if one.off and one.rule in names
    ]
    noes = [one.refusal for one in priced.codes if one.refusal is not None]
    return told + [refusal(by, no.code, no.numbers).text for no in noes]


def _pays(by: Speaker, one: PointsOffer) -> PointsPay:
    most = by.people.number(one.most, by.decimals(one.wallet))
    return PointsPay(one.wallet, most, by.amount(one.most, one.wallet).text, by.money(one.worth).text)
