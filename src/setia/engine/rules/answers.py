"""What rules ask for before their lanes and limits, and which of those that compete wins."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.asking import Ask
from setia.engine.rules.compiled import Judge
from setia.engine.rules.verdict import Check, Verdict


class Answer(Struct, frozen=True, gc=False):
    """What one rule asks for, before its lane and its limits."""

    judge: Judge
    holds: bool
    checks: tuple[Check, ...]
    asks: list[Ask]
    """Effect by effect; empty where nothing is asked for."""


class Once(Struct):
    """Whether a rule's use has been counted for this event: several effects of one rule are one use."""

    counted: bool


def best(answers: list[Answer]) -> str | None:
    """The rule that asks for most; of equals, the first by id. None where none holds."""
    ranked = [(-sum([ask.amount for ask in one.asks]), one.judge.id) for one in answers if one.holds]
    return min(ranked)[1] if ranked else None


def lost(verdict: Verdict) -> bool:
    """Whether another rule of its lane was better."""
    return any(cut.startswith("rule:") for gain in verdict.gains for cut in gain.cut_by)
