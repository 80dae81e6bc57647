"""Limits: how much rules may give in a period, to one member or to all together; and the names of periods."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from msgspec import Struct

from setia.engine.rules.faults import Faults, Path

Every = Literal["purchase", "day", "week", "month", "year", "ever"]

TOTAL_MAX = 10**15


class Limit(Struct, frozen=True, forbid_unknown_fields=True):
    """An award that would pass a limit is cut, not dropped. Late events count in the period of their own time."""

    id: str
    every: Every
    units: int | None = None
    """Most units of one wallet, in its smallest unit; or"""
    times: int | None = None
    """how often its rules may give anything."""
    per: Literal["member", "program"] = "member"
    """program: a budget for all members together."""


class Cap(Struct, frozen=True):
    """A limit ready for use."""

    id: str
    every: Every
    most: int
    times: bool
    budget: bool

    def counter(self) -> str:
        """The name under which its use is counted."""
        return f"limit:{self.id}"


def caps(limits: tuple[Limit, ...], faults: Faults) -> dict[str, Cap]:
    """Limits by id, ready for use."""
    faults.names([limit.id for limit in limits], ("limits",))
    found: dict[str, Cap] = {}
    for i, limit in enumerate(limits):
        path: Path = ("limits", i)
        faults.one_of({"units": limit.units, "times": limit.times}, path)
        most = limit.units if limit.units is not None else limit.times or 0
        faults.within(most, 0, TOTAL_MAX, (*path, "times" if limit.units is None else "units"))
        budget = limit.per == "program"
        if budget and limit.every == "purchase":
            faults.add((*path, "every"), "budget_per_purchase")
        found[limit.id] = Cap(limit.id, limit.every, most, limit.units is None, budget)
    return found


def period(day: date, every: Every) -> str:
    """The name of the period that a local day lies in: 2027-01-31, 2027-01-25w, 2027-01, 2027; `ever` has none.

    Names begin with the year, so that text comparison tells earlier from later by years.
    """
    if every == "day":
        return day.isoformat()
    if every == "week":
        # Named by the calendar year of its Monday, so that a name never sorts before its own year.
        monday = day - timedelta(days=day.weekday())
        return f"{monday.isoformat()}w"
    if every == "month":
        return day.isoformat()[:7]
    return f"{day.year:04d}" if every == "year" else ""
