"""Attributes that a program describes: what a value must be like, whoever sets it, and whatever asks for it."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from msgspec import Struct

from setia.engine.rules.custom_event import WHOLE_MAX
from setia.engine.rules.faults import Faults, Path

VALUE_MAX = 80
"""Characters of a value."""

YES_NO = ("yes", "no")
SUCH_AS = "2027-01-31"

_WHOLE = re.compile(r"0|-?[1-9][0-9]{0,15}", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class MemberAttribute(Struct, frozen=True, forbid_unknown_fields=True):
    """What an attribute of members may be. One that is described nowhere may be any code."""

    id: str
    type: Literal["text", "whole", "yes_no", "date"]
    """text: a code. whole: digits, such as 12 or -3. yes_no: `yes` or `no`. date: such as 2027-01-31."""
    one_of: tuple[str, ...] = ()
    """For text: the only values that it may have."""
    least: int | None = None
    """For whole: the least that it may be; -10**15 without it."""
    most: int | None = None

    @property
    def range(self) -> tuple[int, int]:
        """For whole: the least and the most that it may be."""
        least, most = self.least, self.most
        return -WHOLE_MAX if least is None else least, WHOLE_MAX if most is None else most

    def wrong(self, value: str) -> str:
        """What is wrong with a value, as a code; empty where nothing is."""
        if self.type == "yes_no":
            return "" if value in YES_NO else "not_yes_or_no"
        if self.type == "date":
            return "" if _is_date(value) else "not_a_date"
        if self.type == "whole":
            least, most = self.range
            return "" if _WHOLE.fullmatch(value) and least <= int(value) <= most else "out_of_range"
        return "" if not self.one_of or value in self.one_of else "not_a_choice"

    @property
    def expected(self) -> str:
        """What it may be, for whoever writes a document or a value."""
        least, most = self.range
        choices = ", ".join(self.one_of) or "text"
        return {"yes_no": "yes, no", "date": SUCH_AS, "whole": f"{least} to {most}", "text": choices}[self.type]


def attribute_types(attributes: tuple[MemberAttribute, ...], faults: Faults) -> dict[str, MemberAttribute]:
    """What a program describes of attributes, by id."""
    faults.names([one.id for one in attributes], ("attributes",))
    for i, one in enumerate(attributes):
        path: Path = ("attributes", i)
        if one.least is not None and one.most is not None and one.least > one.most:
            faults.add((*path, "most"), "out_of_range", one.most, f"{one.least} or more")
        if one.type != "text" and one.one_of:
            faults.add((*path, "one_of"), "needs_text", one.type)
        for j, value in enumerate(one.one_of):
            if not 0 < len(value) <= VALUE_MAX:
                faults.add((*path, "one_of", j), "out_of_range", value, f"1 to {VALUE_MAX} characters")
        for name in ("least", "most"):
            if one.type != "whole" and getattr(one, name) is not None:
                faults.add((*path, name), "needs_whole", one.type)
    return {one.id: one for one in attributes}


def check_value(one: MemberAttribute | None, value: str, path: Path, faults: Faults) -> None:
    """A value that a document has of an attribute must be able to be one."""
    if one is not None and one.wrong(value):
        faults.add(path, "not_of_attribute", value, one.expected)


def _is_date(value: str) -> bool:
    try:
        return bool(_DATE.fullmatch(value) and date.fromisoformat(value))
    except ValueError:
        return False
