"""Programs under which the model is run: what the reference must know of them, and the same as documents."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from tests.model.days import Term, after, text_of
from tests.model.lots import Account
from tests.model.replies import Refused

Policy = Literal["only_pending", "within_balance", "debt"]

MONTH = Term(months=1)
YEAR = Term(months=12)


class Purse(NamedTuple):
    """One wallet type."""

    id: str
    policy: Policy
    expiry: Term | None = None
    idle: Term | None = None
    pending: Term | None = None
    debt_limit: int | None = None
    grace: Term = Term()
    make_whole: Term = Term(days=30)
    money: bool = False

    def dates(self, earned_at: int, zone: str) -> tuple[int, int | None]:
        """When units earned at an instant become usable, and when they end."""
        active_at = after(earned_at, self.pending, zone) if self.pending else earned_at
        return active_at, after(earned_at, self.expiry, zone) if self.expiry else None


class Rate(NamedTuple):
    """So many units of a wallet for every so many minor units of money."""

    wallet: str
    units: int
    per: int


class Version(NamedTuple):
    """One version of a program."""

    zone: str
    purses: tuple[Purse, ...]
    rates: tuple[Rate, ...]
    effective_from: int
    applied_at: int

    def purse(self, wallet: str) -> Purse | None:
        """A wallet type by name."""
        return next((purse for purse in self.purses if purse.id == wallet), None)

    def document(self) -> str:
        """The version as its owner would write it."""
        lines = [
            "format: 1",
            "id: model",
            "name: {en: Model}",
            "currency: USD",
            f"zone: {self.zone}",
            f'effective_from: "{text_of(self.effective_from)}"',
            "wallets:",
            *(line for purse in self.purses for line in _wallet(purse)),
            "rules:",
            "  - id: base",
            "    effects:",
            *(
                f"      - {{kind: points_per_amount, points: {rate.units}, per: {rate.per // 100}.{rate.per % 100:02},"
                f" wallet: {rate.wallet}}}"
                for rate in self.rates
            ),
        ]
        return "\n".join(lines) + "\n"


def _wallet(purse: Purse) -> list[str]:
    limit = "" if purse.debt_limit is None else f", debt_limit: {purse.debt_limit}"
    lines = [
        f"  - id: {purse.id}",
        "    unit: {en: units}",
        f"    returns: {{policy: {purse.policy}{limit}}}",
        f"    restores: {{grace: {purse.grace.text()}, make_whole: {purse.make_whole.text()}}}",
    ]
    ends = [f"{name}: {term.text()}" for name, term in (("after", purse.expiry), ("idle", purse.idle)) if term]
    if ends:
        lines.append(f"    expiry: {{{', '.join(ends)}}}")
    if purse.pending:
        lines.append(f"    pending: {purse.pending.text()}")
    if purse.money:
        lines += ["    kind: money", "    decimals: 2"]
    return lines


AMOUNT_MAX = 10**12
"""Largest amount of one movement (ledger 4.1)."""


class Terms:
    """All versions applied so far, and what time it is."""

    def __init__(self, first: Version) -> None:
        self.versions = [first]
        self.now = first.applied_at

    def in_force(self, event_at: int) -> Version | None:
        """The version with the latest start at or before the event (ledger 4.14); all here were applied by now."""
        begun = [version for version in self.versions if version.effective_from <= min(event_at, self.now)]
        return max(reversed(begun), key=lambda version: version.effective_from, default=None)

    def purse(self, command: Any) -> tuple[Version, Purse]:
        """Version and wallet type for a command with a wallet and perhaps an amount, which must be one to be booked."""
        version = self.in_force(command.event_at)
        purse = version.purse(command.wallet) if version else None
        if version is None or purse is None:
            raise Refused("unknown_wallet")
        if not 0 < abs(getattr(command, "amount", 1)) <= AMOUNT_MAX:
            raise Refused("amount_out_of_range")
        return version, purse

    def active(self, account: Account, event_at: int) -> None:
        """Something that counts was done: every wallet that knows idleness lives on (ledger 4.3a).

        Choice: what is earned or used counts, in whatever wallet; and it counts for all wallets.
        """
        version, at = self.in_force(event_at), min(event_at, self.now)
        for purse in version.purses if version else ():
            if version and purse.idle:
                account.active(purse.id, after(at, purse.idle, version.zone), at, self.now)

    def dates(self, version: Version, purse: Purse, event_at: int) -> tuple[int, int, int | None]:
        """Earned, active and end of a lot: it lives from when it was earned, however late that is told."""
        earned_at = min(event_at, self.now)
        return earned_at, *purse.dates(earned_at, version.zone)


CREDIT = Purse("credit", "within_balance", money=True)

VARIANTS: tuple[tuple[str, tuple[Purse, ...], tuple[Rate, ...]], ...] = (
    ("UTC", (Purse("points", "debt", YEAR), CREDIT), (Rate("points", 1, 100),)),
    (
        "Asia/Kuala_Lumpur",
        (Purse("points", "debt", Term(days=20), pending=Term(days=2), debt_limit=150, grace=Term(days=10)), CREDIT),
        (Rate("points", 1, 100), Rate("credit", 1, 50)),
    ),
    (
        "America/New_York",
        (
            Purse("points", "within_balance", Term(days=3), grace=Term(days=60)),
            Purse("credit", "only_pending", MONTH, money=True),
        ),
        (Rate("points", 1, 100), Rate("credit", 5, 100)),
    ),
    (
        "Asia/Kolkata",
        (Purse("points", "debt", Term(days=40), idle=Term(days=8), grace=Term(days=10)), CREDIT),
        (Rate("points", 1, 100), Rate("credit", 1, 50)),
    ),
    (
        "Pacific/Auckland",
        (Purse("points", "only_pending", MONTH, pending=Term(days=2), make_whole=Term(days=5)), CREDIT),
        (Rate("points", 3, 200),),
    ),
)
"""Zone, wallets and rates. Short lives and a year, idleness, waiting and not, every return policy, grace and none."""
