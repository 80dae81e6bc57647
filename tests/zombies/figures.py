"""What pauses came to."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import msgspec
from msgspec import Struct, field


class Figures(Struct):
    """Of some pauses or of many."""

    pauses: Counter[str] = field(default_factory=Counter)
    """By who was stopped while his transaction was open."""
    deeds: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)
    longest: float = 0.0
    """Seconds that anybody who was not stopped needed for anything."""
    anomalies: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Together."""
        for mine, others in ((self.pauses, other.pauses), (self.deeds, other.deeds), (self.met, other.met)):
            mine.update(others)
        self.longest = max(self.longest, other.longest)
        self.anomalies.extend(other.anomalies)

    def line(self) -> str:
        """In one line."""
        told = "; ".join(
            f"{name}: {', '.join(f'{what} {number:,}' for what, number in sorted(counts.items()))}"
            for name, counts in (("pauses", self.pauses), ("deeds", self.deeds), ("met", self.met))
        )
        return f"{told}; the longest wait {self.longest:.1f} s; {len(self.anomalies)} anomalies"


def to_file(file: Path, figures: Figures) -> None:
    """Leave figures, all at once."""
    draft = file.with_suffix(".draft")
    draft.write_bytes(msgspec.json.encode(figures))
    draft.rename(file)


def from_file(file: Path) -> Figures:
    """Inverse of `to_file`."""
    told = json.loads(file.read_text())
    counters = {name: Counter(counts) for name, counts in told.items() if isinstance(counts, dict)}
    return Figures(longest=told["longest"], anomalies=told["anomalies"], **counters)
