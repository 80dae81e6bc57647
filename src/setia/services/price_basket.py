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
from setia.engine.ledger.state import Account
from setia.engine.price_codes import refusal as code_refusal
from setia.engine.purchase import Purchase, Tender, faults
from setia.engine.refusals import Refusal
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.facts import Facts
from setia.engine.rules.frame import Frame
from setia.engine.rules.pricing import Buyer, PriceVerdict, price, unusable
from setia.services.preview import as_it_is
from setia.storage import price_codes
from setia.storage.price_codes import Kept
from setia.storage.programs import LoadedProgram

PAID_BY = "cash"
"""How it is taken to be paid, where that is still to come."""


class Asked(Struct, frozen=True):
    """A basket that is to be priced."""

    purchase: Purchase
    """Its goods and charges as the shelf has them; how it will be paid does not matter yet."""
    account_id: int | None
    """None: a guest's."""
    codes: tuple[str, ...] = ()
    unit: int = 1
    """The smallest amount that its source charges, in minor units."""


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
    """What is to be paid, in minor units."""
    verdicts: tuple[PriceVerdict, ...]
    codes: tuple[Shown, ...]
    awarded: dict[str, int]
    """By wallet, what it would earn."""

    @property
    def gifts(self) -> int:
        """How many of its lines, the last ones, are gifts."""
        return sum(one.gift is not None for one in self.verdicts)


def price_basket(program: LoadedProgram, asked: Asked, now: int, *, lock: bool = False) -> Priced | Refusal:
    """Price it as of now; with `lock` the codes are locked until the transaction ends, for whoever keeps them next."""
    version = program.versions.in_force(now, now)
    if version is None:
        return Refusal("no_program_in_force")
    compiled = version.compiled
    purchase = msgspec.structs.replace(asked.purchase, event_at=now, tenders=(), status="paid")
    if refusal := _fault(purchase, compiled):
        return refusal
    member = as_it_is(program, asked.account_id, RecordPurchase(purchase)) if asked.account_id is not None else None
    digests = {one: price_codes.digest_of(program.key, one) for one in asked.codes}
    found = price_codes.look(program.id, digests.values(), now, lock=lock)
    rules = compiled.pricing.by_code
    shown = _shown(asked, digests, {one: kept for one, kept in found.items() if kept.code.rule in rules}, now)
    good = frozenset(one.rule for one in shown if one.refusal is None)
    verdicts = price(compiled.pricing, _facts(compiled, purchase, member), Buyer(member is not None, good, asked.unit))
    paid = _paid(adjusted(purchase, compiled.pricing, verdicts, asked.unit))
    awarded = _earned(paid, member)
    if isinstance(awarded, Refusal):
        return awarded
    told = tuple(
        msgspec.structs.replace(one, refusal=unusable(rules[one.rule], verdicts)) if one.refusal is None else one
        for one in shown
    )
    return Priced(msgspec.structs.replace(paid, tenders=()), owed(paid), verdicts, told, awarded)


def _fault(purchase: Purchase, compiled: Compiled) -> Refusal | None:
    """What is wrong with the basket itself."""
    expected = compiled.program.currency
    if purchase.currency != expected:
        return Refusal("currency_mismatch", {"found": purchase.currency, "expected": expected})
    return instant_refusal(RecordPurchase(purchase), compiled.zone) or faults(_paid(purchase))


def _paid(purchase: Purchase) -> Purchase:
    return msgspec.structs.replace(purchase, rounding=0, tenders=(Tender(PAID_BY, owed(purchase)),))


def _facts(compiled: Compiled, purchase: Purchase, member: tuple[Account, Setting] | None) -> Facts:
    """What rules may look at: what is known of a member, or nothing but the basket and the time."""
    if member is None:
        return Facts(compiled.scene, purchase, Frame(purchase.event_at))
    account, setting = member
    return first_facts(open_book(account, setting), compiled, setting, purchase)


def _earned(paid: Purchase, member: tuple[Account, Setting] | None) -> dict[str, int] | Refusal:
    if member is None:
        return {}
    account, setting = member
    decided = decide(account, RecordPurchase(paid), setting)
    return decided if isinstance(decided, Refusal) else decided.awarded


def _shown(asked: Asked, digests: dict[str, str], found: dict[str, Kept], now: int) -> list[Shown]:
    """Codes in the order in which they were shown; of several for one rule the first that can be used."""
    told: list[Shown] = []
    for text in asked.codes:
        digest, kept = digests[text], found.get(digests[text])
        if kept is None:
            told.append(Shown(text, digest, refusal=Refusal("unknown_code")))
            continue
        refusal = code_refusal(kept.code, kept.standing, asked.account_id, now)
        rule = kept.code.rule
        if refusal is None and any(one.rule == rule and one.refusal is None for one in told):
            refusal = Refusal("code_not_combined", {"rule": rule})
        told.append(Shown(text, digest, rule, refusal))
    return told
