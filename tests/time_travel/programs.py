"""Programs for long histories: what the oracle knows of them, and the document that says the same to the engine."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

Policy = Literal["only_pending", "within_balance"]


def written(at: int) -> str:
    """An instant, as documents write it."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)).isoformat()


class Term(NamedTuple):
    """So many months and days."""

    months: int = 0
    days: int = 0

    def text(self) -> str:
        """As documents write it."""
        months = f"{self.months}M" if self.months else ""
        return f"P{months}" if months and not self.days else f"P{months}{self.days}D"


class Purse(NamedTuple):
    """One wallet type: what a purchase gives into it, and how long that lives."""

    id: str
    per_minor: int
    """Minor units that give one point."""
    life: Term | None
    round_to: str = "day"
    idle: Term | None = None
    wait: Term | None = None
    returns: Policy = "within_balance"
    min_life: Term | None = None
    existing_from: int | None = None
    """When lots of before get the life that this version gives."""

    def document(self) -> str:
        """Its lines in a program document."""
        lines = [f"  - id: {self.id}", "    unit: {en: points}", f"    returns: {{policy: {self.returns}}}"]
        if self.wait is not None:
            lines.append(f"    pending: {self.wait.text()}")
        if self.life or self.idle:
            after = f"after: {self.life.text()}, round_to: {self.round_to}" if self.life else ""
            idle = f"idle: {self.idle.text()}" if self.idle else ""
            least = f"min_life: {self.min_life.text()}" if self.min_life and self.life else ""
            existing = "" if self.existing_from is None else f'apply_to_existing: "{written(self.existing_from)}"'
            lines.append(f"    expiry: {{{', '.join(part for part in (after, idle, least, existing) if part)}}}")
        return "\n".join(lines)

    def effect(self) -> str:
        """What the one rule gives into it."""
        per = f"{self.per_minor // 100}.{self.per_minor % 100:02}"
        return f"{{kind: points_per_amount, points: 1, per: {per}, wallet: {self.id}}}"


class Version(NamedTuple):
    """One version of a program: applied at an instant, in force from another, not earlier, on."""

    zone: str
    applied_at: int
    begins_at: int
    purses: tuple[Purse, ...]
    activity: tuple[str, ...] = ("earn", "redeem")

    def purse(self, id_: str) -> Purse:
        """One of its wallet types."""
        return next(purse for purse in self.purses if purse.id == id_)

    def document(self) -> str:
        """The program document."""
        return "\n".join(
            [
                "format: 1",
                "id: travels",
                "name: {en: Travels}",
                "currency: USD",
                f"zone: {self.zone}",
                f'effective_from: "{written(self.begins_at)}"',
                f"activity: [{', '.join(self.activity)}]",
                "wallets:",
                *(purse.document() for purse in self.purses),
                "rules:",
                "  - id: base",
                f"    effects: [{', '.join(purse.effect() for purse in self.purses)}]",
            ]
        )


class NewLife(NamedTuple):
    """At an instant the lots of a wallet get other ends."""

    at: int
    purse: Purse
    earlier: tuple[Purse, ...]
    """What the wallet was before."""


class Program(NamedTuple):
    """Its versions, oldest first."""

    versions: tuple[Version, ...]

    @property
    def zone(self) -> str:
        """Where its days begin and end."""
        return self.versions[0].zone

    def number(self, at: int) -> int:
        """Of the version that judges what happened at an instant, from 1; 0 is none."""
        return sum(version.begins_at <= at for version in self.versions)

    def judging(self, at: int) -> Version | None:
        """That version."""
        number = self.number(at)
        return self.versions[number - 1] if number else None

    def new_lives(self) -> list[NewLife]:
        """Whatever versions do to what is there, in order of time."""
        found = []
        for n, version in enumerate(self.versions):
            for purse in version.purses:
                if purse.existing_from is not None and purse.existing_from >= version.begins_at:
                    at = max(purse.existing_from, version.applied_at)
                    if self.number(at) == n + 1:
                        found.append(NewLife(at, purse, tuple(one.purse(purse.id) for one in self.versions[:n])))
        return sorted(found, key=lambda one: one.at)
