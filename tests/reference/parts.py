"""The pages of the reference on everything that is no kind of condition or effect, each with a piece of a document."""

from __future__ import annotations

from msgspec import Struct


class Part(Struct, frozen=True):
    """One page."""

    title: str
    mappings: tuple[str, ...]
    """Classes that it describes, in this order."""
    example: str


WALLETS = """\
wallets:
  - id: points
    unit: {en: points, ms: mata}
    expiry: {after: P12M, round_to: end_of_month}
    returns: {policy: debt, debt_limit: 500}
    restores: {grace: P14D}
    pending: P30D
    proof_above: 500
    adjust_most: 1000
"""

RULES = """\
lanes:
  - {id: base}
  - {id: extra, combine: best}
limits:
  - {id: daily, every: day, units: 200}
rules:
  - id: base
    name: {en: A point for every ringgit}
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
  - id: weekend
    name: {en: Double points on coffee at weekends}
    lane: extra
    when: [{kind: weekday, any_of: [saturday, sunday]}]
    effects:
      - {kind: multiplier, times: 2, of: [base], lines: {category: [coffee], but_not: {tag: [sale]}}}
    limits: [daily]
    offer: true
"""

TIERS = """\
tiers:
  - id: status
    name: {en: Status}
    window: {kind: rolling, months: 12}
    lasts: {kind: end_of_month, years: 1, month: 3}
    grace: P30D
    levels:
      - {id: member}
      - id: gold
        name: {en: Gold}
        qualify:
          - {measure: spend, at_least: 2000.00}
          - {measure: points, at_least: 2500, rules: [base]}
        benefits: [priority-queue]
        pauses_expiry: [points]
"""

REWARDS = """\
rewards:
  - id: coffee
    name: {en: A free coffee}
    kind: free_item
    prices:
      - {amount: 200}
      - {amount: 150, tiers: [gold]}
      - {amount: 100, from: 2027-06-01, through: 2027-06-30}
    value: 9.00
    valid_for: P3M
    quota: {times: 2, every: month}
  - id: money-off
    kind: amount_off
    any_amount: {step: 100, worth: 1.00, least: 500}
conversions:
  - id: full-card
    wallet: stamps
    choices: [{amount: 10, reward: coffee}]
"""

EVENTS = """\
events:
  - id: review
    name: {en: A review}
    fields:
      - {id: stars, type: whole, required: true, least: 1, most: 5}
      - {id: topic, type: text, one_of: [coffee, service]}
birthdays: {leap_day: 1_march}
"""

ATTRIBUTES = """\
attributes:
  - {id: student, type: yes_no}
  - {id: size, type: text, one_of: [s, m, l]}
  - {id: card_until, type: date}
  - {id: dogs, type: whole, least: 0, most: 20}
"""

PLACES = """\
stores:
  - {id: klia, day_starts_at: "04:00", tags: [airport]}
calendars:
  - id: ramadan
    name: {en: Ramadan}
    dates: [{from: 2027-02-08, through: 2027-03-09}]
never:
  - {tag: alcohol, reason: law}
"""

EXPERIMENTS = """\
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
  - id: hello-again
    when: [{kind: days_since_last_visit, at_least: 60}]
    effects: [{kind: fixed_points, points: 100}]
    offer: true
experiments:
  - {id: winback, hold_out_percent: 10, rules: [hello-again]}
"""

PRICE_RULES = """\
price_groups:
  - {id: offers, stack: best}
  - {id: codes}
price_rules:
  - id: members
    name: {en: Ten percent for members}
    group: offers
    when: [{kind: basket_total, at_least: 20.00}]
    effect: {kind: percentage_off, percent: 10, lines: {category: [coffee, cake]}}
    most: 15.00
    floor: 1.00
  - id: five-off
    name: {en: RM 5 off}
    group: codes
    effect: {kind: amount_off, amount: 5.00}
    by_code: true
    guests: true
    funded_by: {merchant: 1, roastery: 1}
undiscounted: [sale]
points_tenders:
  - {step: 100, worth: 1.00, least: 500, most_percent: 50, not_for: [voucher]}
"""

HEAD = """\
format: 1
id: kopi
name: {en: Kopi Kita, ms: Kopi Kita}
currency: MYR
zone: Asia/Kuala_Lumpur
effective_from: 2027-01-01
day_starts_at: "04:00"
"""

PARTS: dict[str, Part] = {
    "program": Part("The head of a document", ("Program",), HEAD),
    "wallets": Part("Wallets", ("WalletType", "Expiry", "Returns", "Restores"), WALLETS),
    "rules": Part("Rules, lanes, limits", ("Rule", "Lines", "Lane", "Limit"), RULES),
    "tiers": Part("Tiers", ("TierSet", "Level", "Measure", "Window", "Lasts"), TIERS),
    "rewards": Part("Rewards", ("Reward", "Price", "AnyAmount", "Quota", "Conversion", "Choice"), REWARDS),
    "events": Part("Events and birthdays", ("EventType", "Field", "Birthdays"), EVENTS),
    "attributes": Part("Attributes of members", ("MemberAttribute",), ATTRIBUTES),
    "places": Part("Stores, calendars, excluded goods", ("Store", "NamedCalendar", "Dates", "Never"), PLACES),
    "price-rules": Part("Price rules", ("PriceRule", "PriceGroup", "PointsTender"), PRICE_RULES),
    "experiments": Part("Experiments", ("Experiment",), EXPERIMENTS),
}
"""By the page's file name."""
