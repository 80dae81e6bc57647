"""What is asked of a ledger and what it answers: the same words for the reference and for the system."""

from __future__ import annotations

from typing import NamedTuple

from setia.engine.commands import Command
from setia.engine.refusals import Code


class Asked(NamedTuple):
    """One command for one member."""

    member: str
    command: Command
    to: str = ""
    """The other member of a transfer or merge."""
    receipt: str = ""
    history: bool = False
    """Part of an import: booked as at its own time, and then what fell due since (ledger 4.18)."""
    own: bool = False
    """Asked of the member's own account by its number, merged away or not; otherwise of where his events land."""


class Reply(NamedTuple):
    """What the caller is told, and what the command made, to be named later."""

    status: str
    code: Code | None = None
    awarded: dict[str, int] | None = None
    made: object = None


class Refused(Exception):
    """The reference says no; nothing has been changed."""

    def __init__(self, code: Code) -> None:
        super().__init__(code)
        self.code: Code = code


def done(awarded: dict[str, int] | None = None, made: object = None) -> Reply:
    """Accepted and booked."""
    return Reply("done", None, awarded or {}, made)


UNCHANGED = Reply("unchanged", None, {})
"""Accepted before; nothing was booked again."""
