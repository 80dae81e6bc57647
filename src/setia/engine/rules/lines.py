"""Which lines of a receipt something is about: by product, category, department, brand or tag."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from setia.engine.purchase import Line
from setia.engine.rules.faults import Faults, Path

LineTest = Callable[[Line], bool]


class Lines(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Lines that have one of the values in every field that is named; all lines where none is."""

    sku: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    department: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    but_not: Lines | None = None
    """Lines that do not count all the same."""

    def ready(self, path: Path, faults: Faults) -> LineTest | None:
        """A test for one line; None for all lines."""
        fields = ("sku", "category", "department", "brand")
        tests = [_field(name, wanted) for name in fields if (wanted := frozenset(getattr(self, name)))]
        if tags := frozenset(self.tag):
            tests.append(lambda line: not tags.isdisjoint(line.tags))
        if self.but_not is not None:
            other = self.but_not.ready((*path, "but_not"), faults)
            if other is None:
                faults.add((*path, "but_not"), "empty_list")
            else:
                tests.append(lambda line: not other(line))
        if not tests:
            return None
        return tests[0] if len(tests) == 1 else lambda line: all(test(line) for test in tests)


def _field(name: str, wanted: frozenset[str]) -> LineTest:
    return lambda line: getattr(line, name) in wanted
