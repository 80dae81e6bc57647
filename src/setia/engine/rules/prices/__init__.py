"""Effects on prices: what a price rule takes off a basket now, one kind per file; one line per kind."""

from __future__ import annotations

from setia.engine.rules.prices.amount_off import AmountOff
from setia.engine.rules.prices.bundle_price import BundlePrice
from setia.engine.rules.prices.buy_get import BuyGet
from setia.engine.rules.prices.cheapest_free import CheapestFree
from setia.engine.rules.prices.free_gift import FreeGift
from setia.engine.rules.prices.free_shipping import FreeShipping
from setia.engine.rules.prices.member_price import MemberPrice
from setia.engine.rules.prices.percentage_off import PercentageOff
from setia.engine.rules.prices.quantity_price import QuantityPrice

__all__ = ["PriceEffect"]

PriceEffect = (
    PercentageOff
    | AmountOff
    | MemberPrice
    | BuyGet
    | CheapestFree
    | QuantityPrice
    | BundlePrice
    | FreeShipping
    | FreeGift
)
