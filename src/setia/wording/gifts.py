"""What rules give besides units, in words: rewards, levels, badges, attributes."""

from __future__ import annotations

from setia.engine.rules.verdict import Gift
from setia.wording.sentences import Said, Sentence, Value
from setia.wording.speaker import Speaker

_ARTICLES = ("A ", "An ", "The ")


def gift(speaker: Speaker, one: Gift) -> Value | None:
    """What it is, to be named inside a sentence; None for what this audience is not told."""
    if one.kind == "reward":
        return reward(speaker, one.id)
    if one.kind == "tier":
        set_id, _, lasts = one.value.partition(":")
        return level(speaker, set_id, one.id, lasts)
    if one.kind == "tier_extension":
        return speaker.say("longer_level", "{duration} more of the level", duration=speaker.duration(one.value))
    if one.kind == "badge":
        return badge(speaker, one.id)
    if not speaker.to_author:
        return None
    if one.kind != "attribute":
        return Said(one.id, one.id)
    return speaker.say("note", "the note {attribute} = {value}", attribute=_as_is(one.id), value=_as_is(one.value))


def reward(speaker: Speaker, id_: str) -> Said:
    """A reward's name inside a sentence: in English `A free pastry` becomes `a free pastry`, `Gold` stays."""
    said = speaker.reward(id_)
    if said.text.startswith(_ARTICLES):
        return Said(said.raw, said.text[0].lower() + said.text[1:])
    return said


def level(speaker: Speaker, set_id: str, id_: str, lasts: str = "") -> Sentence:
    """A level, with how long it lasts where that is not as usual."""
    name = speaker.level(set_id, id_)
    if not lasts:
        return speaker.say("level", "the level {level}", level=name)
    return speaker.say("level_for", "the level {level} for {duration}", level=name, duration=speaker.duration(lasts))


def badge(speaker: Speaker, id_: str) -> Sentence:
    """A badge, which has a name for the author only."""
    if speaker.to_author:
        return speaker.say("badge", "the badge {badge}", badge=_as_is(id_))
    return speaker.say("badge_unnamed", "a badge")


def _as_is(text: str) -> Said:
    return Said(text, text)
