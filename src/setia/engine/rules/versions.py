"""Which version of a program judges an event (ledger 4.14)."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.compiled import Compiled


class Version(Struct, frozen=True):
    """A compiled program with its number and the instant at which it was applied."""

    number: int
    applied_at: int
    compiled: Compiled


class Versions(Struct, frozen=True):
    """All versions of one program, oldest first."""

    applied: tuple[Version, ...]

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

    def number_at(self, effective_at: int, recorded_at: int) -> int:
        """The number of the version in force; 0 before the first."""
        version = self.in_force(effective_at, recorded_at)
        return version.number if version else 0
