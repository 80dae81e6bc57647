"""How every field of the format weighs for members: whether more of it is better for them, or less, or who knows.

One table for the fields of structures, one for lists of things. What stands in neither cannot be weighed.
"""

from __future__ import annotations

from typing import Literal

Weight = Literal[
    "more",
    "less",
    "more_number",
    "less_number",
    "offered",
    "choice",
    "less_choice",
    "filter",
    "order",
    "absent",
    "neutral",
    "either",
]
"""more, less: by size, nothing said is no limit and so the best. more_number, less_number: only where both say
something. offered: a price. choice: more to choose from, or less. filter: more that it lets through; nothing named is
everything. order: by `ORDERS`. absent: best where it is not said."""

_FIELDS: dict[Weight, str] = {
    "more": """
        Program.claim_window Program.late_window Program.notice_period
        Expiry.after Expiry.idle Expiry.min_life Restores.grace Restores.make_whole
        PointsPerAmount.points FixedPoints.points PointsPerItem.points Cashback.percent Stamps.stamps Multiplier.times
        SetTier.lasts ExtendTier.by
        BasketTotal.below DateWindow.through DaysSinceLastVisit.at_most Birthday.days EventField.at_most
        Limit.units Limit.times TierSet.grace Lasts.years Lasts.duration Window.months
        AnyAmount.most AnyAmount.worth Quota.times Reward.stock Reward.valid_for Reward.valid_to Reward.value
        PriceRule.guests PriceRule.most PercentageOff.percent AmountOff.amount BuyGet.get BuyGet.percent BuyGet.times
        CheapestFree.times FreeGift.quantity PointsTender.most_percent PointsTender.worth
    """,
    "less": """
        WalletType.pending PointsPerAmount.per PointsPerItem.per Experiment.hold_out_percent
        BasketTotal.at_least Quantity.at_least DateWindow.from NthVisit.n NthVisit.every DaysSinceLastVisit.at_least
        EventField.at_least TierSet.return_window Measure.at_least
        Price.amount AnyAmount.least AnyAmount.step Reward.min_basket Choice.amount
        PriceRule.floor BuyGet.buy CheapestFree.of QuantityPrice.price BundlePart.quantity BundlePrice.price
        PointsTender.least PointsTender.step
    """,
    "more_number": "PointsPerAmount.by_tier",
    "less_number": "Returns.debt_limit Returns.debt_writeoff",
    "offered": "MemberPrice.prices",
    "choice": """
        Program.activity Multiplier.of Measure.rules Level.benefits Level.pauses_expiry
        Payment.any_of Currency.any_of Product.any_of Category.any_of Department.any_of Brand.any_of Tag.any_of
        InStore.any_of Channel.any_of Weekday.any_of Tier.any_of Segment.any_of Attribute.any_of EventField.any_of
    """,
    "less_choice": "Rule.limits Experiment.rules PointsTender.not_for Program.undiscounted",
    "filter": "Lines.sku Lines.category Lines.department Lines.brand Lines.tag Price.tiers",
    "order": """
        Returns.policy Expiry.round_to Program.earns_at Limit.every Quota.every Level.on_leave TierSet.on_return
        TierSet.downgrade Reward.on_used PointsPerAmount.rounding PointsPerItem.rounding Cashback.rounding
        Multiplier.rounding
    """,
    "absent": "Reward.quota Lines.but_not",
    "neutral": """
        Program.format Program.id Program.name Program.guard Program.two_persons Program.effective_from
        WalletType.id WalletType.unit WalletType.proof_above WalletType.adjust_most Rule.id Rule.name
        BasketTotal.visible_to Quantity.visible_to Payment.visible_to Currency.visible_to Product.visible_to
        Category.visible_to Department.visible_to Brand.visible_to Tag.visible_to InStore.visible_to Channel.visible_to
        Weekday.visible_to TimeOfDay.visible_to DateWindow.visible_to InCalendar.visible_to Tier.visible_to
        Segment.visible_to Attribute.visible_to FirstPurchase.visible_to NthVisit.visible_to
        DaysSinceLastVisit.visible_to Birthday.visible_to EventField.visible_to Not.visible_to Any.visible_to
        All.visible_to
        Lane.id Limit.id TierSet.id TierSet.name Level.id Level.name Reward.id Reward.name Conversion.id
        Conversion.name EventType.id EventType.name Field.id Store.id NamedCalendar.id NamedCalendar.name Never.tag
        Never.reason MemberAttribute.id Experiment.id Experiment.name PriceGroup.id PriceRule.id PriceRule.name
        PriceRule.funded_by
    """,
}

WEIGHTS: dict[str, Weight] = {field: weight for weight, fields in _FIELDS.items() for field in fields.split()}
"""By structure and field; what is not here is `either`."""

ORDERS: dict[str, tuple[str, ...]] = {
    "Returns.policy": ("debt", "within_balance", "only_pending"),
    "Expiry.round_to": ("day", "end_of_month", "end_of_quarter", "end_of_year"),
    "Program.earns_at": ("fulfilled", "paid"),
    "Limit.every": ("ever", "year", "month", "week", "day", "purchase"),
    "Quota.every": ("ever", "year", "month", "week", "day", "purchase"),
    "Level.on_leave": ("resume", "restart", "keep"),
    "TierSet.on_return": ("now", "period_end"),
    "TierSet.downgrade": ("to_earned", "one_level"),
    "Reward.on_used": ("debt", "forgive"),
    **{
        f"{effect}.rounding": ("floor", "nearest", "up")
        for effect in ("PointsPerAmount", "PointsPerItem", "Cashback", "Multiplier")
    },
}
"""What may be chosen, from the worst for members to the best."""

LISTS: dict[str, Literal["better", "worse", "neutral", "either"]] = {
    **dict.fromkeys(
        "Program.rules Program.rewards Program.conversions Program.price_rules Program.points_tenders Program.tiers"
        " Program.wallets Rule.effects Any.of Level.qualify BuyGet.get_lines".split(),
        "better",
    ),
    **dict.fromkeys(
        "Program.limits Program.never Program.experiments Rule.when Reward.when PriceRule.when All.of"
        " BundlePrice.parts".split(),
        "worse",
    ),
    **dict.fromkeys(
        "Program.events Program.attributes Program.stores Program.price_groups Program.lanes".split(), "neutral"
    ),
    **dict.fromkeys("NamedCalendar.dates Program.calendars EventType.fields".split(), "either"),
    **dict.fromkeys("Reward.prices Conversion.choices TierSet.levels".split(), "either"),
}
"""By list, what it means that there is one thing more in it; one less is the opposite."""
