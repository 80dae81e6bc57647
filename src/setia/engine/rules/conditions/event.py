"""Conditions on a custom event's fields."""

from __future__ import annotations

from setia.engine.rules.conditions.visibility import Visible
from setia.engine.rules.custom_event import WHOLE_MAX
from setia.engine.rules.defined import Defined, Test
from setia.engine.rules.facts import Facts, Value
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.verdict import Check


class EventField(Visible, frozen=True, tag="event_field", tag_field="kind", forbid_unknown_fields=True):
    """A field of the event that triggers the rule has one of these values, or lies within bounds."""

    field: str
    any_of: tuple[Value, ...] = ()
    at_least: int | None = None
    at_most: int | None = None

    def ready(self, defined: Defined, path: Path, faults: Faults) -> Test:
        """The condition with its field checked against the event's schema."""
        self._check(defined, path, faults)
        least = -WHOLE_MAX if self.at_least is None else self.at_least
        most = WHOLE_MAX if self.at_most is None else self.at_most
        bounds = tuple("" if bound is None else str(bound) for bound in (self.at_least, self.at_most))
        expected = tuple(str(value) for value in self.any_of) or bounds

        def test(facts: Facts) -> Check:
            found = facts.event.fields.get(self.field) if facts.event is not None else None
            if self.any_of:
                holds = any(found == value and type(found) is type(value) for value in self.any_of)
            else:
                holds = isinstance(found, int) and not isinstance(found, bool) and least <= found <= most
            return Check("event_field", holds, expected, None if found is None else str(found))

        return test

    def _check(self, defined: Defined, path: Path, faults: Faults) -> None:
        """The field must be one of the event's, and able to be what is asked for."""
        bounds = [bound for bound in (self.at_least, self.at_most) if bound is not None]
        if bool(self.any_of) == bool(bounds):
            faults.add(path, "one_of", "", "any_of, bounds (at_least, at_most)")
        if len(bounds) == 2 and bounds[0] > bounds[1]:
            faults.add((*path, "at_most"), "out_of_range", bounds[1], f"{bounds[0]} or more")
        if defined.event is None:
            faults.add((*path, "field"), "needs_event", self.field)
            return
        fields = {one.id: one for one in defined.event.fields}
        if not faults.known(self.field, fields, (*path, "field"), "event_field"):
            return
        field = fields[self.field]
        for i, value in enumerate(self.any_of):
            if field.wrong(value):
                faults.add((*path, "any_of", i), "not_of_field", value, ", ".join(field.one_of) or field.type)
        if bounds and field.type != "whole":
            faults.add((*path, "field"), "not_of_field", ", ".join(map(str, bounds)), field.type)
