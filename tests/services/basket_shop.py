"""A shop with price rules and codes, in its own words: price, keep, pay, give up."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from msgspec import structs

from setia.engine.calendar import MINUTE
from setia.engine.commands import Return
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase, Tender
from setia.engine.refusals import Refusal
from setia.services import baskets, price_codes
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.price_basket import Asked, Points, Priced, price_basket
from setia.services.price_codes import Terms
from setia.services.stamping import order_key
from setia.storage import clock
from tests.shop import GROCERY, TILL, Shop, sale

PRICES = """
price_groups:
  - id: offers
    stack: best
  - id: codes
price_rules:
  - id: tenth
    name: {{en: Ten percent, ms: Sepuluh peratus}}
    group: offers
    effect: {{kind: percentage_off, percent: 10}}
    when: [{{kind: basket_total, at_least: 100}}]
  - id: five
    group: codes
    by_code: true
    guests: true
    as: {by}
    effect: {{kind: amount_off, amount: 5}}
  - id: coffee
    group: codes
    by_code: true
    effect: {{kind: amount_off, amount: 1, lines: {{category: [coffee]}}}}
"""
TTL = 15 * MINUTE
WEB = Manner(actor="webshop", channel="api")


class BasketShop(Shop):
    """The grocery with price rules; Siti has 200 points."""

    def __init__(self, more: str = "", by: str = "discount") -> None:
        super().__init__(GROCERY.read_text() + PRICES.format(by=by) + more)
        self.joins("Siti", "Budi")
        self.earns("Siti", 200)
        self._keys = count(1)

    def makes(self, *codes: str, member: str = "", **terms: Any) -> None:
        """Codes are made; for five off, where nothing else is said."""
        said = {"rule": "five", "account_id": self._account(member) if member else None, **terms}
        made = price_codes.add(self.program, Terms(**said), codes, "owner")
        assert not isinstance(made, Refusal)

    def prices(self, member: str | None, cents: int, *codes: str) -> Priced:
        """A basket is priced and nothing is kept."""
        found = price_basket(self.program, self._asked(member, cents, codes), clock.read())
        assert not isinstance(found, Refusal)
        return found

    def keeps(self, member: str | None, cents: int, *codes: str, **how: Any) -> Outcome:
        """A basket is priced and kept; `how`: points that pay for some of it, its key, its ttl."""
        amount = how.get("points", 0)
        points = Points("points", amount) if amount else None
        asked = structs.replace(self._asked(member, cents, codes), points=points)
        wanted = baskets.Wanted(asked, how.get("ttl", TTL))
        key = how.get("key") or f"k{next(self._keys)}"
        sent = baskets.Sent("webshop", key, f"{member} {cents} {codes} {points}".encode(), told)
        return baskets.reserve(self.program, wanted, sent, WEB)

    def pays(self, basket: Outcome | str, cents: int, receipt: str = "", **payment: Any) -> Outcome:
        """A kept basket is paid, in cash where nothing else is said."""
        name = basket if isinstance(basket, str) else named(basket)
        receipt = receipt or name
        said = {"tenders": (Tender("cash", cents),), **payment}
        sent = baskets.Sent("webshop", "", f"{name} {receipt} {said}".encode(), told)
        return baskets.commit(self.program, name, baskets.Payment(receipt, **said), sent, WEB)

    def gives_up(self, basket: Outcome) -> Outcome:
        """A kept basket is given up."""
        sent = baskets.Sent("webshop", "", f"give up {named(basket)}".encode(), told)
        return baskets.release(self.program, named(basket), sent, WEB)

    def refunds(self, receipt: str, cents: int) -> Outcome:
        """Money is given back of a receipt."""
        command = Return(clock.read(), 0, Refund(f"F-{receipt}-{cents}", amount=cents))
        return apply(self.program, [Request(command, order=order_key(self.program.key, "till", receipt))], TILL)[0]

    def _asked(self, member: str | None, cents: int, codes: tuple[str, ...]) -> Asked:
        purchase: Purchase = sale(cents, clock.read())
        return Asked(purchase, self._account(member) if member else None, codes)


def told(answer: baskets.Reserved | baskets.Settled | Refusal) -> bytes:
    """What this shop's till keeps of an answer."""
    if isinstance(answer, Refusal):
        return json.dumps({"no": answer.code}).encode()
    if isinstance(answer, baskets.Settled):
        return json.dumps({"basket": answer.public_id, "state": answer.state}).encode()
    codes = {one.code: one.refusal.code if one.refusal else "" for one in answer.priced.codes}
    return json.dumps({"basket": answer.public_id, "owed": answer.priced.owed, "codes": codes}).encode()


def said(outcome: Outcome) -> dict[str, Any]:
    """What was answered."""
    found: dict[str, Any] = json.loads(outcome.answer)
    return found


def named(outcome: Outcome) -> str:
    """The basket of an answer."""
    return str(said(outcome)["basket"])


def no(outcome: Outcome) -> str:
    """The code of a refusal."""
    assert outcome.refusal is not None, outcome
    return outcome.refusal.code
