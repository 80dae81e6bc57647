"""Price rules: what comes off a basket's prices now, for whom, by which code, and how rules stand beside each other."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.rules.conditions import Condition
from setia.engine.rules.prices import PriceEffect
from setia.engine.rules.wallet_type import Text


class PriceGroup(Struct, frozen=True, forbid_unknown_fields=True):
    """Price rules that stand beside each other; groups run in the order in which the document has them.

    add: each reckons on the prices that the group found, and all of it comes off. best: only the one that takes off
    most, ties by rule id. exclusive: only the first in the document that takes anything off.
    """

    id: str
    stack: Literal["add", "best", "exclusive"] = "add"


class PriceRule(Struct, frozen=True, forbid_unknown_fields=True, rename={"given_as": "as"}):
    """Something off the prices of a basket, before it is paid."""

    id: str
    effect: PriceEffect
    name: Text = {}
    group: str = ""
    """The group that it stands in; the first one, where none is named."""
    when: tuple[Condition, ...] = ()
    """All of these must hold of the basket as it was before any price rule."""
    by_code: bool = False
    """Whether it is only for who shows a code that was made for it."""
    guests: bool = False
    """Whether it is also for who is no member."""
    most: int | str | None = None
    """What it takes off one basket at most, in major units of the program's currency."""
    floor: int | str | None = None
    """The price of a piece, or of a kilogram of what is weighed, below which it brings no line."""
    given_as: Literal["discount", "tender"] = "discount"
    """discount: the price falls, and its tax. tender: the price stays, and a voucher pays for some of it."""
    funded_by: dict[str, int] = {}
    """Who pays for it, in shares such as `{merchant: 1, brand: 1}`; the merchant alone, where nobody is named."""
