"""Custom events: what members do besides buying, with a schema; what a document does not describe is refused."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.codes import is_label
from setia.engine.rules.facts import Event, Value
from setia.engine.rules.faults import Faults, Path
from setia.engine.rules.wallet_type import Text

WHOLE_MAX = 10**15
RESERVED = ("purchase", "birthday")
"""Triggers that are there anyway."""


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """One field of an event."""

    id: str
    type: Literal["whole", "text", "yes_no"]
    required: bool = False
    one_of: tuple[str, ...] = ()
    """For text: the only values that it may have."""
    least: int | None = None
    """For whole: the least that it may be; -10**15 without it."""
    most: int | None = None

    def wrong(self, value: Value) -> str:
        """What is wrong with a value for this field, as a code; empty where nothing is."""
        if self.type == "yes_no":
            return "" if isinstance(value, bool) else "wrong_type"
        if self.type == "whole":
            if not isinstance(value, int) or isinstance(value, bool):
                return "wrong_type"
            least = -WHOLE_MAX if self.least is None else self.least
            return "" if least <= value <= (WHOLE_MAX if self.most is None else self.most) else "out_of_range"
        if not isinstance(value, str):
            return "wrong_type"
        if self.one_of:
            return "" if value in self.one_of else "not_a_choice"
        return "" if is_label(value) else "not_a_code"


class EventType(Struct, frozen=True, forbid_unknown_fields=True):
    """One kind of event; members never write free text into one: values are codes and numbers."""

    id: str
    fields: tuple[Field, ...] = ()
    name: Text = {}

    def fault(self, event: Event) -> tuple[str, str] | None:
        """The first field of an event that is not as described, and what is wrong with it; None if all are."""
        described = {field.id: field for field in self.fields}
        for name in event.fields:
            if name not in described:
                return name, "unknown_field"
        for field in self.fields:
            value = event.fields.get(field.id)
            if value is None:
                if field.required:
                    return field.id, "missing_field"
            elif wrong := field.wrong(value):
                return field.id, wrong
        return None


def event_types(events: tuple[EventType, ...], faults: Faults) -> dict[str, EventType]:
    """Kinds of events by id."""
    faults.names([event.id for event in events], ("events",))
    for i, event in enumerate(events):
        if event.id in RESERVED:
            faults.add(("events", i, "id"), "reserved_name", event.id)
    for i, event in enumerate(events):
        path: Path = ("events", i, "fields")
        faults.names([field.id for field in event.fields], path)
        for j, field in enumerate(event.fields):
            _check(field, (*path, j), faults)
    return {event.id: event for event in events}


def _check(field: Field, path: Path, faults: Faults) -> None:
    if field.least is not None and field.most is not None and field.least > field.most:
        faults.add((*path, "most"), "out_of_range", field.most, f"{field.least} or more")
    if field.type != "text" and field.one_of:
        faults.add((*path, "one_of"), "needs_text", field.type)
    for name in ("least", "most"):
        if field.type != "whole" and getattr(field, name) is not None:
            faults.add((*path, name), "needs_whole", field.type)
