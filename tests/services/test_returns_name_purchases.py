"""A return names the transaction of a purchase, and of nothing else, whatever was booked with which command."""

from __future__ import annotations

from setia.engine.calendar import MINUTE
from setia.engine.commands import Earn, PlaceHold, Return
from setia.engine.ledger.past import Refund
from setia.storage import clock
from tests.shop import Shop


def test_a_hold_that_ended_when_a_purchase_came_is_no_purchase(shop: Shop) -> None:
    shop.joins("Siti")
    shop.asks("Siti", Earn(clock.read(), "points", 50, "goodwill"))
    hold = shop.asks("Siti", PlaceHold(clock.read(), "points", 50, ttl=MINUTE))
    shop.moves_clock(MINUTE)
    assert shop.buys("Siti", 10_00).status == "done"  # books first that the hold has ended
    back = shop.asks("Siti", Return(clock.read(), hold.seq, Refund("F", amount=1)))
    assert back.refusal is not None
    assert back.refusal.code == "not_a_purchase"
    assert shop.findings() == []
