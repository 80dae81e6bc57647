"""People for tests of privacy: a shop with points and money, members who say who they are, what is asked of them."""

from __future__ import annotations

from collections.abc import Mapping

from setia.engine.commands import Command, MergeOut, OpenBalance, OpeningLot
from setia.services.batch import Manner, Outcome, Request, apply
from setia.services.update_person import Changes, update_person
from setia.storage import clock
from setia.storage.models import Member
from setia.storage.reading import find_member
from tests.shop import TILL, Shop

PROGRAM = """
format: 1
id: shop
name: {en: Shop}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - id: points
    unit: {en: points}
    expiry: {after: P12M}
  - id: credit
    kind: money
    unit: {en: USD}
    decimals: 2
    returns: {policy: within_balance}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
"""

OFFICE = Manner(actor="Puan Rosnah", channel="console")
WEBHOOK = Manner(actor="webshop", channel="webhook", enrol=True)


def member_of(shop: Shop, name: str) -> Member:
    """The member of an identifier or public id."""
    found = find_member(shop.program, name)
    assert found is not None, name
    return found


def says(shop: Shop, name: str, called: str, identifiers: Mapping[str, str] | None = None) -> Member:
    """A member says who he is; the member."""
    member = member_of(shop, name)
    done = update_person(shop.program, member, Changes(name=called, identifiers=identifiers or {}))
    assert not hasattr(done, "code"), done
    return member


def asks(shop: Shop, member: Member, command: Command, reference: str = "", note: str = "") -> Outcome:
    """An account is asked for something, with words for people to read."""
    request = Request(command, account_id=member.account_id, reference=reference, note=note)
    return apply(shop.program, [request], TILL)[0]


def has(shop: Shop, member: Member, wallet: str, amount: int, funding: str = "granted") -> None:
    """A member brings units from another system."""
    lot = OpeningLot(amount, clock.read(), clock.read(), funding=funding)  # type: ignore[arg-type]  # a word of the table
    assert asks(shop, member, OpenBalance(clock.read(), wallet, (lot,))).status == "done"


def merges(shop: Shop, source: str, target: str) -> None:
    """One member turns out to be another."""
    assert shop.asks(source, MergeOut(clock.read(), ""), other=target).status == "done"
