"""An example for every kind of effect on prices: what is written, the goods, in words too, and what comes off."""

from __future__ import annotations

from typing import Any

from setia.engine.purchase import Charge, Purchase
from tests.engine.rules.judging import basket
from tests.engine.rules.pricing import line

COFFEE: dict[str, Any] = {"category": "coffee"}
CAKE: dict[str, Any] = {"category": "cake"}

Example = tuple[str, Purchase, str, str]

PRICE_EFFECTS: dict[str, Example] = {
    "percentage_off": (
        "{kind: percentage_off, percent: 10, lines: {category: [coffee]}}",
        basket(line(900, **COFFEE), line(600, **CAKE)),
        "a coffee for 9.00 and a cake for 6.00",
        "0.90 of line 1",
    ),
    "amount_off": (
        "{kind: amount_off, amount: 5.00}",
        basket(line(1990), line(550), line(730)),
        "goods for 19.90, 5.50 and 7.30",
        "3.04 of line 1, 0.84 of line 2, 1.12 of line 3",
    ),
    "member_price": (
        "{kind: member_price, prices: {kopi-o: 4.50}}",
        basket(line(1000, 2, sku="kopi-o")),
        "two pieces of `kopi-o` for 10.00 together",
        "1.00 of line 1",
    ),
    "buy_get": (
        "{kind: buy_get, buy: 2, percent: 50, lines: {category: [coffee]}, get_lines: {category: [cake]}}",
        basket(line(1800, 2, **COFFEE), line(600, **CAKE)),
        "two coffees and a cake for 6.00",
        "3.00 of line 2",
    ),
    "cheapest_free": (
        "{kind: cheapest_free, of: 3}",
        basket(line(900), line(700), line(800)),
        "goods for 9.00, 7.00 and 8.00",
        "7.00 of line 2",
    ),
    "quantity_price": (
        "{kind: quantity_price, quantity: 3, price: 5.00}",
        basket(line(800, 4)),
        "four pieces for 2.00 each",
        "1.00 of line 1",
    ),
    "bundle_price": (
        "{kind: bundle_price, price: 12.00, parts: [{lines: {category: [coffee]}}, {lines: {category: [cake]}}]}",
        basket(line(900, **COFFEE), line(600, **CAKE)),
        "a coffee for 9.00 and a cake for 6.00",
        "1.80 of line 1, 1.20 of line 2",
    ),
    "free_shipping": (
        "{kind: free_shipping}",
        basket(line(9000), charges=(Charge("shipping", 600),)),
        "goods for 90.00, delivered for 6.00",
        "6.00 of shipping",
    ),
    "free_gift": (
        "{kind: free_gift, sku: mug, value: 9.90}",
        basket(line(9000)),
        "goods for 90.00",
        "9.90 of a line of its own: mug",
    ),
}
