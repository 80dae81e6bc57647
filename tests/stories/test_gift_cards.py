"""Money that was paid in, and gift cards: paid and granted units stay apart (ledger 4.20), on both databases."""

from __future__ import annotations

from setia.engine.commands import Command, Redeem, TopUp
from setia.engine.ledger.accounts import Wallet
from setia.services import gift_cards
from setia.services.batch import Outcome, Request, apply
from setia.storage import clock
from setia.storage.gift_cards import find, normal
from setia.storage.models import Account, GiftCard
from setia.storage.reading import account_as_of, find_member
from tests.shop import TILL, Shop

CREDIT = """
format: 1
id: shop
name: {en: Shop}
currency: MYR
zone: UTC
effective_from: 2017-01-01
wallets:
  - id: points
    unit: {en: points}
  - id: credit
    kind: money
    unit: {en: MYR}
    decimals: 2
    expiry: {after: P3M}
    returns: {policy: within_balance}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
"""


def shop_with_credit() -> Shop:
    shop = Shop(CREDIT)
    shop.joins("Siti")
    return shop


def card(shop: Shop, wallet: str, paid: int, granted: int = 0) -> gift_cards.Issued:
    """A card is asked for at the till."""
    return gift_cards.issue(shop.program, Request(TopUp(clock.read(), wallet, paid, granted)), TILL)


def asked(shop: Shop, account_id: int, command: Command, to: str = "") -> Outcome:
    """A card's account is asked for something; `to` is a member."""
    member = find_member(shop.program, to) if to else None
    request = Request(command, account_id=account_id, to_account_id=member.account_id if member else None)
    return apply(shop.program, [request], TILL)[0]


def test_pay_a_hundred_get_a_hundred_and_ten_and_the_gift_is_spent_first(database: str) -> None:
    shop = shop_with_credit()
    shop.asks("Siti", TopUp(clock.read(), "credit", 100_00, 10_00))
    shop.redeems("Siti", 25_00, "credit")
    assert (shop.lot("Siti", 1).funding, shop.lot("Siti", 1).free) == ("paid", 85_00)
    assert (shop.lot("Siti", 2).funding, shop.lot("Siti", 2).free) == ("granted", 0)
    assert shop.findings() == []
    assert shop.differences() == 0


def test_what_was_paid_never_ends_and_what_was_granted_does(database: str) -> None:
    shop = shop_with_credit()
    shop.asks("Siti", TopUp(clock.read(), "credit", 100_00, 10_00))
    shop.day_is("2018-05-01")
    assert shop.wallet("Siti", "credit") == Wallet(available=100_00)
    assert shop.findings() == []


def test_points_cannot_be_topped_up(database: str) -> None:
    shop = shop_with_credit()
    refusal = shop.asks("Siti", TopUp(clock.read(), "points", 100)).refusal
    assert refusal is not None
    assert refusal.code == "not_money"


def test_a_card_is_sold_spent_from_and_claimed(database: str) -> None:
    shop = shop_with_credit()
    sold = card(shop, "credit", 50_00, 5_00)
    assert sold.outcome.status == "done"
    found = find(shop.program, sold.code.lower().replace("-", " "))
    assert found == sold.account_id
    assert asked(shop, found, Redeem(clock.read(), "credit", 20_00)).status == "done"
    assert account_as_of(found, clock.read(), shop.program).wallets == {"credit": Wallet(available=35_00)}
    assert asked(shop, found, gift_cards.claim(clock.read()), "Siti").status == "done"
    assert shop.wallet("Siti", "credit") == Wallet(available=35_00)
    assert [lot.funding for lot in shop.page("Siti").open_lots] == ["paid"]
    again = asked(shop, found, gift_cards.claim(clock.read()), "Siti")
    assert again.refusal is not None
    assert again.refusal.code == "account_closed"
    assert shop.findings() == []
    assert shop.differences() == 0


def test_a_refused_sale_leaves_no_card(database: str) -> None:
    shop = shop_with_credit()
    sold = card(shop, "points", 50_00)
    assert (sold.code, sold.outcome.status) == ("", "refused")
    assert not GiftCard.objects.exists()
    assert Account.objects.count() == 1
    assert shop.findings() == []


def test_codes_are_long_random_and_kept_only_as_hashes(database: str) -> None:
    shop = shop_with_credit()
    codes = {card(shop, "credit", 1_00).code for _ in range(20)}
    assert len(codes) == 20
    assert {len(normal(code)) for code in codes} == {16}
    kept = {bytes(key) for key in GiftCard.objects.values_list("key", flat=True)}
    assert not any(normal(code).encode() in key for code in codes for key in kept)
    assert find(shop.program, "0000-0000-0000-0000") is None
