"""Tier sets in words: what reaches a level, over which time, and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.rules.tier_set import Lasts, Level, Measure, TierSet, Window
from setia.wording.documents.parts import Part
from setia.wording.effects import quoted, units
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def tier_set(speaker: Speaker, one: TierSet) -> Part:
    """One tier set with its levels."""
    said: list[Sentence] = []
    for level in one.levels:
        said += _level(speaker, one, level)
    said.append(_window(speaker, one.window))
    said.append(_lasts(speaker, one.lasts))
    if one.grace != "P0D":
        longer = speaker.duration(one.grace)
        said.append(speaker.say("level_grace", "After that it is kept {duration} longer.", duration=longer))
    if one.lasts.kind == "for_ever":
        return Part("tier_set", one.id, speaker.name([one], one.id).text, tuple(said))
    if one.downgrade == "one_level":
        said.append(speaker.say("level_by_one", "Who does not keep a level falls by one."))
    else:
        said.append(speaker.say("level_to_earned", "Who does not keep a level falls to the one that was earned."))
    return Part("tier_set", one.id, speaker.name([one], one.id).text, tuple(said))


def _level(speaker: Speaker, tiers: TierSet, level: Level) -> Iterator[Sentence]:
    name = speaker.level(tiers.id, level.id)
    if not level.qualify:
        yield speaker.say("level_of_all", "Everybody has at least the level {level}.", level=name)
        return
    ways = speaker.listed([_measure(speaker, one) for one in level.qualify], either=True)
    yield speaker.say("level_by", "The level {level} is reached with {ways}.", level=name, ways=ways)
    if level.pauses_expiry:
        wallets = speaker.listed([speaker.unit(wallet, "") for wallet in level.pauses_expiry])
        yield speaker.say("level_pauses", "At the level {level} these do not end: {units}.", level=name, units=wallets)


def _measure(speaker: Speaker, one: Measure) -> Sentence:
    if one.measure == "spend":
        return speaker.say("way_spend", "{amount} spent", amount=speaker.major(one.at_least))
    least = int(one.at_least)
    if one.measure == "points":
        rules = speaker.listed([quoted(speaker, rule) for rule in one.rules])
        return speaker.say("way_points", "{amount} from {rules}", amount=_points(speaker, one, least), rules=rules)
    if one.measure == "purchases":
        return speaker.count(
            "way_purchases", "{count} purchase", "{count} purchases", least, count=speaker.number(least)
        )
    event = speaker.name(speaker.document.events, one.event)
    if not event.text:
        return speaker.count("way_events", "{count} event", "{count} events", least, count=speaker.number(least))
    return speaker.say("way_event", "{count} × {event}", count=speaker.number(least), event=event)


def _points(speaker: Speaker, one: Measure, least: int) -> Said:
    rules = [rule for rule in speaker.document.rules if rule.id in one.rules]
    effects = [effect for rule in rules for effect in rule.effects if hasattr(effect, "wallet")]
    return units(speaker, least, effects[0].wallet if effects else speaker.document.wallets[0].id)


def _window(speaker: Speaker, window: Window) -> Sentence:
    match window.kind:
        case "calendar_year":
            return speaker.say("window_year", "What counts is a calendar year.")
        case "rolling":
            return speaker.count(
                "window_rolling",
                "What counts is the last {count} month.",
                "What counts is the last {count} months.",
                window.months,
                count=speaker.number(window.months),
            )
        case "anniversary":
            return speaker.say("window_anniversary", "What counts is a year of membership.")
        case _:
            return speaker.say("window_lifetime", "What counts is everything so far.")


def _lasts(speaker: Speaker, lasts: Lasts) -> Sentence:
    years = speaker.number(lasts.years)
    match lasts.kind:
        case "end_of_year" if lasts.years == 0:
            return speaker.say("lasts_this_year", "A level lasts through the end of the year.")
        case "end_of_year":
            return speaker.count(
                "lasts_years",
                "A level lasts through the end of the next year.",
                "A level lasts through the end of the year {count} years later.",
                lasts.years,
                count=years,
            )
        case "end_of_month":
            month = Said(lasts.month, speaker.people.month(lasts.month))
            return speaker.count(
                "lasts_month",
                "A level lasts through the end of {month}, {count} year later.",
                "A level lasts through the end of {month}, {count} years later.",
                lasts.years,
                month=month,
                count=years,
            )
        case "duration":
            return speaker.say("lasts", "A level lasts {duration}.", duration=speaker.duration(lasts.duration))
        case _:
            return speaker.say("lasts_for_ever", "A level that is reached stays.")
