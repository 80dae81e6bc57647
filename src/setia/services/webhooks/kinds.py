"""Kinds of events: what other systems are told, in which shape. A kind that is here keeps its name and its fields.

A body names people by public ids alone; whatever else there is to know is asked of the API by them. `position` orders
everything that a program tells; deliveries may come in another order, and more than once (ledger 4.16).
"""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class About(Struct, frozen=True, kw_only=True):
    """What every event says."""

    program: str
    position: int
    """Its place in the log of all that was committed: greater is later. Several events of one transaction share it."""
    owner: str
    """`member`; or `gift_card`, which has no member."""
    member: str | None
    """Public id."""
    transaction: int
    """The number in the member's history; the API explains it."""
    channel: str
    effective_at: datetime
    """When it counts; `timestamp` is when it was recorded."""


class Joined(About, frozen=True, kw_only=True):
    """Somebody who joined."""


class Happening(About, frozen=True, kw_only=True):
    """Something that a member did, or that was done for him."""

    command: str
    other: str | None
    """Public id of the other member of a move or a merge."""


class PurchaseTold(About, frozen=True, kw_only=True):
    """A purchase."""

    store: str
    net: int | None
    """Net of the goods, in minor units of the program's currency."""


class WalletMoved(Struct, frozen=True):
    """What changed in one wallet, in its smallest unit: more than 0 came, less than 0 went."""

    wallet: str
    pending: int
    available: int
    held: int
    debt: int
    """What is owed: more than 0 is owed more."""


class UnitsMoved(About, frozen=True, kw_only=True):
    """Units that moved."""

    reason: str
    origin: int | None
    """The earlier transaction that it is about: what was returned, restored, captured, released."""
    other: str | None
    """Public id of the other member of a transfer or a merge."""
    wallets: tuple[WalletMoved, ...]


class TierMoved(About, frozen=True, kw_only=True):
    """A level that was reached, kept or lost."""

    set: str
    before: str
    after: str
    until: datetime | None
    cause: str


class RewardMoved(About, frozen=True, kw_only=True):
    """One issued reward. Its code is not told: the API shows it to whoever may see it."""

    reward: str
    number: int
    """Its number in the member's account."""
    expires_at: datetime | None
    cause: str


class BadgeAwarded(About, frozen=True, kw_only=True):
    """A badge."""

    badge: str


class AttributeSet(About, frozen=True, kw_only=True):
    """An attribute that a rule set. Its value is not told: it may say something about a person."""

    attribute: str


class Ping(Struct, frozen=True):
    """A test that somebody asked for."""

    program: str
    endpoint: str


OF_TRANSACTIONS = {
    "earn": ("points_earned", "Units were earned, usable now or, `pending`, later."),
    "activate": ("points_activated", "Pending units became usable."),
    "expire": ("points_expired", "Units ended."),
    "unexpire": ("points_unexpired", "An end was undone: something from before it was heard of late."),
    "open": ("points_opened", "A balance was brought from another system."),
    "redeem": ("points_redeemed", "Units were used in one step."),
    "hold": ("hold_placed", "Units were set aside."),
    "hold_extend": ("hold_extended", "A hold lasts longer."),
    "capture": ("hold_captured", "A hold was used, whole or in part; the rest is free again."),
    "release": ("hold_released", "A hold was given back."),
    "hold_expire": ("hold_expired", "A hold ended unused."),
    "reverse_earn": ("points_reversed", "Units were taken back: what had earned them was returned."),
    "breakage_correction": ("expiry_corrected", "Units that were to be taken back had ended already."),
    "forgive": ("shortfall_forgiven", "What a return could not take back was let go."),
    "restore": ("points_restored", "A redemption was given back."),
    "adjust": ("points_adjusted", "A balance was corrected by hand."),
    "transfer": ("points_transferred", "Units went from one member to another: one event for each of the two."),
    "merge": ("points_merged", "Units went with a merge, or came back with its undoing."),
    "redate": ("points_redated", "Units end at another time than before."),
}
"""By kind of transaction: the event, and what it says."""

OF_COMMANDS = {
    "edit_purchase": ("purchase_edited", "A purchase was sent again with other content."),
    "claim_purchase": ("purchase_claimed", "A guest's purchase became the member's."),
    "return": ("purchase_returned", "Goods came back."),
    "record_event": ("event_recorded", "Something else that the member did."),
    "celebrate_birthday": ("birthday_celebrated", "The member's birthday gave what it gives."),
    "move_out": ("purchase_moved", "A purchase was taken from this member; another has it now."),
    "move_in": ("purchase_moved", "A purchase was taken from this member; another has it now."),
    "merge_out": ("member_merged", "This member was merged into another, `other`."),
    "unmerge_out": ("member_unmerged", "A merge was undone."),
    "unmerge_in": ("member_unmerged", "A merge was undone."),
    "close": ("member_erased", "The account was closed, as it is when somebody is erased."),
}
"""By command: the event beside those of its units, and what it says."""

OF_REWARDS = {
    "issued": ("reward_issued", "A reward was given; it can be used."),
    "used": ("reward_used", "A reward was used."),
    "expired": ("reward_expired", "A reward ended unused."),
    "cancelled": ("reward_cancelled", "A reward was taken back."),
}
"""By the state that a reward came into."""

KINDS: dict[str, tuple[type[Struct], str]] = {
    "member_joined": (Joined, "Somebody joined."),
    "purchase_recorded": (PurchaseTold, "A purchase was recorded, whether or not it earned something."),
    **{name: (Happening, said) for name, said in OF_COMMANDS.values()},
    **{name: (UnitsMoved, said) for name, said in OF_TRANSACTIONS.values()},
    "tier_changed": (TierMoved, "A level was reached, kept or lost."),
    **{name: (RewardMoved, said) for name, said in OF_REWARDS.values()},
    "badge_awarded": (BadgeAwarded, "A badge was awarded."),
    "attribute_set": (AttributeSet, "A rule set an attribute."),
    "account_changed": (Happening, "Anything else that has no event of its own; `command` says what."),
    "ping": (Ping, "A test; sent to whoever asks for one, wanted or not."),
}
"""Every kind: the shape of its `data`, and what it says."""

ALL = "*"
"""Every kind that there is, and those that are still to come."""
