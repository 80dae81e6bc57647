"""Conditions on the member: tier, segment, attribute, and how often and how lately he has bought."""

from __future__ import annotations

from setia.engine.rules.conditions.basket import choices
from setia.engine.rules.conditions.visibility import Visible
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.facts import Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.member_attribute import check_value
from setia.engine.rules.verdict import Check

VISITS_MAX = 10**9


class Tier(Visible, frozen=True, tag="tier", tag_field="kind", forbid_unknown_fields=True):
    """At one of these levels before the purchase; `set` says which tier set where there are several."""

    any_of: tuple[str, ...]
    set: str = ""

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its tier set and levels checked."""
        name = tier_set(self.set, defined, (*path, "set"), faults)
        wanted = choices(self.any_of, path, faults)
        for i, level in enumerate(self.any_of):
            level_known(level, name, defined, (*path, "any_of", i), faults)

        def test(facts: Facts) -> Check:
            found = facts.frame.tiers.get(name, "")
            return Check("tier", found in wanted, self.any_of, found)

        return test


class Segment(Visible, frozen=True, tag="segment", tag_field="kind", forbid_unknown_fields=True):
    """In one of these segments."""

    any_of: tuple[str, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set."""
        wanted = choices(self.any_of, path, faults)

        def test(facts: Facts) -> Check:
            found = tuple(one for one in facts.frame.segments if one in wanted)
            return Check("segment", bool(found), self.any_of, found)

        return test


class Attribute(Visible, frozen=True, tag="attribute", tag_field="kind", forbid_unknown_fields=True):
    """An attribute of the member has one of these values."""

    id: str
    any_of: tuple[str, ...]

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set, each such as the attribute can have."""
        faults.name(self.id, (*path, "id"))
        wanted = choices(self.any_of, path, faults)
        for i, value in enumerate(self.any_of):
            check_value(defined.attributes.get(self.id), value, (*path, "any_of", i), faults)

        def test(facts: Facts) -> Check:
            found = facts.frame.attributes.get(self.id, "")
            return Check("attribute", found in wanted, self.any_of, found)

        return test


class FirstPurchase(Visible, frozen=True, tag="first_purchase", tag_field="kind", forbid_unknown_fields=True):
    """The member's first purchase."""

    def ready(self, _: Defined, __: Path, ___: Faults) -> Test:
        """The condition; it has nothing to check."""

        def test(facts: Facts) -> Check:
            return Check("first_purchase", facts.frame.visit == 1, 1, facts.frame.visit)

        return test


class NthVisit(Visible, frozen=True, tag="nth_visit", tag_field="kind", forbid_unknown_fields=True):
    """The member's nth purchase; or every nth, from then on."""

    n: int
    every: bool = False

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its number checked."""
        n, every = faults.within(self.n, 1, VISITS_MAX, (*path, "n")), self.every

        def test(facts: Facts) -> Check:
            found = facts.frame.visit
            holds = found > 0 and (found % n == 0 if every else found == n)
            missing = -found % n if every else n - found
            return Check("nth_visit", holds, n, found, missing if found and missing > 0 else None)

        return test


class DaysSinceLastVisit(
    Visible, frozen=True, tag="days_since_last_visit", tag_field="kind", forbid_unknown_fields=True
):
    """So many days since the purchase before: `at_least` 60 wins somebody back, `at_most` 7 keeps a habit."""

    at_least: int | None = None
    at_most: int | None = None

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its days checked; a first purchase has none before and never holds."""
        if self.at_least is None and self.at_most is None:
            faults.add(path, "some_of", "", "at_least, at_most")
        least = 0 if self.at_least is None else faults.within(self.at_least, 0, 36_525, (*path, "at_least"))
        most = 36_525 if self.at_most is None else faults.within(self.at_most, least, 36_525, (*path, "at_most"))
        unbounded = self.at_least is None

        def test(facts: Facts) -> Check:
            found = facts.frame.days_since
            holds = found is not None and least <= found <= most
            too_late = found is not None and found > most
            return Check("days_since_last_visit", holds, most if too_late or unbounded else least, found)

        return test


def tier_set(name: str, defined: Defined, path: Path, faults: Faults) -> str:
    """The tier set that a document means: the only one, where it names none; empty where that is no tier set."""
    if not name and len(defined.levels) == 1:
        return next(iter(defined.levels))
    if not name and defined.levels:
        faults.add(path, "which_tier_set", "", ", ".join(defined.levels))
        return ""
    return name if faults.known(name, defined.levels, path, "tier_set") else ""


def level_known(level: str, name: str, defined: Defined, path: Path, faults: Faults) -> None:
    """A level must be one of its tier set's; of a set that is none, nothing more is said."""
    if name:
        faults.known(level, defined.levels[name], path, "tier")
