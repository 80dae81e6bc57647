"""The program document: the structure that a YAML or JSON file must have, field by field.

These types are the format. What they cannot say, a document cannot say; unknown fields and kinds are refused.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.rules.birthdays import Birthdays
from setia.engine.rules.custom_event import EventType
from setia.engine.rules.limit import Limit
from setia.engine.rules.member_attribute import MemberAttribute
from setia.engine.rules.points_tender import PointsTender
from setia.engine.rules.price_rule import PriceGroup, PriceRule
from setia.engine.rules.reward import Conversion, Reward
from setia.engine.rules.rule import Experiment, Lane, Rule
from setia.engine.rules.scene import NamedCalendar, Never, Store
from setia.engine.rules.tier_set import TierSet
from setia.engine.rules.wallet_type import Text, WalletType

FORMAT = 1
"""The version of the document format that this engine reads."""

Activity = Literal["earn", "redeem"]


class Program(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One version of one program."""

    format: int
    id: str
    name: Text
    currency: str
    zone: str
    effective_from: str
    """A local date in `zone`, or an instant with its offset."""
    wallets: tuple[WalletType, ...]
    rules: tuple[Rule, ...]
    activity: tuple[Activity, ...] = ("earn", "redeem")
    """What counts as activity for `expiry.idle`."""
    earns_at: Literal["paid", "fulfilled"] = "paid"
    """The status from which a purchase earns: `fulfilled` for cash on delivery."""
    day_starts_at: str = "00:00"
    """When a store's day begins, where the store says nothing else: 04:00 lets a night belong to its evening."""
    claim_window: str = "P14D"
    """How long after a guest's purchase a member can make it his own."""
    late_window: str = "P45D"
    """How long after it happened something may be reported; later, somebody has to look at it first."""
    notice_period: str = "P60D"
    """How long before units of before may end earlier than they did, members must be able to know it."""
    guard: int = 5
    """How many times its forecast a rule may give in fifteen minutes before its new awards wait until somebody has
    looked, and a price rule before baskets are priced without it; 0: it is never stopped."""
    two_persons: bool = False
    """Whether a further version takes effect only once a second person has agreed to it."""
    lanes: tuple[Lane, ...] = ()
    limits: tuple[Limit, ...] = ()
    tiers: tuple[TierSet, ...] = ()
    rewards: tuple[Reward, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    events: tuple[EventType, ...] = ()
    attributes: tuple[MemberAttribute, ...] = ()
    birthdays: Birthdays = Birthdays()
    stores: tuple[Store, ...] = ()
    calendars: tuple[NamedCalendar, ...] = ()
    never: tuple[Never, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    price_groups: tuple[PriceGroup, ...] = ()
    price_rules: tuple[PriceRule, ...] = ()
    points_tenders: tuple[PointsTender, ...] = ()
    undiscounted: tuple[str, ...] = ()
    """Tags of goods of whose price nothing is ever taken off; of goods that are excluded nothing is, either."""
