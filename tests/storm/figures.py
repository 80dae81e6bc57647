"""What storms came to: how many duplicates there were, how many came before their key was decided, what was wrong."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import msgspec
from msgspec import Struct, field


class Figures(Struct):
    """Of one storm or of many."""

    keys: Counter[str] = field(default_factory=Counter)
    """By kind."""
    duplicates: int = 0
    undecided: int = 0
    """Duplicates that were sent while nobody had an answer to their key yet."""
    statuses: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    """What else was asked: other bodies, other clients, other programs; who was sent away; deadlocks."""
    seconds: float = 0.0
    anomalies: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Together."""
        self.keys.update(other.keys)
        self.duplicates += other.duplicates
        self.undecided += other.undecided
        self.statuses.update(other.statuses)
        self.met.update(other.met)
        self.seconds += other.seconds
        self.anomalies.extend(other.anomalies)

    def line(self) -> str:
        """In one line."""
        share = self.undecided / self.duplicates if self.duplicates else 0
        return (
            f"{sum(self.keys.values()):,} keys ({_listed(self.keys)}), {self.duplicates:,} duplicates,"
            f" {share:.0%} of them undecided, in {self.seconds:.0f} s, {len(self.anomalies)} anomalies;"
            f" {_listed(self.statuses)}; {_listed(self.met)}"
        )


def to_file(file: Path, figures: Figures) -> None:
    """Leave figures, all at once."""
    draft = file.with_suffix(".draft")
    draft.write_bytes(msgspec.json.encode(figures))
    draft.rename(file)


def from_file(file: Path) -> Figures:
    """Inverse of `to_file`."""
    told = json.loads(file.read_text())
    made = Figures(
        duplicates=told["duplicates"],
        undecided=told["undecided"],
        seconds=told["seconds"],
        anomalies=told["anomalies"],
    )
    made.keys, made.statuses, made.met = (Counter(told[name]) for name in ("keys", "statuses", "met"))
    return made


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items()))
