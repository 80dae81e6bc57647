"""What happens to a member's points, told from the counter: every verb of the ledger on both databases."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY, MINUTE
from setia.engine.commands import (
    Adjust,
    Capture,
    ExtendHold,
    PlaceHold,
    RedeemOffline,
    Release,
    Restore,
)
from setia.engine.ledger.accounts import Wallet
from setia.services.requests import Outcome
from setia.storage import clock
from tests.shop import BACKDATED, Shop, at

POLICY = """
format: 1
id: shop
name: {{en: Shop}}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - id: points
    unit: {{en: points}}
    expiry: {{after: P12M}}
    returns: {{policy: {policy}}}
    restores: {{grace: {grace}}}
  - id: credit
    kind: money
    unit: {{en: USD}}
    decimals: 2
    returns: {{policy: within_balance}}
rules:
  - id: base
    effects: [{{kind: points_per_amount, points: 1, per: 1.00}}]
"""


def program(policy: str = "debt", grace: str = "P0D") -> str:
    return POLICY.format(policy=policy, grace=grace)


def hold(shop: Shop, member: str, amount: int, ttl: int = 15 * MINUTE) -> Outcome:
    return shop.asks(member, PlaceHold(clock.read(), "points", amount, ttl=ttl))


def refused(outcome: Outcome) -> str:
    assert outcome.status == "refused"
    assert outcome.refusal is not None
    return outcome.refusal.code


@pytest.fixture
def siti(database: str) -> Shop:
    """A shop whose member Siti has 100 points of 2 January 2018."""
    shop = Shop(program())
    shop.buys("Siti", 100_00)
    return shop


def test_a_redemption_takes_the_points_that_end_first(database: str) -> None:
    shop = Shop(program())
    shop.buys("Siti", 100_00, "2017-03-01", manner=shop.history)
    shop.buys("Siti", 50_00)
    assert shop.redeems("Siti", 120).awarded == {"points": -120}
    assert [(lot.no, lot.free) for lot in shop.page("Siti").open_lots] == [(2, 30)]
    assert refused(shop.redeems("Siti", 31)) == "insufficient"
    assert shop.findings() == []


def test_a_hold_sets_points_aside_and_a_capture_of_part_frees_the_rest(siti: Shop) -> None:
    held = hold(siti, "Siti", 60)
    assert siti.wallet("Siti") == Wallet(available=40, held=60)
    assert refused(hold(siti, "Siti", 41)) == "insufficient"
    siti.asks("Siti", Capture(clock.read(), held.seq, 25))
    assert siti.wallet("Siti") == Wallet(available=75)
    assert refused(siti.asks("Siti", Capture(clock.read(), held.seq))) == "hold_captured"
    assert siti.findings() == []


def test_a_released_hold_gives_everything_back_once(siti: Shop) -> None:
    held = hold(siti, "Siti", 60)
    siti.asks("Siti", Release(clock.read(), held.seq))
    assert siti.wallet("Siti") == Wallet(available=100)
    assert refused(siti.asks("Siti", Release(clock.read(), held.seq))) == "hold_released"
    assert siti.findings() == []


def test_a_hold_has_ended_at_its_instant_whether_or_not_anybody_booked_it(siti: Shop) -> None:
    held = hold(siti, "Siti", 60)
    siti.moves_clock(15 * MINUTE)
    assert refused(siti.asks("Siti", Capture(clock.read(), held.seq))) == "hold_expired"
    assert siti.wallet("Siti").available == 100
    assert siti.redeems("Siti", 100).status == "done"
    assert siti.findings() == []


def test_an_extended_hold_lives_on_but_never_past_seven_days(siti: Shop) -> None:
    held = hold(siti, "Siti", 60)
    for _ in range(10):
        siti.moves_clock(10 * MINUTE)
        siti.asks("Siti", ExtendHold(clock.read(), held.seq, ttl=7 * DAY))
    siti.moves_clock(7 * DAY - 100 * MINUTE - 1)
    assert siti.wallet("Siti").held == 60
    siti.moves_clock(1)
    assert refused(siti.asks("Siti", ExtendHold(clock.read(), held.seq))) == "hold_expired"


def test_points_that_end_while_held_are_used_in_time_or_expire(database: str) -> None:
    shop = Shop(program())
    shop.buys("Siti", 100_00, "2017-01-03", manner=shop.history)
    shop.day_is("2018-01-03T23:50")
    first, second = hold(shop, "Siti", 30), hold(shop, "Siti", 20)
    shop.moves_clock(11 * MINUTE)
    shop.asks("Siti", Capture(clock.read(), first.seq, 10))
    shop.asks("Siti", Release(clock.read(), second.seq))
    assert shop.wallet("Siti") == Wallet()
    assert shop.lot("Siti", 1).spent == 10
    assert shop.lot("Siti", 1).expired == 90
    assert shop.findings() == []


def test_an_adjustment_needs_a_reason_and_enough_to_take(siti: Shop) -> None:
    assert refused(siti.asks("Siti", Adjust(clock.read(), "points", 5, " "))) == "reason_missing"
    assert refused(siti.asks("Siti", Adjust(clock.read(), "points", -101, "typo"))) == "insufficient"
    siti.asks("Siti", Adjust(clock.read(), "points", -130, "typo", to_debt=True))
    assert siti.wallet("Siti") == Wallet(debt=30)
    assert refused(siti.redeems("Siti", 1)) == "debt_blocks"
    siti.earns("Siti", 50)
    assert siti.wallet("Siti") == Wallet(available=20)
    assert siti.findings() == []


def test_an_offline_redemption_beyond_the_balance_is_owed(siti: Shop) -> None:
    siti.asks("Siti", RedeemOffline(clock.read(), "points", 130, "till 4", allowance=100))
    assert siti.wallet("Siti") == Wallet(debt=30)
    assert siti.page("Siti").movements[0].reason == "over_allowance"
    assert siti.findings() == []


@pytest.mark.parametrize(
    ("policy", "left", "forgiven"),
    [("debt", Wallet(debt=80), 0), ("within_balance", Wallet(), 80), ("only_pending", Wallet(available=20), 100)],
)
def test_a_return_takes_back_what_the_policy_says(database: str, policy: str, left: Wallet, forgiven: int) -> None:
    shop = Shop(program(policy))
    bought = shop.buys("Siti", 100_00)
    shop.redeems("Siti", 80)
    shop.returns("Siti", bought)
    assert shop.wallet("Siti") == left
    assert shop.total("adjusted", "issued") == forgiven
    assert shop.findings() == []


def test_the_shops_own_mistake_is_never_owed(siti: Shop) -> None:
    bought = siti.buys("Siti", 40_00)
    siti.redeems("Siti", 140)
    siti.returns("Siti", bought, cause="merchant")
    assert siti.wallet("Siti") == Wallet()
    assert siti.findings() == []


def test_two_halves_returned_are_one_whole_returned(siti: Shop) -> None:
    bought = siti.buys("Siti", 19_99)
    assert siti.returns("Siti", bought, 9_99).awarded == {"points": -9}
    assert siti.returns("Siti", bought, 10_00).awarded == {"points": -10}
    assert siti.returns("Siti", bought).awarded == {}
    assert siti.points("Siti") == 100
    assert siti.findings() == []


def test_expired_points_are_taken_back_at_nobodys_cost(database: str) -> None:
    shop = Shop(program())
    bought = shop.buys("Siti", 100_00, "2017-01-10", manner=shop.history)
    shop.day_is("2018-02-01")
    shop.returns("Siti", bought)
    assert shop.wallet("Siti") == Wallet()
    assert shop.total("expired", "issued") == 100
    assert shop.findings() == []


class TestS21RestoredPoints:
    """800 points of a lot ending 5 May pay an order of 3 May."""

    @pytest.fixture
    def paid(self, database: str) -> tuple[Shop, Outcome]:
        shop = Shop(program())
        shop.buys("Siti", 800_00, "2017-05-05", manner=shop.history)
        shop.day_is("2018-05-03T12:00")
        paid = shop.redeems("Siti", 800)
        shop.day_is("2018-05-20T12:00")
        return shop, paid

    def test_cancelled_by_the_shop_they_live_thirty_days_more(self, paid: tuple[Shop, Outcome]) -> None:
        shop, order = paid
        shop.asks("Siti", Restore(clock.read(), order.seq, cause="merchant"))
        assert shop.points("Siti") == 800
        shop.day_is("2018-06-19T23:59")
        assert shop.points("Siti") == 800
        shop.day_is("2018-06-20")
        assert shop.points("Siti") == 0
        assert shop.findings() == []

    def test_cancelled_by_the_member_they_have_expired(self, paid: tuple[Shop, Outcome]) -> None:
        shop, order = paid
        shop.asks("Siti", Restore(clock.read(), order.seq))
        assert shop.points("Siti") == 0
        assert shop.lot("Siti", 1).expired == 800
        assert shop.findings() == []

    def test_cancelled_by_the_member_within_grace_they_live_anew_once(self, database: str) -> None:
        shop = Shop(program(grace="P10D"))
        shop.buys("Siti", 800_00, "2017-05-05", manner=shop.history)
        shop.day_is("2018-05-03T12:00")
        order = shop.redeems("Siti", 800)
        shop.day_is("2018-05-20T12:00")
        shop.asks("Siti", Restore(clock.read(), order.seq, 300))
        shop.asks("Siti", Restore(clock.read(), order.seq, 500))
        assert shop.points("Siti") == 300
        assert refused(shop.asks("Siti", Restore(clock.read(), order.seq, 1))) == "amount_out_of_range"
        assert shop.findings() == []


def test_s22_a_debt_in_points_blocks_points_and_nothing_else(database: str) -> None:
    shop = Shop(program())
    shop.joins("Siti")
    shop.asks("Siti", Adjust(clock.read(), "points", -120, "counted_wrong", to_debt=True))
    shop.earns("Siti", 50_00, "credit")
    assert shop.redeems("Siti", 20_00, "credit").status == "done"
    assert refused(shop.redeems("Siti", 1)) == "debt_blocks"
    shop.earns("Siti", 200)
    assert shop.wallet("Siti").available == 80
    assert shop.findings() == []


def test_a_late_sale_whose_points_have_ended_earns_and_expires_together(siti: Shop) -> None:
    bought = siti.buys("Siti", 10_00, "2016-12-31", manner=BACKDATED)
    assert bought.awarded == {}
    late = siti.buys("Siti", 10_00, "2017-01-01", manner=BACKDATED)
    assert late.awarded == {"points": 10}
    assert siti.points("Siti") == 100
    assert siti.lot("Siti", 2).expired == 10
    assert at("2018-01-02") == clock.read()
    assert siti.findings() == []
