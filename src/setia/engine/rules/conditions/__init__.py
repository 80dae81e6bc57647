"""Conditions: what must hold for a rule to give anything; one line per kind, and the three ways to join them."""

from __future__ import annotations

from setia.engine.rules.conditions.basket import BasketTotal, Currency, Payment, Quantity
from setia.engine.rules.conditions.birthday import Birthday
from setia.engine.rules.conditions.event import EventField
from setia.engine.rules.conditions.goods import Brand, Category, Department, Product, Tag
from setia.engine.rules.conditions.member import (
    Attribute,
    DaysSinceLastVisit,
    FirstPurchase,
    NthVisit,
    Segment,
    Tier,
)
from setia.engine.rules.conditions.moment import DateWindow, InCalendar, TimeOfDay, Weekday
from setia.engine.rules.conditions.place import Channel, InStore
from setia.engine.rules.conditions.visibility import Visible
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.verdict import Check

__all__ = ["All", "Any", "Condition", "Not", "ready"]


class All(Visible, frozen=True, tag="all", tag_field="kind", forbid_unknown_fields=True):
    """All of these hold."""

    of: tuple[Condition, ...]

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Test:
        """The conditions inside, joined."""
        tests = _inside(self.of, defined, path, faults)

        def test(facts: Facts) -> Check:
            parts = tuple(one(facts) for one in tests)
            return Check("all", all(part.holds for part in parts), parts=parts)

        return test


class Any(Visible, frozen=True, tag="any", tag_field="kind", forbid_unknown_fields=True):
    """At least one of these holds."""

    of: tuple[Condition, ...]

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Test:
        """The conditions inside, joined."""
        tests = _inside(self.of, defined, path, faults)

        def test(facts: Facts) -> Check:
            parts = tuple(one(facts) for one in tests)
            return Check("any", any(part.holds for part in parts), parts=parts)

        return test


class Not(Visible, frozen=True, tag="not", tag_field="kind", forbid_unknown_fields=True):
    """This does not hold."""

    of: Condition

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Test:
        """The condition inside, turned round."""
        inside = self.of.ready(defined, (*path, "of"), faults)

        def test(facts: Facts) -> Check:
            part = inside(facts)
            return Check("not", not part.holds, parts=(part,))

        return test


Condition = (
    All
    | Any
    | Not
    | BasketTotal
    | Quantity
    | Payment
    | Currency
    | Product
    | Category
    | Department
    | Brand
    | Tag
    | InStore
    | Channel
    | Weekday
    | TimeOfDay
    | DateWindow
    | InCalendar
    | Tier
    | Segment
    | Attribute
    | FirstPurchase
    | NthVisit
    | DaysSinceLastVisit
    | Birthday
    | EventField
)


def _inside(of: tuple[Condition, ...], defined: Defined, path: Path, faults: Faults) -> tuple[Test, ...]:
    if not of:
        faults.add((*path, "of"), "empty_list")
    return ready(of, defined, (*path, "of"), faults)


def ready(conditions: tuple[Condition, ...], defined: Defined, path: Path, faults: Faults) -> tuple[Test, ...]:
    """Conditions ready to be asked, all of which must hold."""
    return tuple(one.ready(defined, (*path, i), faults) for i, one in enumerate(conditions))
