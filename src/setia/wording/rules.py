"""Rules in words, as their author reads them back: what each gives, when, and within which limits."""

from __future__ import annotations

from setia.engine.rules.birthdays import TRIGGER
from setia.engine.rules.conditions.visibility import may_see
from setia.engine.rules.rule import Rule
from setia.wording.conditions import must
from setia.wording.effects import effect
from setia.wording.limits import limit
from setia.wording.reckoning import base
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def rule_in_words(speaker: Speaker, rule: Rule) -> list[Sentence]:
    """A sentence for everything that a rule says; conditions that this audience is not told of are left out."""
    said = []
    if rule.trigger != "purchase":
        event = speaker.name(speaker.document.events, rule.trigger)
        if rule.trigger == TRIGGER:
            said.append(speaker.say("for_birthday", "It is for birthdays."))
        elif event.text:
            said.append(speaker.say("for_event", "It is for every event of this kind: {event}.", event=event))
    for one in rule.effects:
        said += effect(speaker, one)
    for condition in rule.when:
        if may_see(speaker.audience, condition):
            said.append(must(speaker, condition))
            said += base(speaker, getattr(condition, "base", "shelf"))
    if rule.lane and speaker.to_author:
        said.append(_lane(speaker, rule.lane))
    for name in rule.limits:
        said.append(speaker.say("within_limit", "It stops at {limit}.", limit=limit(speaker, name)))
    return said


def _lane(speaker: Speaker, id_: str) -> Sentence:
    combine = next((one.combine for one in speaker.document.lanes if one.id == id_), "add")
    lane = Said(id_, id_)
    match combine:
        case "multiply":
            return speaker.say("lane_multiply", "It is in the lane {lane}, whose rules multiply each other.", lane=lane)
        case "best":
            return speaker.say(
                "lane_best", "It is in the lane {lane}, where the best rule for the member wins.", lane=lane
            )
        case _:
            return speaker.say("lane_add", "It is in the lane {lane}, whose rules add up.", lane=lane)
