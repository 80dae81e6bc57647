"""Shops for tests of commands: points without decimals, store credit with two."""

from __future__ import annotations

from tests.shop import HISTORY, Shop

POINTS_AND_CREDIT = """
format: 1
id: shop
name: {en: Shop}
currency: USD
zone: Asia/Kuala_Lumpur
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, expiry: {after: P12M}, returns: {policy: debt}}
  - {id: credit, kind: money, unit: {en: USD}, decimals: 2, returns: {policy: within_balance}}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1}]
"""


def corner_shop() -> Shop:
    """A shop of points and store credit, where Siti has 100 points of her receipt R1 and Budi none."""
    shop = Shop(POINTS_AND_CREDIT)
    shop.buys("Siti", 100_00, "2018-01-01", receipt="R1", manner=HISTORY)
    shop.joins("Budi")
    return shop
