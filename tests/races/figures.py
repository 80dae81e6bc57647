"""What races came to: who won and who was refused, where the units went, and how many ran at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from tests.races.plan import RACERS, USES, WINNERS
from tests.races.racer import Told

REFUSALS = ("account_closed", "debt_blocks", "has_open_holds", "hold_expired", "insufficient")
"""Every "no" that these races can end in; each must be met."""

CLOSE = RACERS // 2
"""A race in which never so many commands were in flight at once was none."""

LATE = "uses refused that came after the end"
IN_TIME = "holds captured in time whose lots had ended"


class Figures(Struct):
    """Of one race or of many."""

    races: int = 0
    at_once: Counter[str] = field(default_factory=Counter)
    """Races by how many commands were in flight together when most were."""
    won: Counter[str] = field(default_factory=Counter)
    """By role."""
    refused: Counter[str] = field(default_factory=Counter)
    """By code."""
    met: Counter[str] = field(default_factory=Counter)
    """What the races are about."""
    units: Counter[str] = field(default_factory=Counter)
    """Where they went."""
    anomalies: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Together."""
        self.races += other.races
        self.at_once.update(other.at_once)
        self.won.update(other.won)
        self.refused.update(other.refused)
        self.met.update(other.met)
        self.units.update(other.units)
        self.anomalies.extend(other.anomalies)

    def line(self) -> str:
        """In one line."""
        told = "; ".join(f"{name}: {_listed(counts)}" for name, counts in self._counts())
        return f"{self.races:,} races, {len(self.anomalies)} anomalies; {told}"

    def shortfalls(self, permille: int, met: int) -> list[str]:
        """Roles that won too seldom for a thousand races, refusals met too seldom, and races that were none."""
        return [
            *(f"{role} won {self.won[role]}" for role in WINNERS if self.won[role] * 1000 < permille * self.races),
            *(f"{code} met {self.refused[code]}" for code in REFUSALS if self.refused[code] < met),
            *(f"{what}: {self.met[what]}" for what in (LATE, IN_TIME) if self.met[what] < met),
            *([f"only {self.close} of {self.races} were close"] if self.close * 10 < self.races * 9 else []),
        ]

    @property
    def close(self) -> int:
        """Races with at least half of their commands in flight at once."""
        return sum(races for commands, races in self.at_once.items() if int(commands) >= CLOSE)

    def _counts(self) -> Iterable[tuple[str, Counter[str]]]:
        return (
            ("in flight at once", self.at_once),
            ("won", self.won),
            ("refused", self.refused),
            ("met", self.met),
            ("units", self.units),
        )


def of_race(told: Sequence[Told], units: Counter[str], anomalies: list[str]) -> Figures:
    """The figures of one race."""
    return Figures(
        races=1,
        at_once=Counter([str(_at_once(told))]),
        won=Counter(one.task.role for one in told if one.status == "done" and one.task.role in WINNERS),
        refused=Counter(one.code for one in told if one.status == "refused"),
        met=Counter(_met(told)),
        units=units,
        anomalies=anomalies,
    )


def _met(told: Sequence[Told]) -> Iterable[str]:
    came = next((one.ended for one in told if one.task.role == "clock"), 0)
    for one in told:
        if one.began >= came and one.task.role in USES and one.status == "refused":
            yield LATE
        if one.began >= came and one.task.role == "capture" and one.status == "done":
            yield IN_TIME


def _at_once(told: Sequence[Told]) -> int:
    """How many were in flight together when most were."""
    return max(sum(other.began <= one.began < other.ended for other in told) for one in told)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items()))
