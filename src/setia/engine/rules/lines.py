"""Which lines of a receipt something is about: by product, category, department, brand or tag."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from setia.engine.purchase import Line
from setia.engine.rules.faults import Faults, Path

Field = Literal["sku", "category", "department", "brand"]

LineTest = Callable[[Line], bool]


class Choice(Struct, frozen=True, eq=False):
    """Lines made ready to be found: by the values of one field, which a receipt keeps an index of, or by a test.

    Equal lines of a document are one choice, so that a receipt finds them once for all rules.
    """

    test: LineTest
    field: Field | None = None
    """The only field that decides; None where there are several, or tags, or exceptions."""
    values: frozenset[str] = frozenset()


class Lines(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Lines that have one of the values in every field that is named; all lines where none is."""

    sku: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    but_not: Lines | None = None
    """Lines that do not count all the same."""

    def ready(self, path: Path, faults: Faults) -> Choice | None:
        """How to find them; None for all lines."""
        if self.but_not is not None and self.but_not.ready((*path, "but_not"), faults) is None:
            faults.add((*path, "but_not"), "empty_list")
        return _choice(self)


@lru_cache(maxsize=4_096)
def _choice(lines: Lines) -> Choice | None:
    fields: tuple[Field, ...] = ("sku", "category", "department", "brand")
    named = [(name, wanted) for name in fields if (wanted := frozenset(getattr(lines, name)))]
    tests = [_field(name, wanted) for name, wanted in named]
    if tags := frozenset(lines.tag):
        tests.append(lambda line: not tags.isdisjoint(line.tags))
    if lines.but_not is not None and (other := _choice(lines.but_not)) is not None:
        tests.append(lambda line: not other.test(line))
    if not tests:
        return None
    if len(tests) > 1:
        return Choice(lambda line: all(test(line) for test in tests))
    return Choice(tests[0], *named[0]) if named else Choice(tests[0])


def _field(name: Field, wanted: frozenset[str]) -> LineTest:
    return lambda line: getattr(line, name) in wanted
