"""What members are searched by: their names from every character on, their phone numbers from the end.

A part of a name is then the beginning of a row, and an index has all that begins alike in one place. Both databases
compare bytes, so case and spelling are folded here, in every script alike. All of it is personal, and goes with the
person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import decimal, normalize

from django.db import connection

from setia.storage.rows import insert

NAME, TAIL = "name", "tail"
KEPT = 40
"""Characters of a part; who agrees in so many is shown, whatever follows."""
TAIL_LEAST = 3
"""So many last digits of a phone number are enough to look for it by."""
_MARKS = re.compile("[\u0300-\u036f\u0e47-\u0e4c]")
"""Accents that combine, and the tone marks of Thai."""
_LAST = "\U0010ffff"
_ALPHABETS_END = "\u2e80"
"""Signs before it are letters, of which one alone says little; from it on they are words."""
Row = tuple[int, str, str, int]


def rows(program_id: int, member_id: int, names: tuple[str, ...], identifiers: Mapping[str, str]) -> set[Row]:
    """By which a member with these names and identifiers is found."""
    texts = [f" {folded}" for name in names if (folded := _folded(name))]
    found = {(program_id, NAME, text[start:][:KEPT], member_id) for text in texts for start in range(len(text))}
    if digits := _digits(identifiers.get("phone", "")):
        found.add((program_id, TAIL, digits[::-1][:KEPT], member_id))
    return found


def add(found: set[Row]) -> None:
    """Store them, in order of the index."""
    insert("search_part", "program_id, kind, text, member_id", sorted(found))


def replace(program_id: int, member_id: int, names: tuple[str, ...], identifiers: Mapping[str, str]) -> None:
    """From now on a member is found by these names and this phone number alone."""
    with connection.cursor() as cursor:  # no model: a process without a database has to import this
        cursor.execute("DELETE FROM search_part WHERE member_id = %s", [member_id])
    add(rows(program_id, member_id, names, identifiers))


def ranges(text: str) -> list[tuple[str, str, str]]:
    """Kind, first and end of the parts that begin as somebody has typed it; one letter alone begins a word."""
    found = []
    if folded := _folded(text)[:KEPT]:
        first = f" {folded}" if len(folded) == 1 and folded < _ALPHABETS_END else folded
        found.append((NAME, first, first + _LAST))
    digits = _digits(text)
    if len(digits) >= TAIL_LEAST and not any(one.isalpha() for one in text):
        tail = (digits.lstrip("0") or digits)[::-1][:KEPT]
        found.append((TAIL, tail, tail + _LAST))
    return found


def fill(people: Any, parts: Any, size: int = 2_000) -> None:
    """Write the parts of everybody who is there, for a migration; both are models as they then are."""
    told = people.objects.order_by("member_id").values_list(
        "member__program_id", "member_id", "name", "call_name", "identifiers"
    )
    waiting: list[Any] = []
    for program_id, member_id, name, call_name, identifiers in told.iterator(size):
        found = rows(program_id, member_id, (name, call_name), identifiers)
        waiting += [parts(program_id=of, kind=kind, text=text, member_id=id_) for of, kind, text, id_ in found]
        if len(waiting) >= size:
            parts.objects.bulk_create(waiting)
            waiting = []
    parts.objects.bulk_create(waiting)


def _folded(text: str) -> str:
    """Alike whatever its case, and whether or not accents and tone marks are typed: `josé` as `jose`, `ปู่` as `ปู`."""
    apart = normalize("NFKD", normalize("NFKC", text).casefold())
    return " ".join(normalize("NFKC", _MARKS.sub("", apart)).split())


def _digits(text: str) -> str:
    """Digits of any script as ours."""
    return "".join(str(decimal(one)) for one in text if one.isdecimal())
