"""Conditions on the whole receipt: its total, how much of some goods is on it, how it was paid, in which money."""

from __future__ import annotations

from setia.engine.rules.conditions.visibility import Visible
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.facts import Base, Facts
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.lines import Lines
from setia.engine.rules.verdict import Check


class BasketTotal(Visible, frozen=True, tag="basket_total", tag_field="kind", forbid_unknown_fields=True):
    """The value of the basket, or of some of its lines, in major units: `at_least` 100.00, `below` 500.00, or both."""

    at_least: int | str | None = None
    below: int | str | None = None
    base: Base = "shelf"
    lines: Lines = Lines()

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its amounts in minor units."""
        if self.at_least is None and self.below is None:
            faults.add(path, "some_of", "", "at_least, below")
        least = None if self.at_least is None else faults.money(self.at_least, defined.exponent, (*path, "at_least"))
        below = None if self.below is None else faults.money(self.below, defined.exponent, (*path, "below"))
        if least is not None and below is not None and below <= least:
            faults.add((*path, "below"), "out_of_range", self.below, f"more than {self.at_least}")
        choice, base = self.lines.ready((*path, "lines"), faults), self.base

        def test(facts: Facts) -> Check:
            found = facts.total(base, choice)
            if least is not None and found < least:
                return Check("basket_total", False, least, found, least - found)
            if below is not None and found >= below:
                return Check("basket_total", False, below, found)
            return Check("basket_total", True, least if least is not None else below, found)

        return test


class Quantity(Visible, frozen=True, tag="quantity", tag_field="kind", forbid_unknown_fields=True):
    """At least so many pieces (or kilograms, ...) of some goods: whole, or text such as "0.250"."""

    at_least: int | str
    lines: Lines = Lines()

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its quantity in thousandths."""
        least = faults.money(self.at_least, 3, (*path, "at_least"))
        choice = self.lines.ready((*path, "lines"), faults)

        def test(facts: Facts) -> Check:
            found = facts.quantity(choice)
            holds = found >= least
            return Check("quantity", holds, least, found, None if holds else least - found)

        return test


class Payment(Visible, frozen=True, tag="payment", tag_field="kind", forbid_unknown_fields=True):
    """Paid, at least in part, in one of these ways: cash, card, qris, ..."""

    any_of: tuple[str, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set."""
        wanted = choices(self.any_of, path, faults)

        def test(facts: Facts) -> Check:
            tenders = facts.purchase.tenders if facts.purchase is not None else ()
            found = tuple(sorted({one.kind for one in tenders if one.amount > 0}))  # change given back is no payment
            return Check("payment", not wanted.isdisjoint(found), self.any_of, found)

        return test


class Currency(Visible, frozen=True, tag="currency", tag_field="kind", forbid_unknown_fields=True):
    """Paid in one of these currencies."""

    any_of: tuple[str, ...]

    def ready(self, _: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its choices as a set."""
        wanted = choices(self.any_of, path, faults)

        def test(facts: Facts) -> Check:
            found = facts.purchase.currency if facts.purchase is not None else ""
            return Check("currency", found in wanted, self.any_of, found)

        return test


def choices(any_of: tuple[str, ...], path: Path, faults: Faults) -> frozenset[str]:
    """The values of an `any_of`; a list of none can never hold and is a fault."""
    if not any_of:
        faults.add((*path, "any_of"), "empty_list")
    return frozenset(any_of)
