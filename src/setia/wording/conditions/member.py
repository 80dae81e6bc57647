"""Conditions on the member in words. Segments and attributes have names for their author only."""

from __future__ import annotations

from setia.engine.rules.conditions.birthday import Birthday
from setia.engine.rules.conditions.member import Attribute, DaysSinceLastVisit, NthVisit, Segment, Tier
from setia.engine.rules.verdict import Check
from setia.wording.conditions.finding import listed_found, this_time, whole
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def tier(speaker: Speaker, one: Tier) -> Sentence:
    """At which levels the member must be."""
    return speaker.say("tier", "The member's level must be {levels}.", levels=_levels(speaker, one))


def not_tier(speaker: Speaker, one: Tier) -> Sentence:
    """At which he must not."""
    return speaker.say("not_tier", "The member's level must not be {levels}.", levels=_levels(speaker, one))


def tier_found(speaker: Speaker, check: Check) -> Sentence:
    """Which level it was."""
    sets = (tiers.id for tiers in speaker.document.tiers if any(level.id == check.found for level in tiers.levels))
    return this_time(speaker, speaker.level(next(sets, ""), str(check.found or "")))


def segment(speaker: Speaker, one: Segment) -> Sentence:
    """Whom it is for."""
    if not speaker.to_author:
        return _chosen(speaker)
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("segment", "The member must be in the segment {segments}.", segments=names)


def not_segment(speaker: Speaker, one: Segment) -> Sentence:
    """Whom it is not for."""
    if not speaker.to_author:
        return _chosen(speaker)
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("not_segment", "The member must not be in the segment {segments}.", segments=names)


def attribute(speaker: Speaker, one: Attribute) -> Sentence:
    """What must be noted of the member."""
    if not speaker.to_author:
        return _chosen(speaker)
    name, values = Said(one.id, one.id), speaker.listed(one.any_of, either=True)
    return speaker.say("attribute", "The member's {attribute} must be {values}.", attribute=name, values=values)


def not_attribute(speaker: Speaker, one: Attribute) -> Sentence:
    """What must not be."""
    if not speaker.to_author:
        return _chosen(speaker)
    name, values = Said(one.id, one.id), speaker.listed(one.any_of, either=True)
    return speaker.say("not_attribute", "The member's {attribute} must not be {values}.", attribute=name, values=values)


def noted(speaker: Speaker, check: Check) -> Sentence | None:
    """What is known of the member; for the author only."""
    return listed_found(speaker, check) if speaker.to_author else None


def birthday(speaker: Speaker, one: Birthday) -> Sentence:
    """How near the birthday it must be."""
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
    """How near it must not be."""
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
    """How long ago the birthday was."""
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


def first_purchase(speaker: Speaker, _: object) -> Sentence:
    """That it must be the first."""
    return speaker.say("first_purchase", "It must be the member's first purchase.")


def not_first_purchase(speaker: Speaker, _: object) -> Sentence:
    """That it must not."""
    return speaker.say("not_first_purchase", "It must not be the member's first purchase.")


def nth_visit(speaker: Speaker, one: NthVisit) -> Sentence:
    """Which purchase it must be."""
    n = speaker.number(one.n)
    if one.every:
        return speaker.say("every_nth", "The number of the member's purchase must be a multiple of {n}.", n=n)
    return speaker.say("nth", "It must be the member's purchase number {n}.", n=n)


def not_nth_visit(speaker: Speaker, one: NthVisit) -> Sentence:
    """Which it must not be."""
    n = speaker.number(one.n)
    if one.every:
        return speaker.say("not_every_nth", "The number of the member's purchase must not be a multiple of {n}.", n=n)
    return speaker.say("not_nth", "It must not be the member's purchase number {n}.", n=n)


def visit_found(speaker: Speaker, check: Check) -> Sentence:
    """Which purchase it was."""
    if not whole(check):
        return speaker.say("visit_unknown", "Which purchase this is, is not known.")
    return speaker.say("visit", "This is purchase number {n}.", n=speaker.number(whole(check)))


def visits_missing(speaker: Speaker, missing: int) -> Sentence:
    """How many purchases later it holds."""
    return speaker.count(
        "visits_missing",
        "{count} more purchase is needed.",
        "{count} more purchases are needed.",
        missing,
        count=speaker.number(missing),
    )


def days_since(speaker: Speaker, one: DaysSinceLastVisit) -> Sentence:
    """How long ago the purchase before must be."""
    least = speaker.number(one.at_least) if one.at_least is not None else None
    most = speaker.number(one.at_most) if one.at_most is not None else None
    if least is not None and most is not None:
        return speaker.say(
            "days_between",
            "The purchase before must be from {least} to {most} days ago.",
            least=least,
            most=most,
        )
    if least is not None:
        return speaker.count(
            "days_at_least",
            "The purchase before must be at least {count} day ago.",
            "The purchase before must be at least {count} days ago.",
            one.at_least or 0,
            count=least,
        )
    return speaker.count(
        "days_at_most",
        "The purchase before must be at most {count} day ago.",
        "The purchase before must be at most {count} days ago.",
        one.at_most or 0,
        count=most or Said(0, ""),
    )


def days_found(speaker: Speaker, check: Check) -> Sentence:
    """How long ago it was."""
    if check.found is None:
        return speaker.say("days_none", "There was no purchase before.")
    days = whole(check)
    return speaker.count(
        "days_found",
        "The purchase before was {count} day ago.",
        "The purchase before was {count} days ago.",
        days,
        count=speaker.number(days),
    )


def _chosen(speaker: Speaker) -> Sentence:
    return speaker.say("chosen_members", "This is for certain members only.")


def _levels(speaker: Speaker, one: Tier) -> Said:
    return speaker.listed([speaker.level(one.set, level) for level in one.any_of], either=True)
