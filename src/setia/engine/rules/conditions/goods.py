"""Conditions on goods: the basket has a product, category, department, brand or tag."""

from __future__ import annotations

from setia.engine.rules.conditions.basket import choices
from setia.engine.rules.conditions.visibility import Visible
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Field
from setia.engine.rules.verdict import Check


class Product(Visible, frozen=True, tag="product", tag_field="kind", forbid_unknown_fields=True):
    """One of these products is in the basket, by SKU."""

    any_of: tuple[str, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set."""
        return _has("product", "sku", choices(self.any_of, path, faults), self.any_of)


class Category(Visible, frozen=True, tag="category", tag_field="kind", forbid_unknown_fields=True):
    """Something of one of these categories is in the basket."""

    any_of: tuple[str, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set."""
        return _has("category", "category", choices(self.any_of, path, faults), self.any_of)


class Department(Visible, frozen=True, tag="department", tag_field="kind", forbid_unknown_fields=True):
    """Something of one of these departments is in the basket."""

    any_of: tuple[str, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set."""
        return _has("department", "department", choices(self.any_of, path, faults), self.any_of)


class Brand(Visible, frozen=True, tag="brand", tag_field="kind", forbid_unknown_fields=True):
    """Something of one of these brands is in the basket."""

    any_of: tuple[str, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set."""
        return _has("brand", "brand", choices(self.any_of, path, faults), self.any_of)


class Tag(Visible, frozen=True, tag="tag", tag_field="kind", forbid_unknown_fields=True):
    """Something with one of these tags is in the basket."""

    any_of: tuple[str, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set."""
        wanted = choices(self.any_of, path, faults)

        def test(facts: Facts) -> Check:
            tagged = [line for i, line in enumerate(facts.lines) if line.tags and i not in facts.unseen]
            found = tuple(sorted({tag for line in tagged if line.quantity > 0 for tag in line.tags if tag in wanted}))
            return Check("tag", bool(found), self.any_of, found)

        return test


def _has(kind: str, field: Field, wanted: frozenset[str], any_of: tuple[str, ...]) -> Test:
    missing = Check(kind, False, any_of, ())

    def test(facts: Facts) -> Check:
        found = facts.having(field, wanted)
        return Check(kind, True, any_of, found) if found else missing

    return test
