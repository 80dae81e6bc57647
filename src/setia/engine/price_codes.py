"""Codes of price rules: who may use one, how often, and between which instants. Counting is for who keeps them."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.refusals import Refusal

WITHDRAWN = 0
"""The end of a code that was taken back: no return of an order lengthens it."""


class PriceCode(Struct, frozen=True):
    """One code as it is kept."""

    digest: str
    """The keyed hash by which it is found: the code itself is shown once, when it is made."""
    rule: str
    """The price rule that it is for."""
    uses: int | None = 1
    """How often it can be used by all together; None: as often as one likes."""
    account_id: int | None = None
    """The only account that may use it; None: anybody."""
    begins_at: int | None = None
    ends_at: int | None = None
    """Exclusive instant."""
    per_member: int | None = None
    """How often one member can use it; then it is for members alone. None: as often as there are uses."""


class Standing(Struct, frozen=True):
    """What has become of a code so far."""

    used: int = 0
    """Times that it was used for an order that has not come back whole."""
    reserved: int = 0
    """Baskets that hold it now."""
    free_at: int = 0
    """When the first of these lets it go, if nobody pays."""
    by_member: int = 0
    """Times that this member has used it or holds it now."""
    given_back_at: int | None = None
    """When an order on which it was used came back whole, the last time."""


AT_LEAST = 7 * 24 * 3600 * 1_000_000
"""Microseconds that a code can be used at least after the order came back on which it was used (ledger 4.7)."""


def refusal(code: PriceCode, standing: Standing, account_id: int | None, now: int) -> Refusal | None:
    """Why a code cannot be used now, or None. Of several reasons the one that no waiting helps against comes first."""
    if code.account_id is not None and code.account_id != account_id:
        return Refusal("code_of_other_member")
    if code.ends_at == WITHDRAWN:
        return Refusal("code_withdrawn")
    if (ends := _ends(code, standing)) is not None and now >= ends:
        return Refusal("code_expired", {"ended": ends})
    if code.uses is not None and standing.used >= code.uses:
        return Refusal("code_used", {"uses": code.uses})
    if code.per_member is not None and account_id is None:
        return Refusal("code_for_members")
    if code.per_member is not None and standing.by_member >= code.per_member:
        return Refusal("code_used_by_member", {"uses": code.per_member})
    if code.begins_at is not None and now < code.begins_at:
        return Refusal("code_not_yet", {"begins": code.begins_at})
    if code.uses is not None and standing.used + standing.reserved >= code.uses:
        return Refusal("code_reserved", {"until": standing.free_at})
    return None


def _ends(code: PriceCode, standing: Standing) -> int | None:
    if code.ends_at is None or standing.given_back_at is None:
        return code.ends_at
    return max(code.ends_at, standing.given_back_at + AT_LEAST)
