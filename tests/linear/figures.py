"""What runs came to: accepted by kind, refused by code, how fast, and what was wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, field

from tests.linear.client import Told
from tests.linear.wishes import KINDS

REFUSALS = (
    "account_closed",
    "amount_out_of_range",
    "debt_blocks",
    "has_open_holds",
    "hold_captured",
    "hold_released",
    "insufficient",
    "not_a_purchase",
    "same_account",
    "unknown_hold",
    "unknown_member",
    "unknown_transaction",
)
"""Every "no" that these clients can be told; each must be met."""


class Figures(Struct):
    """Of one run or of many."""

    asked: int = 0
    seconds: float = 0.0
    """That the clients worked."""
    done: Counter[str] = field(default_factory=Counter)
    """By kind."""
    refused: Counter[str] = field(default_factory=Counter)
    """By code."""
    met: Counter[str] = field(default_factory=Counter)
    """What else there was: outcomes unknown at first, clients sent away to come back, batches, deadlocks."""
    anomalies: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Together."""
        self.asked += other.asked
        self.seconds += other.seconds
        self.done.update(other.done)
        self.refused.update(other.refused)
        self.met.update(other.met)
        self.anomalies.extend(other.anomalies)

    def line(self) -> str:
        """In one line."""
        rate = self.asked / self.seconds if self.seconds else 0
        return (
            f"{self.asked:,} commands at {rate:,.0f}/s, {len(self.anomalies)} anomalies;"
            f" accepted: {_listed(self.done)}; refused: {_listed(self.refused)}; {_listed(self.met)}"
        )

    def shortfalls(self, met: int) -> list[str]:
        """Kinds that were less than 2 % of what was accepted, and refusals met too seldom."""
        accepted = sum(self.done.values())
        return [
            *(f"{kind}: {self.done[kind]} of {accepted}" for kind in KINDS if self.done[kind] * 50 < accepted),
            *(f"{code}: {self.refused[code]}" for code in REFUSALS if self.refused[code] < met),
        ]


def of_run(told: Sequence[Told], met: Counter[str], anomalies: list[str]) -> Figures:
    """The figures of one run."""
    began, ended = min(one.invoked for one in told), max(one.completed for one in told)
    unknown, busy = sum(one.unknown for one in told), sum(one.busy for one in told)
    return Figures(
        asked=len(told),
        seconds=(ended - began) / 1e9,
        done=Counter(one.wish.kind for one in told if one.answer.status == "done"),
        refused=Counter(one.answer.code for one in told if one.answer.status == "refused"),
        met=met + Counter({"unknown at first": unknown, "sent away": busy}),
        anomalies=anomalies,
    )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {number:,}" for name, number in sorted(counts.items()))


def to_file(file: Path, figures: Figures) -> None:
    """Leave figures, all at once."""
    draft = file.with_suffix(".draft")
    draft.write_bytes(msgspec.json.encode(figures))
    draft.rename(file)


def from_file(file: Path) -> Figures:
    """Inverse of `to_file`."""
    told = json.loads(file.read_text())
    counters = {name: Counter(counts) for name, counts in told.items() if isinstance(counts, dict)}
    return Figures(asked=told["asked"], seconds=told["seconds"], anomalies=told["anomalies"], **counters)
