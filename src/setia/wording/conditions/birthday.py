"""Conditions on the member's birthday in words."""

from __future__ import annotations

from setia.engine.rules.conditions.birthday import Birthday
from setia.engine.rules.verdict import Check
from setia.wording.conditions.finding import whole
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker


def birthday(speaker: Speaker, one: Birthday) -> Sentence:
    """How near to it must be."""
    after = one.days - 1
    if not after:
        return speaker.say("birthday", "It must be the member's birthday.")
    return speaker.count(
        "birthday_days",
        "It must be the member's birthday, or at most {count} day after it.",
        "It must be the member's birthday, or at most {count} days after it.",
        after,
        count=speaker.number(after),
    )


def not_birthday(speaker: Speaker, one: Birthday) -> Sentence:
    """How far from it it must be."""
    after = one.days - 1
    if not after:
        return speaker.say("not_birthday", "It must not be the member's birthday.")
    return speaker.count(
        "not_birthday_days",
        "It must not be the member's birthday, nor at most {count} day after it.",
        "It must not be the member's birthday, nor at most {count} days after it.",
        after,
        count=speaker.number(after),
    )


def birthday_found(speaker: Speaker, check: Check) -> Sentence:
    """How long ago it was."""
    if check.found is None:
        return speaker.say("birthday_none", "No birthday is known to be near.")
    days = whole(check)
    if not days:
        return speaker.say("birthday_today", "The member's birthday is on this day.")
    return speaker.count(
        "birthday_ago",
        "The member's birthday was {count} day ago.",
        "The member's birthday was {count} days ago.",
        days,
        count=speaker.number(days),
    )
