"""Which version of a program judges an event (ledger 4.14)."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.once import once
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.wallet_type import Unit

Life = tuple[Unit, str]
"""What a version says of a wallet, and the zone whose days count."""


class Version(Struct, frozen=True):
    """A compiled program with its number and the instant at which it was applied."""

    number: int
    applied_at: int
    compiled: Compiled
    watched: bool = False
    """Whether what its rules give is compared with a forecast, and so has to be told (docs/adr/0031)."""


class Redating(Struct, frozen=True):
    """A version gives the lots of one wallet that are there the ends that it gives new ones (ledger 4.3a)."""

    instant: int
    wallet: str
    version: Version
    before: tuple[Life, ...]
    """What earlier versions gave: an end that is none of these was given to a member for himself."""

    @property
    def name(self) -> tuple[int, str]:
        """What tells it from every other."""
        return self.version.number, self.wallet

    @property
    def life(self) -> Life:
        """What lots get."""
        return self.version.compiled.units[self.wallet], self.version.compiled.zone


class Versions(Struct, frozen=True, dict=True):
    """All versions of one program, oldest first."""

    applied: tuple[Version, ...]

    @once
    def redates(self) -> bool:
        """Whether any of them gives lots of before other ends."""
        return any(one.compiled.redates for one in self.applied)

    def in_force(self, effective_at: int, recorded_at: int) -> Version | None:
        """The version with the latest start at or before the event, of those applied when it was recorded.

        Of two that start together, the one applied later. None before the program's beginning.
        """
        best: Version | None = None
        for version in self.applied:
            start = version.compiled.effective_from
            known_and_begun = version.applied_at <= recorded_at and start <= effective_at
            if known_and_begun and (best is None or start >= best.compiled.effective_from):
                best = version
        return best

    def to_come(self, now: int) -> list[tuple[Version, Version]]:
        """Versions that begin later, the soonest first, each with the one that would be in force then without it.

        What another version takes back before it begins is not to come.
        """
        found = []
        for version in sorted(self.applied, key=lambda one: one.compiled.effective_from):
            starts_at = version.compiled.effective_from
            before = self.in_force(starts_at - 1, now)
            if starts_at > now and before is not None and self.in_force(starts_at, now) is version:
                found.append((before, version))
        return found

    def number_at(self, effective_at: int, recorded_at: int) -> int:
        """The number of the version in force; 0 before the first."""
        version = self.in_force(effective_at, recorded_at)
        return version.number if version else 0

    def redatings(self, recorded_at: int) -> tuple[Redating, ...]:
        """What versions announced by then do to lots of before, in order of instant.

        Each at the date that its document names, and never before that was applied; only if the document is in force
        then, for a later one may have taken it back. A date before its beginning was an earlier one's.
        """
        found = [
            Redating(instant, id_, one, self._lives(id_, one.number))
            for one in self.applied
            if one.compiled.redates and one.applied_at <= recorded_at
            for id_, unit in one.compiled.units.items()
            if unit.existing_from is not None and unit.existing_from >= one.compiled.effective_from
            for instant in [max(unit.existing_from, one.applied_at)]
            if self.in_force(instant, recorded_at) is one
        ]
        return tuple(sorted(found, key=lambda one: (one.instant, one.name)))

    def _lives(self, wallet: str, number: int) -> tuple[Life, ...]:
        return tuple(
            (one.compiled.units[wallet], one.compiled.zone)
            for one in self.applied
            if one.number < number and wallet in one.compiled.units
        )
