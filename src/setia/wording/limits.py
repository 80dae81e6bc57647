"""Limits in words: how much, in which period, for one member or for all together."""

from __future__ import annotations

from setia.engine.rules.limit import Limit
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def limits(speaker: Speaker, ids: tuple[str, ...]) -> Said:
    """Several of them, as a list; the author is told their ids too."""
    found = [limit(speaker, id_) for id_ in ids]
    return Said(list(ids) if speaker.to_author else [one.raw for one in found], speaker.listed(found).text)


def limit(speaker: Speaker, id_: str) -> Sentence:
    """`the limit of 500 points a month`, `the budget of 10,000 points in all`."""
    found = next((one for one in speaker.document.limits if one.id == id_), None)
    if found is None:
        return speaker.say("limit_unknown", "a limit of this program")
    return _budget(speaker, found, _most(speaker, found)) if found.per == "program" else of_member(speaker, found)


def _most(speaker: Speaker, limit: Limit) -> Said:
    if limit.units is not None:
        return speaker.amount(limit.units, _wallet(speaker, limit))
    times = limit.times or 0
    told = speaker.count("times", "once", "{count} times", times, count=speaker.number(times))
    return Said(times, told.text)


def of_member(speaker: Speaker, limit: Limit) -> Sentence:
    """A limit for one member."""
    most = _most(speaker, limit)
    match limit.every:
        case "purchase":
            return speaker.say("limit_purchase", "the limit of {most} a purchase", most=most)
        case "day":
            return speaker.say("limit_day", "the limit of {most} a day", most=most)
        case "week":
            return speaker.say("limit_week", "the limit of {most} a week", most=most)
        case "month":
            return speaker.say("limit_month", "the limit of {most} a month", most=most)
        case "year":
            return speaker.say("limit_year", "the limit of {most} a year", most=most)
        case _:
            return speaker.say("limit_ever", "the limit of {most} in all", most=most)


def _budget(speaker: Speaker, limit: Limit, most: Said) -> Sentence:
    """For all members together."""
    match limit.every:
        case "day":
            return speaker.say("budget_day", "the budget of {most} a day for all members together", most=most)
        case "week":
            return speaker.say("budget_week", "the budget of {most} a week for all members together", most=most)
        case "month":
            return speaker.say("budget_month", "the budget of {most} a month for all members together", most=most)
        case "year":
            return speaker.say("budget_year", "the budget of {most} a year for all members together", most=most)
        case _:
            return speaker.say("budget_ever", "the budget of {most} for all members together", most=most)


def _wallet(speaker: Speaker, limit: Limit) -> str:
    """The wallet that a limit's rules give units of; all of them the same."""
    rules = [rule for rule in speaker.document.rules if limit.id in rule.limits]
    effects = (effect for rule in rules for effect in rule.effects)
    return next((effect.wallet for effect in effects if hasattr(effect, "wallet")), speaker.document.wallets[0].id)
