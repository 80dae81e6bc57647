"""Gift cards: sell one, look at it, pay with it, make what it holds a member's.

A card's code is as good as money: it is sent in bodies only, which no log and no proxy keeps, and never in a path.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from litestar import Router, post
from litestar.params import JSONBody
from msgspec import Meta, Struct

from setia.api import answers, instants, naming
from setia.api.answers import Done
from setia.api.callers import Session, Who, repeatable
from setia.api.commands import Name, Req, Text, prepared
from setia.api.giving import Money
from setia.api.once import once
from setia.api.problems import Problem, Stop, of_refusal
from setia.api.using import Amount
from setia.engine.commands import Redeem, TopUp
from setia.engine.refusals import Refusal
from setia.services import gift_cards
from setia.services.requests import Request as Asked
from setia.storage.gift_cards import find
from setia.storage.reading import account_as_of

Code = Annotated[str, Meta(min_length=1, max_length=80)]
"""As people type it: case, spaces and hyphens do not matter."""


class CardIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What was paid for a card, and what is given on top; one of the two may be 0."""

    wallet: str
    paid: Money
    granted: Money = 0
    reference: Text = ""
    """The receipt it was sold on."""


class CardOut(Struct, frozen=True):
    """A card that was sold."""

    code: str
    """Shown here and nowhere else; the same request sent again under its key is answered the same."""
    done: Done


class CodeIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Which card."""

    code: Code

    def asked(self, who: Session, names: naming.Names, member: str) -> Asked:
        """What making it a member's asks; called inside `read`."""
        card = _card(who, self.code)
        return Asked(gift_cards.claim(who.now), account_id=card, to_account_id=names.account(member))


class CardLotOut(Struct, frozen=True):
    """Units on a card that end together."""

    wallet: str
    available: int
    funding: str
    """paid or granted."""
    expires_at: datetime | None


class BalanceOut(Struct, frozen=True):
    """What a card holds."""

    status: str
    """open, or closed once a member has claimed it."""
    wallets: dict[str, int]
    lots: tuple[CardLotOut, ...]


class PaymentIn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a card pays."""

    code: Code
    amount: Amount
    wallet: str
    reference: Text = ""
    """What it pays for: an order or receipt number."""

    def asked(self, who: Session, names: naming.Names) -> Asked:
        """What it asks of the card; called inside `read`."""
        paid = Redeem(who.now, self.wallet, self.amount, self.reference)
        return Asked(paid, account_id=_card(who, self.code))


@post("/gift-cards", status_code=201)
async def sell(data: JSONBody[CardIn], request: Req, who: Who) -> CardOut:
    """Sell a card. Sent again under its key no second one is made, and the answer has the code again."""
    who.needs("adjust")
    await repeatable(request, who, required=True)
    return await once(request, who, lambda: sold(who, data))


def sold(who: Session, data: CardIn) -> CardOut:
    """Sell it; called inside `write`, where its key is held."""
    asked = Asked(TopUp(who.now, data.wallet, data.paid, data.granted, data.reference))
    issued = gift_cards.issue(who.program, asked, who.alone())
    kept = answers.kept(issued.outcome)
    if kept.status >= 400:
        raise Stop(msgspec.json.decode(kept.body, type=Problem))
    return CardOut(issued.code, msgspec.json.decode(kept.body, type=Done))


@post("/gift-cards/balance", status_code=200)
async def balance(data: JSONBody[CodeIn], who: Who) -> BalanceOut:
    """What a card holds, and what of it ends when."""
    who.needs("redeem")
    return await who.desk.read(_balance, who, data.code)


def _balance(who: Session, code: str) -> BalanceOut:
    account = account_as_of(_card(who, code), who.now, who.program)
    lots = tuple(
        CardLotOut(lot.wallet, lot.free, lot.funding, instants.show_end(lot.expires_at))
        for _, lot in sorted(account.lots.items())
        if lot.is_open()
    )
    return BalanceOut(account.status, {id_: one.available for id_, one in sorted(account.wallets.items())}, lots)


@post("/gift-cards/payments", status_code=201)
async def pay(data: JSONBody[PaymentIn], request: Req, who: Who) -> answers.Done:
    """Pay with a card: what was granted goes first, then what was paid."""
    who.needs("redeem")
    key = await repeatable(request, who, required=True)
    return await prepared(who, key, (), lambda names: data.asked(who, names))


@post("/members/{member:str}/gift-cards", status_code=201)
async def claim(member: Name, data: JSONBody[CodeIn], request: Req, who: Who) -> answers.Done:
    """Make all that a card holds the member's own; the card is then used up."""
    who.needs("redeem")
    key = await repeatable(request, who, required=True)
    return await prepared(who, key, (member,), lambda names: data.asked(who, names, member))


def _card(who: Session, code: str) -> int:
    found = find(who.program, code)
    if found is None:
        raise Stop(of_refusal(Refusal("unknown_gift_card")))
    return found


router = Router("", route_handlers=[sell, balance, pay, claim], tags=["Gift cards"])
