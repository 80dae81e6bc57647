"""A café for tests of what members are told: points with a monthly limit, stamps, levels, rewards, reviews."""

from __future__ import annotations

from typing import Any

from setia.engine.purchase import Line, Purchase, Tender
from setia.services.batch import Outcome
from setia.storage import clock
from tests.services.receipts import request, take
from tests.shop import Shop, at

CAFE = """
format: 1
id: cafe
name: {en: Cafe}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, expiry: {after: P12M, round_to: end_of_month}, returns: {policy: debt}}
  - {id: stamps, kind: stamps, unit: {en: stamps}, returns: {policy: within_balance}}
never: [{tag: alcohol}]
limits:
  - {id: monthly, every: month, units: 500}
  - {id: one-mug, every: ever, times: 1}
events:
  - id: review
    name: {en: A review}
    fields:
      - {id: stars, type: whole, required: true, least: 1, most: 5}
      - {id: topic, type: text, one_of: [food, staff]}
      - {id: photo, type: yes_no}
rules:
  - id: base
    name: {en: 1 point for every dollar}
    limits: [monthly]
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
  - id: double-cake
    name: {en: Double points on cake at weekends}
    when: [{kind: weekday, any_of: [saturday, sunday]}]
    effects: [{kind: multiplier, of: [base], times: 2, lines: {category: [cake]}}]
  - id: coffee-stamp
    name: {en: A stamp for every coffee}
    when: [{kind: category, any_of: [coffee]}]
    effects: [{kind: stamps, wallet: stamps, per: item, lines: {category: [coffee]}}]
  - id: big-basket
    name: {en: A mug with a large basket}
    when: [{kind: basket_total, at_least: 60.00}]
    limits: [one-mug]
    effects: [{kind: issue_reward, reward: mug}, {kind: badge, badge: big-spender}]
  - id: thanks
    name: {en: 5 points for a good review}
    trigger: review
    when: [{kind: event_field, field: stars, at_least: 4}]
    effects: [{kind: fixed_points, points: 5}]
tiers:
  - id: level
    window: {kind: calendar_year}
    lasts: {kind: end_of_year, years: 1}
    levels:
      - {id: member, name: {en: Member}}
      - {id: silver, name: {en: Silver}, qualify: [{measure: spend, at_least: 100.00}]}
      - {id: gold, name: {en: Gold}, qualify: [{measure: spend, at_least: 600.00}, {measure: purchases, at_least: 20}]}
rewards:
  - id: voucher
    name: {en: A voucher for 5 dollars}
    kind: amount_off
    prices: [{amount: 50}, {amount: 40, tiers: [gold]}]
    value: 5.00
    valid_for: P3M
    quota: {times: 1, every: month}
  - {id: money-off, name: {en: Money off}, any_amount: {step: 10, worth: 1.00, least: 25}}
  - {id: cinema, name: {en: A cinema ticket}, prices: [{amount: 30}], codes: pool}
  - {id: dinner, name: {en: A dinner for two}, prices: [{amount: 2000}], when: [{kind: tier, any_of: [gold]}]}
  - {id: free-coffee, name: {en: A free coffee}, valid_for: P1M}
  - {id: free-lunch, name: {en: A free lunch}, valid_for: P1M}
  - {id: mug, name: {en: A mug}, value: 8.00}
conversions:
  - id: card
    name: {en: A full card}
    wallet: stamps
    choices: [{amount: 10, reward: free-coffee}, {amount: 25, reward: free-lunch}]
"""

SATURDAY, THURSDAY = "2018-01-06T10:00", "2018-01-04T10:00"


class Cafe(Shop):
    """One cafe; Siti is its member."""

    def __init__(self) -> None:
        super().__init__(CAFE)
        self.joins("Siti")

    def serves(self, receipt: str, when: str = "", **cents: int) -> Outcome:
        """Siti buys so many cents of each category; `coffees=3` is three of them at 3.00."""
        lines = [_line(n, category, amount) for n, (category, amount) in enumerate(cents.items(), 1)]
        total = sum(line.net for line in lines)
        fields: dict[str, Any] = {"lines": tuple(lines), "tenders": (Tender("cash", total),)}
        purchase = Purchase(source="till", event_at=at(when) if when else clock.read(), currency="USD", **fields)
        return take(self, request("Siti", purchase, receipt))[0]


def _line(no: int, category: str, amount: int) -> Line:
    if category == "coffees":
        return Line(no, 300 * amount, sku="coffee", quantity=1000 * amount, category="coffee")
    return Line(no, amount, sku=category, category=category)


def a_month_at_the_cafe() -> Cafe:
    """January of Siti: cake on a Saturday, coffee on a Thursday, a large basket, a review, a return, a voucher."""
    cafe = Cafe()
    cafe.day_is("2018-01-04T10:00")
    cafe.serves("R1", bread=2743, coffees=3)
    cafe.day_is("2018-01-06T10:00")
    cafe.serves("R2", bread=4500, cake=1243)
    return cafe
