"""The program document: the structure that a YAML or JSON file must have, field by field.

These types are the format. What they cannot say, a document cannot say; unknown fields and kinds are refused.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.calendar import RoundTo
from setia.engine.rules.effects.points_per_amount import PointsPerAmount

FORMAT = 1
"""The version of the document format that this engine reads."""

Text = dict[str, str]
"""The same text in several languages, by BCP 47 tag: en, ms, id, th or any other."""

ReturnPolicy = Literal["only_pending", "within_balance", "debt"]

Activity = Literal["earn", "redeem"]

WalletKind = Literal["points", "stamps", "money", "status"]

Effect = PointsPerAmount
"""Every kind of effect, as a tagged union; one line per kind."""


class Expiry(Struct, frozen=True, forbid_unknown_fields=True):
    """When units of a wallet end: a duration after they were earned, optionally to the end of a period."""

    after: str | None = None
    """ISO 8601 duration of months or days: P12M, P90D. None: units have no end of their own."""
    round_to: RoundTo = "day"
    idle: str | None = None
    """How long without activity ends everything; with `after` too, whichever comes first."""


class Returns(Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to units when what earned them is returned (ledger 4.8)."""

    policy: ReturnPolicy = "debt"
    """only_pending: what can be used is kept. within_balance: never below zero. debt: the rest is owed."""
    debt_limit: int | None = None
    """Most that one return may add to a debt; beyond it is forgiven. None: what the account has earned in 180 days."""


class Restores(Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to units when what they paid for is returned (ledger 4.7)."""

    grace: str = "P0D"
    """P0D to P90D: how long units live that expired meanwhile; P0D is not at all."""
    make_whole: str = "P30D"
    """How long units live at least where the merchant caused the return."""


class WalletType(Struct, frozen=True, forbid_unknown_fields=True):
    """One unit that members collect: points, stamps, cashback money or status credits."""

    id: str
    unit: Text
    decimals: int = 0
    """0 to 3, fixed for ever: another scale is another unit."""
    expiry: Expiry | None = None
    returns: Returns = Returns()
    restores: Restores = Restores()
    kind: WalletKind = "points"
    """`money` has funding unit by unit, and is never taken below what was paid in."""
    pending: str | None = None
    """How long units wait before they can be used, such as P30D for a return window; nothing waits without it."""


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """An earning rule: when it is asked, and what it gives."""

    id: str
    effects: tuple[Effect, ...]
    trigger: str = "purchase"
    name: Text = {}


class Program(Struct, frozen=True, forbid_unknown_fields=True):
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
