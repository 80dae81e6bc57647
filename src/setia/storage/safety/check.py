"""One thing that was looked at, and what was found."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Verdict = Literal["ok", "warning", "unsafe"]
"""unsafe: what the ledger promises cannot be kept. warning: it can, but somebody should look."""


class Check(Struct, frozen=True):
    """A code with its verdict; the sentence is made by the surface."""

    code: str
    verdict: Verdict
    numbers: dict[str, int | str] = {}


def judged(code: str, *, is_safe: bool, **numbers: int | str) -> Check:
    """ok or unsafe."""
    return Check(code, "ok" if is_safe else "unsafe", numbers)
