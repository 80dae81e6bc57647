"""What a change would have done to a small shop's past; every figure reckoned by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from setia.engine.commands import (
    Adjust,
    CancelReward,
    Capture,
    MergeOut,
    PlaceHold,
    RedeemReward,
    TransferOut,
    UseReward,
)
from setia.engine.rules.experiment import held_out
from setia.replay.plan import Pair, Plan, plan
from setia.services.documents import read_program
from setia.storage import clock
from setia.storage.streaming import fetch
from tests.shop import Shop

pytestmark = pytest.mark.usefixtures("sqlite_database")

BASE = "  - {id: base, name: {en: Base}, effects: [{kind: points_per_amount, points: RATE, per: 1.00}]}\n"
SHOP = (
    """
format: 1
id: shop
name: {en: Shop}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, expiry: {after: P12M}, returns: {policy: within_balance}}
rewards:
  - {id: voucher, name: {en: Voucher}, kind: amount_off, value: 5.00, prices: [{amount: 500}]}
rules:
"""
    + BASE
)
ONE, TWO, THREE = (SHOP.replace("RATE", str(rate)) for rate in (1, 2, 3))


def planned(shop: Shop, document: str) -> Plan:
    return plan(shop.program, read_program(document), clock.read(), Fraction(25, 100))


def points(of: Plan) -> tuple[Pair, Pair, Pair]:
    [wallet] = of.wallets
    return wallet.issued, wallet.redeemed, wallet.held


def test_the_same_document_does_what_was_done() -> None:
    shop = Shop(TWO)
    bought = shop.buys("Siti", 300_00)
    shop.redeems("Siti", 100)
    shop.returns("Siti", bought, 100_00)
    found = planned(shop, TWO)
    assert points(found) == (Pair(400, 400), Pair(100, 100), Pair(300, 300))
    assert (found.better, found.worse, found.changed, found.skipped) == (0, 0, (), {})


def test_a_redemption_that_cannot_be_paid_is_skipped_whole_and_counted() -> None:
    """At 1 for a dollar Siti has 300, and her redemption of 500 is skipped; the one of 100 is not."""
    shop = Shop(TWO)
    shop.buys("Siti", 300_00)
    shop.redeems("Siti", 500)
    shop.redeems("Siti", 100)
    found = planned(shop, ONE)
    assert points(found) == (Pair(600, 300), Pair(600, 100), Pair(0, 200))
    assert found.wallets[0].unaffordable == Pair(0, 1)
    assert found.wallets[0].unaffordable_units == Pair(0, 500)


def test_what_is_about_something_skipped_is_skipped_with_it() -> None:
    shop = Shop(TWO)
    shop.buys("Siti", 300_00)
    now = clock.read()
    hold = shop.asks("Siti", PlaceHold(now, "points", 500))
    assert shop.asks("Siti", Capture(now, hold.seq)).status == "done"
    found = planned(shop, ONE)
    assert found.skipped == {"about_skipped": Pair(0, 1)}
    assert points(found) == (Pair(600, 300), Pair(500, 0), Pair(100, 300))


def test_a_hold_has_another_number_when_levels_are_transactions_too() -> None:
    """With levels, 2017's purchase writes a transaction more; the hold is captured and the purchase returned."""
    shop = Shop(TWO)
    bought = shop.buys("Siti", 300_00)
    hold = shop.asks("Siti", PlaceHold(clock.read(), "points", 500))
    shop.asks("Siti", Capture(clock.read(), hold.seq, 200))
    shop.returns("Siti", bought, 100_00)
    levels = (
        "tiers:\n  - id: level\n    window: {kind: calendar_year}\n    lasts: {kind: end_of_year, years: 1}\n"
        "    levels:\n      - {id: low}\n      - {id: high, qualify: [{measure: spend, at_least: 250.00}]}\n"
    )
    found = planned(shop, TWO + levels)
    assert points(found) == (Pair(400, 400), Pair(200, 200), Pair(200, 200))
    assert (found.skipped, found.better, found.worse) == ({}, 0, 0)
    assert sum(pair.after for pair in found.levels["level"].values()) == 1


def test_rewards_are_used_and_undone_under_their_new_numbers() -> None:
    """Every purchase gives a welcome gift as well, so that the vouchers have other numbers."""
    shop = Shop(ONE)
    shop.buys("Siti", 1_500_00)
    now = clock.read()
    shop.asks("Siti", RedeemReward(now, "voucher"))
    second = shop.asks("Siti", RedeemReward(now, "voucher"))
    shop.asks("Siti", UseReward(now, 1, used_for="a1"))
    assert shop.asks("Siti", CancelReward(now, 2, second.seq)).status == "done"
    gift = "  - {id: gift, effects: [{kind: issue_reward, reward: pen}]}\n"
    pens = ONE.replace("rewards:\n", "rewards:\n  - {id: pen, value: 2.00}\n") + gift
    found = planned(shop, pens)
    assert points(found) == (Pair(1_500, 1_500), Pair(500, 500), Pair(1_000, 1_000))
    assert found.rewards == {"pen": Pair(0, 1), "voucher": Pair(2, 2)}
    assert found.skipped == {}
    assert found.money.cost == Pair(1_500, 1_700), "a point buys a cent; the pen is worth 2.00"


