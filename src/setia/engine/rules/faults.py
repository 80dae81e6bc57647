"""What is wrong with a document: every fault with its path, a code, and what explains it."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec import Struct

from setia.engine.calendar import Duration, parse_duration
from setia.engine.money import POWER_MAX, to_minor

Path = tuple[str | int, ...]

NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
AMOUNT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
FOUND_MAX = 80
"""Characters of a faulty value that are repeated."""
POINTS_MAX = 10**9
PER_MAX = Decimal(10**9)
RATE_DECIMALS = 6
"""Decimals that a rate or a factor may have."""


class Fault(Struct, frozen=True):
    """One thing wrong with a document: where, what, and the numbers or names that explain it."""

    path: Path
    code: str
    found: str = ""
    expected: str = ""


class Unusable(Exception):
    """The document has faults; nothing was compiled."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class Faults:
    """The faults found so far; reading goes on after one, with something harmless in its place."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, path: Path, code: str, found: object = "", expected: object = "") -> None:
        """Note one."""
        self.found.append(Fault(path, code, str(found)[:FOUND_MAX], str(expected)))

    def name(self, name: str, path: Path) -> None:
        """An id must be one."""
        if not NAME.fullmatch(name):
            self.add(path, "bad_id", name, "a-z, 0-9, - and _, from a letter, at most 40")

    def names(self, ids: list[str], path: Path) -> None:
        """Ids of things in one list: each an id, none twice."""
        for i, name in enumerate(ids):
            self.name(name, (*path, i, "id"))
            if name in ids[:i]:
                self.add((*path, i, "id"), "duplicate_id", name)

    def known(self, name: str, names: object, path: Path, what: str) -> bool:
        """A name must be one of those that the document defines; `what` is the kind of thing, as in `unknown_tier`."""
        choices = list(names)  # type: ignore[call-overload]  # any iterable of names
        if name not in choices:
            self.add(path, f"unknown_{what}", name, ", ".join(choices))
            return False
        return True

    def within(self, number: int, least: int, most: int, path: Path) -> int:
        """A whole number within bounds; the nearest bound where it is not."""
        if not least <= number <= most:
            self.add(path, "out_of_range", number, f"{least} to {most}")
        return min(max(number, least), most)

    def duration(self, text: str, path: Path) -> Duration | None:
        """An ISO 8601 duration of months or days."""
        try:
            return parse_duration(text)
        except ValueError:
            self.add(path, "not_a_duration", text, "P12M or P30D")
            return None

    def money(self, written: int | str, exponent: int, path: Path, *, zero: bool = False) -> int:
        """An amount in major units, more than 0 unless `zero` is allowed, as minor units."""
        amount = self._decimal(written, path, "1 or 0.50")
        if amount is None:
            return 1
        if not (amount >= 0 if zero else amount > 0) or amount > PER_MAX:
            self.add(path, "out_of_range", written, f"{'0 or more' if zero else 'more than 0'}, at most {PER_MAX}")
            return 1
        try:
            return to_minor(amount, exponent)
        except ValueError:
            self.add(path, "too_many_decimals", written, f"at most {exponent} decimals")
            return 1

    def ratio(self, written: int | str, path: Path, above: int = 0) -> tuple[int, int]:
        """A rate such as 1 or "1.25", more than `above`, as numerator and denominator."""
        amount = self._decimal(written, path, "1 or 1.25")
        if amount is None:
            return above + 1, 1
        if not above < amount <= POINTS_MAX:
            self.add(path, "out_of_range", written, f"more than {above}, at most {POINTS_MAX}")
            return above + 1, 1
        numerator, denominator = amount.as_integer_ratio()
        if 10**RATE_DECIMALS % denominator:
            self.add(path, "too_many_decimals", written, f"at most {RATE_DECIMALS} decimals")
        return numerator, denominator

    def _decimal(self, written: int | str, path: Path, such_as: str) -> Decimal | None:
        text = str(written)
        if len(text) > POWER_MAX or not AMOUNT.fullmatch(text):
            self.add(path, "not_a_number", text, such_as)
            return None
        return Decimal(text)

    def one_of(self, fields: dict[str, object], path: Path) -> None:
        """Exactly one of these fields must be there."""
        there = [name for name, value in fields.items() if value is not None]
        if len(there) != 1:
            self.add(path, "one_of", ", ".join(there), ", ".join(fields))
