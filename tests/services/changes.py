"""Every kind of change that a document can make: for each field two values, the better one for members first.

Lines are `Structure.field: better > worse`; values are JSON.
"""

from __future__ import annotations

BETTER = """
Program.activity: ["earn", "redeem"] > ["earn"]
Program.earns_at: "paid" > "fulfilled"
Program.claim_window: "P14D" > "P7D"
Program.late_window: "P45D" > "P30D"
Program.notice_period: "P90D" > "P60D"
Program.undiscounted: [] > ["tobacco"]
WalletType.pending: null > "P30D"
WalletType.pending: "P14D" > "P30D"
Expiry.after: "P12M" > "P6M"
Expiry.after: null > "P36M"
Expiry.idle: "P18M" > "P12M"
Expiry.min_life: "P7D" > "P0D"
Expiry.round_to: "end_of_year" > "end_of_month"
Returns.policy: "only_pending" > "within_balance"
Returns.policy: "within_balance" > "debt"
Returns.debt_limit: 100 > 500
Returns.debt_writeoff: "P6M" > "P12M"
Restores.grace: "P30D" > "P0D"
Restores.make_whole: "P30D" > "P7D"
Rule.limits: ["monthly"] > ["monthly", "daily"]
PointsPerAmount.points: 2 > 1
PointsPerAmount.points: "1.25" > 1
PointsPerAmount.per: "1.00" > "2.00"
PointsPerAmount.by_tier: 3 > 2
PointsPerAmount.rounding: "nearest" > "floor"
PointsPerItem.points: 5 > 4
PointsPerItem.per: 1 > 2
PointsPerItem.rounding: "up" > "nearest"
FixedPoints.points: 100 > 50
Cashback.percent: "2.5" > 2
Cashback.rounding: "nearest" > "floor"
Stamps.stamps: 2 > 1
Multiplier.times: 3 > 2
Multiplier.times: "2.5" > 2
Multiplier.of: ["base", "bakery"] > ["base"]
Multiplier.rounding: "up" > "floor"
SetTier.lasts: "P12M" > "P6M"
ExtendTier.by: "P3M" > "P1M"
Lines.sku: [] > ["4711"]
Lines.category: ["fruit", "bread"] > ["fruit"]
Lines.department: ["food", "drinks"] > ["food"]
Lines.brand: [] > ["own"]
Lines.tag: ["new", "green"] > ["green"]
Lines.but_not: null > {"brand": ["own"]}
BasketTotal.at_least: "50.00" > "80.00"
BasketTotal.below: null > "500.00"
Quantity.at_least: 2 > 3
Payment.any_of: ["cash", "card"] > ["card"]
Currency.any_of: ["USD", "MYR"] > ["USD"]
Product.any_of: ["1", "2"] > ["1"]
Category.any_of: ["1", "2"] > ["1"]
Department.any_of: ["1", "2"] > ["1"]
Brand.any_of: ["1", "2"] > ["1"]
Tag.any_of: ["1", "2"] > ["1"]
InStore.any_of: ["kl", "penang"] > ["kl"]
Channel.any_of: ["web", "till"] > ["web"]
Weekday.any_of: ["saturday", "sunday"] > ["sunday"]
DateWindow.from: "2027-01-01" > "2027-02-01"
DateWindow.through: "2027-03-31" > "2027-02-28"
DateWindow.through: null > "2027-02-28"
Tier.any_of: ["silver", "gold"] > ["gold"]
Segment.any_of: ["new", "lost"] > ["new"]
Attribute.any_of: ["yes", "no"] > ["yes"]
NthVisit.n: 2 > 3
NthVisit.every: 5 > 10
DaysSinceLastVisit.at_least: 30 > 60
DaysSinceLastVisit.at_most: 90 > 30
Birthday.days: 30 > 7
EventField.any_of: [4, 5] > [5]
EventField.at_least: 3 > 4
EventField.at_most: 9 > 5
Limit.units: 500 > 200
Limit.times: 3 > 1
Limit.every: "day" > "month"
TierSet.downgrade: "one_level" > "to_earned"
TierSet.grace: "P60D" > "P30D"
TierSet.on_return: "period_end" > "now"
TierSet.return_window: "P30D" > "P60D"
Window.months: 24 > 12
Lasts.years: 2 > 1
Lasts.duration: "P24M" > "P12M"
Level.benefits: ["delivery", "lounge"] > ["delivery"]
Level.pauses_expiry: ["points"] > []
Level.on_leave: "restart" > "resume"
Measure.at_least: 1000 > 1500
Measure.rules: ["base", "bonus"] > ["base"]
Reward.stock: null > 100
Reward.stock: 200 > 100
Reward.valid_for: "P60D" > "P30D"
Reward.valid_to: "2027-12-31" > "2027-06-30"
Reward.value: "6.00" > "5.00"
Reward.min_basket: null > "20.00"
Reward.min_basket: "10.00" > "20.00"
Reward.on_used: "forgive" > "debt"
Reward.quota: null > {"times": 1, "every": "month"}
Quota.times: 2 > 1
Quota.every: "week" > "year"
Price.amount: 500 > 600
Price.tiers: [] > ["gold"]
AnyAmount.least: 100 > 500
AnyAmount.most: 5000 > 1000
AnyAmount.step: 50 > 100
AnyAmount.worth: "1.10" > "1.00"
Choice.amount: 10 > 12
Experiment.hold_out_percent: 5 > 10
Experiment.rules: ["one"] > ["one", "two"]
PriceRule.floor: null > "1.00"
PriceRule.floor: "1.00" > "2.00"
PriceRule.most: null > "50.00"
PriceRule.guests: true > false
PercentageOff.percent: 15 > 10
AmountOff.amount: "5.00" > "3.00"
MemberPrice.prices: "3.90" > "4.50"
MemberPrice.prices: "3.90" > null
BuyGet.buy: 2 > 3
BuyGet.get: 2 > 1
BuyGet.percent: 100 > 50
BuyGet.times: null > 1
CheapestFree.of: 3 > 4
CheapestFree.times: 2 > 1
QuantityPrice.price: "9.00" > "10.00"
BundlePart.quantity: 1 > 2
BundlePrice.price: "9.00" > "10.00"
FreeGift.quantity: 2 > 1
PointsTender.least: 100 > 500
PointsTender.step: 1 > 100
PointsTender.worth: "0.02" > "0.01"
PointsTender.most_percent: 100 > 50
PointsTender.not_for: [] > ["alcohol"]
"""

