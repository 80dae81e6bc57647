"""Counting: a random test that never got anywhere proves nothing (reliability 3.5)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path


class Counts:
    """What was asked and what came of it, over all examples of a run."""

    def __init__(self) -> None:
        self.steps = 0
        self.asked: Counter[str] = Counter()
        """Operations by kind."""
        self.accepted: Counter[str] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()
        """By kind and code."""

    def count(self, kind: str, code: str | None = None) -> None:
        """One operation, accepted or refused by a code."""
        self.asked[kind] += 1
        if code is None:
            self.accepted[kind] += 1
        else:
            self.refused[kind, code] += 1

    def codes(self) -> Counter[str]:
        """Refusals by code, whatever was refused."""
        found: Counter[str] = Counter()
        for (_, code), times in self.refused.items():
            found[code] += times
        return found

    def shortfalls(self, kinds: Iterable[str], codes: Iterable[str], least: Least) -> list[str]:
        """Kinds accepted and codes met too seldom."""
        met = self.codes()
        return [
            *(
                f"{kind}: accepted {self.accepted[kind]} in {self.steps} steps"
                for kind in kinds
                if self.accepted[kind] * 1000 < least.accepted_permille * self.steps
            ),
            *(f"{code}: met {met[code]} times" for code in codes if met[code] < least.met),
        ]

    def table(self) -> str:
        """A line for every kind: asked, accepted, and refused by code."""
        lines = [f"{self.steps} steps, {self.asked.total()} operations"]
        for kind in sorted(self.asked):
            refusals = sorted((times, code) for (of, code), times in self.refused.items() if of == kind)
            told = ", ".join(f"{code} {times}" for times, code in reversed(refusals))
            lines.append(f"  {kind:<16} asked {self.asked[kind]:>7}  accepted {self.accepted[kind]:>7}  {told}")
        return "\n".join(lines)

    def save(self, path: Path, **facts: object) -> None:
        """Write it down, with what else should be known of the run."""
        refused = [[kind, code, times] for (kind, code), times in self.refused.items()]
        content = {**facts, "steps": self.steps, "asked": self.asked, "accepted": self.accepted, "refused": refused}
        path.write_text(json.dumps(content, indent=1, sort_keys=True))

    @classmethod
    def load(cls, path: Path) -> Counts:
        """What another run wrote down."""
        content = json.loads(path.read_text())
        counts = cls()
        counts.steps = content["steps"]
        counts.asked.update(content["asked"])
        counts.accepted.update(content["accepted"])
        counts.refused.update({(kind, code): times for kind, code, times in content["refused"]})
        return counts

    def add(self, other: Counts) -> None:
        """Add what another run counted."""
        self.steps += other.steps
        self.asked.update(other.asked)
        self.accepted.update(other.accepted)
        self.refused.update(other.refused)


class Least:
    """How often is often enough."""

    def __init__(self, accepted_permille: int, met: int) -> None:
        self.accepted_permille = accepted_permille
        """For a thousand steps, of each kind."""
        self.met = met
        """Times, for each code."""
