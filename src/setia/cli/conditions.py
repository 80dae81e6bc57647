"""Conditions as they were found: what was asked for, what there was, and what was missing, to be read aloud."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from setia.cli import names
from setia.cli.rules_in_words import condition_in_words
from setia.cli.units import Units, decimal
from setia.engine.rules.conditions import All, Not
from setia.engine.rules.conditions import Any as AnyOf
from setia.engine.rules.conditions.member import Tier
from setia.engine.rules.program import Program
from setia.engine.rules.verdict import Check

QUIET = frozenset({"segment", "attribute"})
"""Kinds that are about what the shop knows of a member: asked for by name, said; of themselves, not."""

_STANDS_ALONE = ("on ", "from ", "through ", "in store ", "paid ", "within ")
"""How conditions begin that need no `if`."""


class Asked(Struct, frozen=True):
    """One condition of a rule with what it found; the document may no longer have it."""

    check: Check
    condition: Any = None


def asked(checks: Sequence[Check], conditions: Sequence[Any]) -> list[Asked]:
    """Checks with the conditions that made them. One check that no condition made comes before all others."""
    extra = len(checks) - len(conditions)
    if extra < 0:
        return [Asked(check) for check in checks]
    return [Asked(check, conditions[n - extra] if n >= extra else None) for n, check in enumerate(checks)]


def expected(one: Asked, document: Program) -> str:
    """What must hold: `on Saturday or Sunday`."""
    condition = one.condition
    if one.check.kind == "counts":
        return "the basket has goods that count"
    if condition is None:
        return one.check.kind.replace("_", " ")
    if isinstance(condition, Tier):
        sets = [tiers.id for tiers in document.tiers]
        set_id = condition.set or (sets[0] if sets else "")
        return f"the member's level is {' or '.join(names.of_level(document, set_id, one) for one in condition.any_of)}"
    if isinstance(condition, All | AnyOf):
        joined = " and " if isinstance(condition, All) else " or "
        return joined.join(expected(part, document) for part in _parts(one))
    if isinstance(condition, Not):
        return f"not {expected(_parts(one)[0], document)}"
    return condition_in_words(condition, document)


def found(one: Asked, document: Program, units: Units) -> str:
    """What there was: `it was a Saturday`; of joined conditions, each of them."""
    check = one.check
    if check.parts:
        return ", ".join(found(part, document, units) for part in _parts(one))
    if check.kind == "tier":
        sets = (tiers for tiers in document.tiers if any(level.id == check.found for level in tiers.levels))
        return f"it was {names.of_level(document, next((tiers.id for tiers in sets), ''), str(check.found))}"
    return _FOUND[check.kind](check, units) if check.kind in _FOUND else f"it was {_listed(check)}"


def missing(one: Asked, units: Units) -> str:
    """How much more would have been needed, `4.20 USD more`; nothing where that cannot be said."""
    check = one.check
    if check.holds or check.missing is None:
        return ""
    if check.kind == "basket_total":
        return f"{units.money(check.missing)} more"
    if check.kind == "nth_visit":
        return f"{check.missing:,} {'purchase' if check.missing == 1 else 'purchases'} later"
    return f"{_quantity(check.missing)} more"


def needed(one: Asked, document: Program, units: Units) -> str:
    """What would have been needed, in a few words: `4.20 USD more`, `only on Saturday or Sunday`."""
    if more := missing(one, units):
        return more
    words = expected(one, document)
    if words.startswith("not "):
        return words
    return f"only {words}" if words.startswith(_STANDS_ALONE) else f"only if {words}"


def _parts(one: Asked) -> list[Asked]:
    inside = getattr(one.condition, "of", ())
    return asked(one.check.parts, inside if isinstance(inside, tuple) else (inside,))


def _goods(check: Check, _: Units) -> str:
    return f"it had {_listed(check)}" if check.found else "it had none"


def _listed(check: Check) -> str:
    if isinstance(check.found, tuple):
        return " and ".join(check.found) or "nothing"
    return "not said" if check.found in (None, "") else str(check.found)


def _quantity(thousandths: int) -> str:
    return decimal(thousandths, 3).rstrip("0").rstrip(".")


def _whole(check: Check) -> int:
    return check.found if isinstance(check.found, int) else 0


def _birthday(check: Check, _: Units) -> str:
    if check.found is None:
        return "it was not"
    return f"it was {_whole(check):,} {'day' if check.found == 1 else 'days'} ago" if check.found else "it was today"


def _since(check: Check, _: Units) -> str:
    if check.found is None:
        return "there was none before"
    return f"it was {_whole(check):,} {'day' if check.found == 1 else 'days'}"


_FOUND: dict[str, Callable[[Check, Units], str]] = {
    "counts": lambda _, __: "it has none",
    "basket_total": lambda check, units: f"it was {units.money(_whole(check))}",
    "quantity": lambda check, _: f"it had {_quantity(_whole(check))}",
    "payment": lambda check, _: f"it was paid by {_listed(check)}",
    "currency": lambda check, _: f"it was in {_listed(check)}",
    "product": _goods,
    "category": _goods,
    "department": _goods,
    "brand": _goods,
    "tag": _goods,
    "weekday": lambda check, _: f"it was a {str(check.found).capitalize()}",
    "segment": lambda check, _: "the member is" if check.holds else "the member is not",
    "first_purchase": lambda check, _: f"it was purchase number {_whole(check):,}",
    "nth_visit": lambda check, _: f"it was purchase number {_whole(check):,}",
    "birthday": _birthday,
    "days_since_last_visit": _since,
}
"""By kind; the others say what they found as it is."""