EITHER = """
Program.currency Program.zone Program.day_starts_at
WalletType.decimals WalletType.kind
Expiry.apply_to_existing
Rule.lane Rule.offer Rule.trigger
PointsPerAmount.base PointsPerAmount.carry PointsPerAmount.set PointsPerAmount.tier_at PointsPerAmount.wallet
FixedPoints.wallet PointsPerItem.wallet Cashback.base Cashback.wallet Stamps.per Stamps.wallet
IssueReward.reward SetTier.set SetTier.tier ExtendTier.set Badge.badge SetAttribute.id SetAttribute.value
BasketTotal.base InStore.tag TimeOfDay.from TimeOfDay.until InCalendar.before InCalendar.days InCalendar.during
Tier.set Attribute.id EventField.field
Lane.combine Limit.per Window.kind Lasts.kind Lasts.month Measure.event Measure.measure
Reward.codes Reward.debt_wallet Reward.kind Reward.tier_set Reward.wallet Price.from Price.through
Conversion.wallet Choice.reward
Field.least Field.most Field.one_of Field.required Field.type
MemberAttribute.least MemberAttribute.most MemberAttribute.one_of MemberAttribute.type
Birthdays.given Birthdays.leap_day Store.day_starts_at Store.tags Store.zone NamedCalendar.table
Dates.from Dates.through PriceGroup.stack PriceRule.as PriceRule.by_code PriceRule.group
PercentageOff.rounding AmountOff.per QuantityPrice.quantity FreeGift.sku FreeGift.value PointsTender.wallet
"""
"""What helps one member and costs another, or what no document alone can say."""

NEUTRAL = """
Program.format Program.id Program.name Program.effective_from Program.guard Program.two_persons
WalletType.id WalletType.unit WalletType.proof_above WalletType.adjust_most Rule.id Rule.name Lane.id Limit.id
TierSet.id TierSet.name
Level.id Level.name Reward.id Reward.name Conversion.id Conversion.name EventType.id EventType.name Field.id Store.id
MemberAttribute.id NamedCalendar.id NamedCalendar.name Never.tag Never.reason Experiment.id Experiment.name
PriceGroup.id PriceRule.id PriceRule.name PriceRule.funded_by *.visible_to
"""

NEW = {
    "better": """
        Program.wallets Program.rules Program.tiers Program.rewards Program.conversions Program.price_rules
        Program.points_tenders Rule.effects Any.of Level.qualify
    """,
    "worse": """
        Program.limits Program.never Program.experiments Rule.when Reward.when PriceRule.when All.of BundlePrice.parts
    """,
    "neutral": "Program.events Program.attributes Program.stores Program.price_groups Program.lanes",
    "either": "Program.calendars NamedCalendar.dates EventType.fields Reward.prices Conversion.choices TierSet.levels",
}
"""What it means that there is one thing more in a list; one less is the opposite."""
