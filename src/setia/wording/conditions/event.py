"""Conditions on a custom event's fields in words. Members are not told a field's id."""

from __future__ import annotations

from setia.engine.rules.conditions.event import EventField
from setia.engine.rules.facts import Value
from setia.engine.rules.verdict import Check
from setia.wording.conditions.finding import listed_found
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def event_field(speaker: Speaker, one: EventField) -> Sentence:
    """What a field must be."""
    if speaker.audience == "member":
        return speaker.say("event_terms", "What was reported must meet the terms of this rule.")
    field = Said(one.field, one.field)
    least = speaker.number(one.at_least) if one.at_least is not None else None
    most = speaker.number(one.at_most) if one.at_most is not None else None
    if one.any_of:
        values = speaker.listed([_value(speaker, value) for value in one.any_of], either=True)
        return speaker.say("field", "The field {field} must be {values}.", field=field, values=values)
    if least is not None and most is not None:
        return speaker.say(
            "field_between",
            "The field {field} must be from {least} to {most}.",
            field=field,
            least=least,
            most=most,
        )
    if least is not None:
        return speaker.say("field_at_least", "The field {field} must be at least {least}.", field=field, least=least)
    return speaker.say(
        "field_at_most", "The field {field} must be at most {most}.", field=field, most=most or Said(0, "")
    )


def field_found(speaker: Speaker, check: Check) -> Sentence | None:
    """What it was; not for the member."""
    return None if speaker.audience == "member" else listed_found(speaker, check)


def _value(speaker: Speaker, value: Value) -> Said:
    if isinstance(value, bool):
        told = speaker.say("yes", "yes") if value else speaker.say("no", "no")
        return Said(value, told.text)
    return speaker.number(value) if isinstance(value, int) else Said(value, value)
