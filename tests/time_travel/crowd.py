"""Many lives of a place, each told by the oracle and lived by the engine under three schedules of sweeping."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from random import Random

from msgspec import Struct, field

from tests.time_travel.comparing import differences, story
from tests.time_travel.driving import NEVER_SWEPT, Life, Sweeps, live
from tests.time_travel.history import Tale, tell
from tests.time_travel.inventing import first_day, programs
from tests.time_travel.oracle import IDLE
from tests.time_travel.places import DAY, Place, place
from tests.time_travel.programs import Program

LIVES_PER_PROGRAM = 3


class Figures(Struct):
    """What was done, and what came of it."""

    lives: int = 0
    facts: Counter[str] = field(default_factory=Counter)
    """By kind; a redemption that must be refused is one too."""
    counts: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Together."""
        self.lives += other.lives
        self.facts.update(other.facts)
        self.counts.update(other.counts)
        self.differences.extend(other.differences)

    @property
    def expiries(self) -> int:
        """Lots that ended, by their own date or by idleness; each counted once, whatever the schedules."""
        return self.counts["expiries"]

    def line(self) -> str:
        """In one line."""
        told = ", ".join(f"{name} {number:,}" for name, number in sorted(self.counts.items()) if name != "expiries")
        return f"{self.lives:,} lives, {self.facts.total():,} facts, {self.expiries:,} lot expiries ({told})"


def travel(zone: str, seed: int, lives: range) -> Figures:
    """So many lives, with every difference found."""
    figures = Figures()
    for number in lives:
        figures.add(examine(zone, seed, number))
    return figures


def examine(zone: str, seed: int, number: int) -> Figures:
    """One life of a place."""
    tale = tale_of(zone, seed, number)
    found = compare(tale, schedules(Random(f"{zone} {seed} {number} sweeps"), tale.life))
    facts = Counter(type(fact).__name__ for fact in tale.life.facts)
    named = [f"{zone}, seed {seed}, life {number}: {one}" for one in found]
    return Figures(1, facts, _counts(tale, place(zone)), named)


def tale_of(zone: str, seed: int, number: int) -> Tale:
    """One life, the same for the same numbers."""
    program = _program(zone, f"{zone} {seed} {number // LIVES_PER_PROGRAM} program")
    return tell(Random(f"{zone} {seed} {number}"), program)


@lru_cache(maxsize=8)
def _program(zone: str, seed: str) -> Program:
    random = Random(seed)
    return programs(random, zone, first_day(random, zone))


def schedules(random: Random, life: Life) -> list[Sweeps]:
    """Daily; daily but for outages of up to forty days; never until the end."""
    down, at = [], life.facts[0].recorded_at if life.facts else life.ends_at
    while at < life.ends_at:
        begins = at + random.randrange(150 * DAY)
        at = begins + random.randrange(1, 40 * DAY)
        down.append((begins, at))
    return [Sweeps(random.randrange(DAY)), Sweeps(random.randrange(DAY), tuple(down)), NEVER_SWEPT]


def compare(tale: Tale, sweeps: list[Sweeps]) -> list[str]:
    """Every difference between the oracle and the engine, and between one schedule of sweeping and another."""
    found: list[str] = []
    stories = []
    for one in sweeps:
        told = live(tale.life, one)
        found.extend(f"{one.name}: {difference}" for difference in differences(tale, told))
        stories.append(story(told))
    found.extend(
        f"{one.name} tells another story than {sweeps[0].name}"
        for one, told_so in zip(sweeps, stories, strict=True)
        if told_so != stories[0]
    )
    return found


def _counts(tale: Tale, here: Place) -> Counter[str]:
    """How often what the test is about was met."""
    kinds = Counter(movement.kind for movement in tale.member.movements)
    ends = [movement.at for movement in tale.member.movements if movement.kind in ("expire", IDLE)]
    return Counter(
        {
            "expiries": len(ends),
            "by idleness": kinds[IDLE],
            "undone": kinds["unexpire"],
            "activated": kinds["activate"],
            "redated": len(tale.member.redated),
            "reads": len(tale.life.looks),
            "where clocks jump": sum(here.jumps_near(end) for end in ends),
            "late": sum(getattr(fact, "event_at", fact.recorded_at) < fact.recorded_at for fact in tale.life.facts),
        }
    )
