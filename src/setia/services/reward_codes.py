"""Codes that somebody else made, a line each, put into a reward's pool: all of a file or nothing of it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from msgspec import Struct

from setia.storage import reward_codes
from setia.storage.programs import LoadedProgram

LENGTH_MIN, LENGTH_MAX = 4, 100
"""Shorter ones could be taken for a reward's number."""
CODES_MAX = 1_000_000
"""In one file: all of it is one transaction."""


class BadCode(Exception):
    """A line that can be no code: its number, and what is wrong with it."""

    def __init__(self, line: int, fault: str) -> None:
        super().__init__(line, fault)
        self.line, self.fault = line, fault


class Added(Struct, frozen=True):
    """What became of a file."""

    read: int
    added: int
    """The others are in the pool already, taken or free."""
    free: int
    """How many the pool now has to give."""


def add(program: LoadedProgram, reward: str, lines: Iterable[str]) -> Added:
    """Add codes to the pool of a reward; raises BadCode for the first line that cannot be one, and adds nothing."""
    codes = _read(lines)
    with transaction.atomic():
        added = reward_codes.add_to_pool(program, reward, codes)
        free = reward_codes.free_in_pool(program.id, reward)
    return Added(len(codes), added, free)


def _read(lines: Iterable[str]) -> list[str]:
    """Codes in order; empty lines are left out."""
    found: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        code = line.strip()
        if not code:
            continue
        if len(code) < LENGTH_MIN:
            raise BadCode(number, "too_short")
        if len(code) > LENGTH_MAX:
            raise BadCode(number, "too_long")
        if not (code.isascii() and code.isprintable()):
            raise BadCode(number, "not_ascii")
        if code in found:
            raise BadCode(number, "twice")
        found[code] = number
        if len(found) > CODES_MAX:
            raise BadCode(number, "too_many")
    return list(found)
