"""An example for every kind of condition: what is written, something for which it holds, something for which not."""

from __future__ import annotations

from setia.engine.rules.facts import Event
from tests.reference.world import Happening

TUESDAY = "2027-01-12T10:30:00+08:00"
REVIEW = Event("review", {"stars": 5})
POOR_REVIEW = Event("review", {"stars": 2})

Example = tuple[str, Happening, Happening]

CONDITIONS: dict[str, Example] = {
    "all": (
        "{kind: all, of: [{kind: weekday, any_of: [saturday]}, {kind: basket_total, at_least: 20.00}]}",
        Happening("20.00 on a Saturday", 2000),
        Happening("12.00 on a Saturday", 1200),
    ),
    "any": (
        "{kind: any, of: [{kind: weekday, any_of: [saturday]}, {kind: basket_total, at_least: 20.00}]}",
        Happening("12.00 on a Saturday", 1200),
        Happening("12.00 on a Tuesday", 1200, at=TUESDAY),
    ),
    "not": (
        "{kind: not, of: {kind: weekday, any_of: [saturday, sunday]}}",
        Happening("a purchase on a Tuesday", at=TUESDAY),
        Happening("a purchase on a Saturday"),
    ),
    "basket_total": (
        "{kind: basket_total, at_least: 50.00}",
        Happening("a basket of 50.00", 3000, 2000),
        Happening("a basket of 49.99", 4999),
    ),
    "quantity": (
        "{kind: quantity, at_least: 3, lines: {category: [coffee]}}",
        Happening("three coffees", 3000, category="coffee", quantity=3000),
        Happening("two coffees", 2000, category="coffee", quantity=2000),
    ),
    "payment": (
        "{kind: payment, any_of: [duitnow_qr]}",
        Happening("paid by duitnow_qr", paid="duitnow_qr"),
        Happening("paid in cash"),
    ),
    "currency": (
        "{kind: currency, any_of: [MYR]}",
        Happening("paid in MYR"),
        Happening("paid in SGD", currency="SGD"),
    ),
    "product": (
        "{kind: product, any_of: [KOPI-250]}",
        Happening("a receipt with KOPI-250", sku="KOPI-250"),
        Happening("a receipt with TEH-100", sku="TEH-100"),
    ),
    "category": (
        "{kind: category, any_of: [coffee, tea]}",
        Happening("something of the category tea", category="tea"),
        Happening("something of the category cake", category="cake"),
    ),
    "department": (
        "{kind: department, any_of: [BAKERY]}",
        Happening("something of the department BAKERY", department="BAKERY"),
        Happening("something of the department DRINKS", department="DRINKS"),
    ),
    "brand": (
        "{kind: brand, any_of: [Kita]}",
        Happening("something of the brand Kita", brand="Kita"),
        Happening("something of another brand", brand="Other"),
    ),
    "tag": (
        "{kind: tag, any_of: [organic]}",
        Happening("something tagged organic", tags=("organic",)),
        Happening("something without tags"),
    ),
    "store": (
        "{kind: store, tag: [airport]}",
        Happening("in the store klia, which the document tags airport", store="klia"),
        Happening("in another store", store="bangsar"),
    ),
    "channel": (
        "{kind: channel, any_of: [app]}",
        Happening("through the app", channel="app"),
        Happening("at the till", channel="till"),
    ),
    "weekday": (
        "{kind: weekday, any_of: [saturday, sunday]}",
        Happening("on a Saturday"),
        Happening("on a Tuesday", at=TUESDAY),
    ),
    "time_of_day": (
        '{kind: time_of_day, from: "07:00", until: "11:00"}',
        Happening("at 10:30"),
        Happening("at 11:00", at="2027-01-09T11:00:00+08:00"),
    ),
    "date_window": (
        "{kind: date_window, from: 2027-01-01, through: 2027-01-31}",
        Happening("on 9 January 2027"),
        Happening("on 1 February 2027", at="2027-02-01T00:00:00+08:00"),
    ),
    "calendar": (
        "{kind: calendar, before: ramadan, days: 14}",
        Happening("the day before the calendar ramadan begins", at="2027-02-07T12:00:00+08:00"),
        Happening("on its first day", at="2027-02-08T12:00:00+08:00"),
    ),
    "tier": (
        "{kind: tier, any_of: [silver, gold]}",
        Happening("a member at the level gold", tiers={"status": "gold"}),
        Happening("a member at the level member", tiers={"status": "member"}),
    ),
    "segment": (
        "{kind: segment, any_of: [students]}",
        Happening("a member in the segment students", segments=("students",)),
        Happening("a member in no segment"),
    ),
    "attribute": (
        "{kind: attribute, id: diet, any_of: [vegetarian, vegan]}",
        Happening("a member whose diet is vegan", attributes={"diet": "vegan"}),
        Happening("a member of whom nothing is known"),
    ),
    "first_purchase": (
        "{kind: first_purchase}",
        Happening("a member's first purchase", visit=1),
        Happening("a member's second purchase", visit=2),
    ),
    "nth_visit": (
        "{kind: nth_visit, n: 5, every: true}",
        Happening("the tenth purchase", visit=10),
        Happening("the eleventh purchase", visit=11),
    ),
    "days_since_last_visit": (
        "{kind: days_since_last_visit, at_least: 60}",
        Happening("60 days after the purchase before", days_since=60),
        Happening("a week after the purchase before", days_since=7),
    ),
    "birthday": (
        "{kind: birthday, days: 7}",
        Happening("two days after the birthday", birthday=2),
        Happening("a member whose birthday is not near"),
    ),
    "event_field": (
        "{kind: event_field, field: stars, at_least: 4}",
        Happening("a review with 5 stars", event=REVIEW),
        Happening("a review with 2 stars", event=POOR_REVIEW),
    ),
}
"""By kind. A condition on a field of an event belongs to a rule that the event triggers."""