def test_what_was_adjusted_by_hand_is_kept() -> None:
    """200 taken by hand from 100 points are owed, and the next purchase pays for them."""
    shop = Shop(TWO)
    shop.buys("Siti", 100_00)
    shop.asks("Siti", Adjust(clock.read(), "points", -200, "correction"))
    found = planned(shop, ONE)
    assert found.wallets[0].owed == Pair(0, 100)
    assert found.skipped == {}


def test_a_transfer_sends_what_there_is_now_and_stands_on_both_sides_or_on_neither() -> None:
    shop = Shop(TWO)
    for member, cents in (("Siti", 100_00), ("Budi", 300_00)):
        shop.buys(member, cents)
    shop.joins("Ali")
    shop.asks("Siti", TransferOut(clock.read(), "points", 150, ""), "Ali")
    shop.asks("Budi", TransferOut(clock.read(), "points", 150, ""), "Ali")
    shop.redeems("Ali", 300)
    found = planned(shop, ONE)
    assert found.wallets[0].unaffordable == Pair(0, 2), "Siti's transfer, and Ali's redemption of 300"
    assert points(found) == (Pair(800, 400), Pair(300, 0), Pair(500, 400))
    assert found.skipped == {"about_skipped": Pair(0, 1)}


def test_a_merge_brings_what_the_other_has_now() -> None:
    shop = Shop(ONE)
    shop.buys("Siti", 100_00)
    shop.buys("Ali", 50_00)
    shop.asks("Siti", MergeOut(clock.read(), ""), "Ali")
    shop.redeems("Ali", 120)
    found = planned(shop, THREE)
    assert points(found) == (Pair(150, 450), Pair(120, 120), Pair(30, 330))


def test_a_budget_is_cut_in_recorded_order_over_all_members() -> None:
    """500 for all: Siti gets 300, Budi what is left, 200 of 300, and Ali nothing; two awards are cut, by 400."""
    shop = Shop(ONE)
    for member in ("Siti", "Budi", "Ali"):
        shop.buys(member, 300_00)
    limited = ONE.replace("{id: base,", "{id: base, limits: [all],") + (
        "limits:\n  - {id: all, per: program, units: 500, every: ever}\n"
    )
    found = planned(shop, limited)
    assert points(found)[0] == Pair(900, 500)
    assert (found.cut, found.cut_units) == ({"all": Pair(0, 2)}, {"all": Pair(0, 400)})
    assert (found.better, found.worse) == (0, 2)


def test_a_stock_goes_to_who_asked_first_of_all_members() -> None:
    """Three vouchers were given, and there would have been two: who asked last gets none, and cannot use it."""
    shop = Shop(ONE)
    for member in ("Siti", "Budi", "Ali"):
        shop.buys(member, 600_00)
    for member in ("Ali", "Siti", "Budi"):
        shop.asks(member, RedeemReward(clock.read(), "voucher"))
        assert shop.asks(member, UseReward(clock.read(), 1)).status == "done"
    found = planned(shop, ONE.replace("value: 5.00,", "value: 5.00, stock: 2,"))
    assert found.rewards == {"voucher": Pair(3, 2)}
    assert found.skipped == {"about_skipped": Pair(0, 1), "out_of_stock": Pair(0, 1)}
    assert points(found)[2] == Pair(300, 800)


def test_who_is_held_out_is_reckoned_anew() -> None:
    """An offer of 100 points that half of the members are held out of, whose recorded life knew no experiment."""
    shop = Shop(ONE)
    for n in range(20):
        shop.buys(f"M{n}", 10_00)
    offer = ONE + (
        "  - {id: extra, offer: true, effects: [{kind: fixed_points, points: 100}]}\n"
        "experiments:\n  - {id: trial, hold_out_percent: 50, rules: [extra]}\n"
    )
    arms = read_program(offer).arms
    keys = [bytes(key) for (key,) in fetch("SELECT key FROM account")]
    in_it = sum(not held_out(key, arms) for key in keys)
    assert 0 < in_it < 20
    found = planned(shop, offer)
    assert (found.better, found.rules["extra"]) == (in_it, Pair(0, 100 * in_it))


def test_winners_and_losers_are_named_with_the_rules_that_made_them() -> None:
    """Nothing for baskets under 50.00, three for one above: Siti wins 200, Ali loses 20, Budi buys nothing."""
    shop = Shop(ONE)
    shop.buys("Siti", 100_00)
    shop.buys("Ali", 20_00)
    shop.joins("Budi")
    big = SHOP.replace("RATE", "3").replace(
        "{id: base, name: {en: Base},", "{id: base, name: {en: Base}, when: [{kind: basket_total, at_least: 50.00}],"
    )
    found = planned(shop, big)
    assert (found.better, found.worse, found.accounts) == (1, 1, 3)
    assert [one.difference_minor for one in found.changed] == [200, -20]
    assert [one.rules for one in found.changed] == [{"base": 200}, {"base": -20}]


def test_what_it_costs_a_month_and_when_it_pays() -> None:
    """Sales of 100.00 in each of two whole months; a cent a point, so 1.00 a month becomes 3.00.

    2.00 more a month are 8 % of sales at a margin of 25 %.
    """
    shop = Shop(ONE)
    for day in ("2017-11-03", "2017-12-03", "2018-01-01"):
        shop.buys("Siti", 100_00, day, manner=shop.history)
    money = planned(shop, THREE).money
    assert money.cost_per_month == Pair(100, 300)
    assert (money.sales_per_month, money.uplift_ppm) == (100_00, 80_000)
    assert money.liability == Pair(300, 900)
