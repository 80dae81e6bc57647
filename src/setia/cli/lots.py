"""Lots in words: what ends when, soonest first; what is still to come with its first day."""

from __future__ import annotations

from collections.abc import Iterable

from setia.cli.units import Units
from setia.cli.when import show_day, show_last_day
from setia.engine.ledger.lots import UNTIL_CHECKED, Lot

SHOWN_LOTS = 6

Key = tuple[int | None, int | None, bool]
"""When it ends, when it begins if it has not begun, and whether it was paid for."""


def told(lots: Iterable[Lot], wallet_id: str, units: Units) -> list[str]:
    """A wallet's open lots, those with the same dates as one: `40 usable through 2018-12-31`."""
    sums: dict[Key, int] = {}
    for lot in lots:
        for amount, active_at in ((lot.free, None), (lot.pending, lot.active_at)):
            if lot.wallet == wallet_id and amount:
                key = lot.expires_at, active_at, lot.funding == "paid"
                sums[key] = sums.get(key, 0) + amount
    lines = []
    for (expires_at, active_at, is_paid), amount in sorted(sums.items(), key=_soonest):
        ends = "without end" if expires_at is None else f"through {show_last_day(expires_at, units.zone)}"
        begins = f"usable from {show_day(active_at, units.zone)}" if active_at is not None else "usable"
        if active_at == UNTIL_CHECKED:
            begins = "being checked, then usable"
        lines.append(f"{units.number(amount, wallet_id)}{' paid,' if is_paid else ''} {begins} {ends}")
    more = len(lines) - SHOWN_LOTS
    return lines if more <= 0 else [*lines[:SHOWN_LOTS], f"and {more} more with later ends"]


def _soonest(item: tuple[Key, int]) -> tuple[bool, int, int, bool]:
    (expires_at, active_at, is_paid), _ = item
    return expires_at is None, expires_at or 0, active_at or 0, is_paid
