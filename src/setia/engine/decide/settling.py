"""What follows from what was just booked: levels reached or lost, units that become rewards by themselves."""

from __future__ import annotations

from setia.engine import rewards, tiers
from setia.engine.decide.decision import Setting
from setia.engine.ledger.book import Book


def settle(book: Book, setting: Setting, order: tuple[int, int], *, lifts: bool = True) -> None:
    """Review tiers, then convert; each writes transactions of its own where it changes something.

    `order` is what counts now, or no more: the transaction that recorded it, and when it happened. All counters that
    levels look at must be loaded.
    """
    version = setting.version
    if version is None:
        return
    seq, at = order
    tiers.review(book, version, tiers.Occasion(at, setting.now, seq, lifts))
    convert(book, setting)


def convert(book: Book, setting: Setting) -> None:
    """Turn units into rewards, as conversions say, after whatever made units usable."""
    version = setting.version
    if version is not None:
        rewards.convert(book, version, setting.stamp.effective_at)
