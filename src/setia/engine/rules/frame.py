"""The frame of an order: what was known of the member when it was first judged; every later judgement uses it (4.11).

It is stored with the award, so that a return next month is judged by what held at the till.
"""

from __future__ import annotations

from msgspec import Struct

Crossing = tuple[tuple[str, int | None], ...]
"""Levels that one purchase passes through, each with the qualifying value up to which it judges; the last has None."""


class Frame(Struct, frozen=True, omit_defaults=True):
    """What rules may ask about the member. Only what the program in force reads is filled in."""

    effective_at: int = 0
    visit: int = 0
    """Which purchase of the member this is: 1 the first. 0: not known, for a guest."""
    days_since: int | None = None
    """Days since the member's last purchase before this one; None for the first."""
    tiers: dict[str, str] = {}
    """Level by tier set, before the purchase."""
    crossings: dict[str, Crossing] = {}
    """By tier set, where the purchase reaches a higher level."""
    attributes: dict[str, str] = {}
    segments: tuple[str, ...] = ()
    held_out: tuple[str, ...] = ()
    """Experiments whose offers the member does not get."""
    birthday: int | None = None
    """Days since the member's birthday began, 0 on the day; None: not known, or too long ago to matter."""
