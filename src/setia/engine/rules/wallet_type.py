"""Wallet types: the units that members collect, how long they live, and what happens when what earned them returns."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.calendar import Duration, RoundTo, deadline, parse_instant
from setia.engine.rules.faults import POINTS_MAX, Faults, Path

Text = dict[str, str]
"""The same text in several languages, by BCP 47 tag: en, ms, id, th or any other."""

ReturnPolicy = Literal["only_pending", "within_balance", "debt"]

WalletKind = Literal["points", "stamps", "money", "status"]

OnLeave = Literal["restart", "resume", "keep"]
"""What becomes of units whose expiry was paused. restart: a full life from now. resume: the days that were left.
keep: what is there then never ends; what comes after lives as the wallet says."""

GRACE_DAYS_MAX = 90
NOTHING = Duration(0, 0)


class Expiry(Struct, frozen=True, forbid_unknown_fields=True):
    """When units of a wallet end: a duration after they were earned, optionally to the end of a period."""

    after: str | None = None
    """ISO 8601 duration of months or days: P12M, P90D. None: units have no end of their own."""
    round_to: RoundTo = "day"
    idle: str | None = None
    """How long without activity ends everything; with `after` too, whichever comes first."""
    min_life: str = "P0D"
    """How long units live at least, from when they are recorded, that have ended before that; P0D is not at all."""
    apply_to_existing: str | None = None
    """A local date, or an instant with its offset, at which what was recorded before gets the end that `after` gives.
    None: what is there keeps its end."""


class Returns(Struct, frozen=True, forbid_unknown_fields=True):
    """What happens to units when what earned them is returned (ledger 4.8)."""

    policy: ReturnPolicy = "debt"
    """only_pending: what can be used is kept. within_balance: never below zero. debt: the rest is owed."""
    debt_limit: int | None = None
    """Most that one return may add to a debt; beyond it is forgiven. None: what the account has earned in 180 days."""
    debt_writeoff: str | None = "P12M"
    """How long nothing must have moved a debt until it is written off; null: never."""


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
    proof_above: int | None = None
    """Most units, in the wallet's smallest, that a till may use, hold or transfer in one step without showing that the
    member is there. 0: none. None: any number."""
    adjust_most: int | None = None
    """Most units, in the wallet's smallest, that staff who are no owners give or take by hand at once. None: any
    number."""


class Unit(Struct, frozen=True):
    """A wallet type ready for use."""

    id: str
    kind: WalletKind
    decimals: int
    life: Duration | None
    idle: Duration | None
    round_to: RoundTo
    wait: Duration | None
    return_policy: ReturnPolicy
    debt_limit: int | None
    debt_writeoff: Duration | None
    grace: Duration
    make_whole: Duration
    min_life: Duration = NOTHING
    existing_from: int | None = None
    """When lots of before get the ends that this version gives; None: never."""
    proof_above: int | None = None
    """Most units that a till may use without proof that the member is there; None: any number."""
    adjust_most: int | None = None
    """Most units that staff who are no owners give or take by hand at once; None: any number."""

    def dates(self, earned_at: int, zone: str) -> tuple[int, int | None]:
        """When a lot earned at an instant becomes usable, and when it ends (exclusive; None is never)."""
        active_at = earned_at if self.wait is None else deadline(earned_at, self.wait, zone)
        expires_at = None if self.life is None else deadline(earned_at, self.life, zone, self.round_to)
        return active_at, expires_at


def units(wallets: tuple[WalletType, ...], zone: str, faults: Faults) -> dict[str, Unit]:
    """The wallet types by id, ready for use; dates are those of the zone."""
    faults.names([wallet.id for wallet in wallets], ("wallets",))
    return {wallet.id: _unit(wallet, zone, ("wallets", i), faults) for i, wallet in enumerate(wallets)}


def _unit(wallet: WalletType, zone: str, path: Path, faults: Faults) -> Unit:
    if not wallet.unit:
        faults.add((*path, "unit"), "no_text")
    faults.within(wallet.decimals, 0, 3, (*path, "decimals"))
    ends = _ends(wallet, zone, (*path, "expiry"), faults)
    wait = None if wallet.pending is None else faults.duration(wallet.pending, (*path, "pending"))
    grace = faults.duration(wallet.restores.grace, (*path, "restores", "grace")) or NOTHING
    make_whole = faults.duration(wallet.restores.make_whole, (*path, "restores", "make_whole")) or NOTHING
    if grace.months or grace.days > GRACE_DAYS_MAX:
        faults.add((*path, "restores", "grace"), "out_of_range", wallet.restores.grace, "P0D to P90D")
    if wallet.kind == "money" and wallet.returns.policy == "debt":
        faults.add((*path, "returns", "policy"), "debt_in_money", "debt", "only_pending, within_balance")
    idle_debt = wallet.returns.debt_writeoff
    write_off = None if idle_debt is None else faults.duration(idle_debt, (*path, "returns", "debt_writeoff"))
    limit = wallet.returns.debt_limit
    if limit is not None:
        faults.within(limit, 0, POINTS_MAX, (*path, "returns", "debt_limit"))
    if wallet.proof_above is not None:
        faults.within(wallet.proof_above, 0, POINTS_MAX, (*path, "proof_above"))
    if wallet.adjust_most is not None:
        faults.within(wallet.adjust_most, 0, POINTS_MAX, (*path, "adjust_most"))
    return Unit(
        id=wallet.id,
        kind=wallet.kind,
        decimals=wallet.decimals,
        life=ends.life,
        idle=ends.idle,
        round_to=wallet.expiry.round_to if wallet.expiry else "day",
        wait=wait,
        return_policy=wallet.returns.policy,
        debt_limit=limit,
        debt_writeoff=write_off,
        grace=grace,
        make_whole=make_whole,
        min_life=ends.min_life,
        existing_from=ends.existing_from,
        proof_above=wallet.proof_above,
        adjust_most=wallet.adjust_most,
    )


class _Ends(Struct, frozen=True):
    life: Duration | None = None
    idle: Duration | None = None
    min_life: Duration = NOTHING
    existing_from: int | None = None


def _ends(wallet: WalletType, zone: str, path: Path, faults: Faults) -> _Ends:
    expiry = wallet.expiry
    if expiry is None:
        return _Ends()
    if expiry.idle is not None and wallet.kind == "money":
        faults.add((*path, "idle"), "idle_in_money")
    min_life = faults.duration(expiry.min_life, (*path, "min_life")) or NOTHING
    if min_life != NOTHING and expiry.after is None:
        faults.add((*path, "min_life"), "min_life_without_end", expiry.min_life)
    existing_from = None
    if expiry.apply_to_existing is not None:
        try:
            existing_from = parse_instant(expiry.apply_to_existing, zone)
        except (ValueError, OverflowError):
            faults.add((*path, "apply_to_existing"), "not_a_date", expiry.apply_to_existing, "2027-01-31")
    return _Ends(
        life=None if expiry.after is None else faults.duration(expiry.after, (*path, "after")),
        idle=None if expiry.idle is None else faults.duration(expiry.idle, (*path, "idle")),
        min_life=min_life,
        existing_from=existing_from,
    )
