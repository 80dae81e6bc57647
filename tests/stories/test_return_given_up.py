"""Points wait out the return window; a member who gives up the return does not wait. On both databases."""

from __future__ import annotations

import pytest

from setia.engine.commands import MergeOut, ReleasePending
from setia.engine.ledger.accounts import Wallet
from setia.storage import clock
from tests.shop import Shop
from tests.stories.bills import base, holds_together, program, told

WAITING = """
wallets:
  - {id: points, unit: {en: points}, pending: P30D, expiry: {after: P12M}, returns: {policy: within_balance}}
"""


@pytest.fixture
def shop(database: str) -> Shop:
    """A point for every dollar, usable when the 30 days in which goods may come back are over."""
    return Shop(program(base("1.00"), currency="USD", wallets=WAITING))


def test_points_become_usable_when_the_thirty_days_are_over(shop: Shop) -> None:
    shop.day_is("2018-03-01T10:00")
    shop.buys("Asha", 40_00)
    shop.day_is("2018-03-31T23:59")
    assert shop.wallet("Asha") == Wallet(pending=40)
    shop.day_is("2018-04-01")
    assert shop.wallet("Asha") == Wallet(available=40)
    assert holds_together(shop)


def test_who_gives_up_the_return_can_use_them_at_once_and_only_those(shop: Shop) -> None:
    kept, bought = shop.buys("Asha", 40_00), shop.buys("Asha", 25_00)
    released = shop.asks("Asha", ReleasePending(clock.read(), bought.seq))
    assert released.awarded == {"points": 25}
    assert shop.wallet("Asha") == Wallet(pending=40, available=25)
    assert shop.redeems("Asha", 25).status == "done"
    assert shop.asks("Asha", ReleasePending(clock.read(), bought.seq)).status == "unchanged"
    assert told(shop.asks("Asha", ReleasePending(clock.read(), 99))) == "unknown_transaction"
    shop.day_is("2018-04-01")
    assert shop.points("Asha") == 40
    assert shop.asks("Asha", ReleasePending(clock.read(), kept.seq)).status == "unchanged"
    assert holds_together(shop)


def test_released_points_end_when_they_would_have_ended(shop: Shop) -> None:
    shop.day_is("2018-03-01T10:00")
    bought = shop.buys("Asha", 40_00)
    shop.asks("Asha", ReleasePending(clock.read(), bought.seq))
    shop.day_is("2019-03-01T23:59")
    assert shop.points("Asha") == 40
    shop.day_is("2019-03-02")
    assert shop.wallet("Asha") == Wallet()
    assert holds_together(shop)


def test_goods_that_come_back_all_the_same_take_what_is_there(shop: Shop) -> None:
    bought = shop.buys("Asha", 40_00)
    shop.asks("Asha", ReleasePending(clock.read(), bought.seq))
    shop.redeems("Asha", 30)
    shop.returns("Asha", bought)
    assert shop.wallet("Asha") == Wallet()
    assert holds_together(shop)


def test_released_points_do_not_wait_again_with_somebody_else(shop: Shop) -> None:
    waits, bought = shop.buys("Asha", 40_00), shop.buys("Asha", 25_00)
    shop.joins("Ravi")
    shop.asks("Asha", ReleasePending(clock.read(), bought.seq))
    shop.asks("Asha", MergeOut(clock.read(), ""), other="Ravi")
    assert shop.wallet("Ravi") == Wallet(pending=40, available=25)
    assert shop.buys("Ravi", 5_00).status == waits.status == "done"
    assert holds_together(shop)
