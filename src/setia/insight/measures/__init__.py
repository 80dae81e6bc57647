"""The measures, one file each; the figure list and the order in which they are shown."""

from __future__ import annotations

from setia.insight.measure import Measure, load

GROUPS: dict[str, tuple[Measure, ...]] = {
    "Members": (
        load("members"),
        load("active_members"),
        load("repeat_purchase_rate"),
        load("purchase_frequency"),
        load("retention_rate"),
    ),
    "Purchases": (
        load("purchases"),
        load("guest_purchases"),
        load("net_sales"),
        load("member_sales_share"),
        load("average_order_value"),
        load("median_order_value"),
    ),
    "Points": (
        load("points_issued"),
        load("points_redeemed"),
        load("points_expired"),
        load("points_outstanding"),
        load("redemption_rate_points"),
        load("redemption_rate_members"),
    ),
}
"""The headline figures."""

SALES_BY_MONTH = load("sales_by_month")
ACTIVE_BY_MONTH = load("active_members_by_month")
ISSUED_BY_MONTH = load("points_issued_by_month")
EXPIRED_BY_MONTH = load("points_expired_by_month")
STILL_TO_EXPIRE = load("points_still_to_expire")

BY_MONTH = (SALES_BY_MONTH, ACTIVE_BY_MONTH, ISSUED_BY_MONTH, EXPIRED_BY_MONTH)
