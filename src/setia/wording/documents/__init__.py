"""Whole program documents in words, part by part; and what is other in one than in another."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.rule import Experiment
from setia.engine.rules.scene import Dates, NamedCalendar, Never
from setia.wording.documents.levels import tier_set
from setia.wording.documents.parts import Part
from setia.wording.documents.prices import points_tender, price_rule, undiscounted
from setia.wording.documents.rewards import conversion, reward
from setia.wording.documents.wallets import wallet
from setia.wording.effects import quoted
from setia.wording.rules import rule_in_words
from setia.wording.sentences import Said
from setia.wording.speaker import Speaker

__all__ = ["Changed", "Part", "changes", "in_words"]


class Changed(Struct, frozen=True):
    """One part that is other than it was."""

    before: Part | None
    """None for what is new."""
    after: Part | None
    """None for what is gone."""

    @property
    def name(self) -> str:
        """What it is called; empty where it has no name."""
        part = self.after or self.before
        return part.name if part is not None else ""

    @property
    def is_gone(self) -> bool:
        """Whether nothing of it is left."""
        return self.after is None

    @property
    def gone(self) -> tuple[str, ...]:
        """What it said and says no more."""
        now = self.after.texts if self.after is not None else ()
        return tuple(text for text in self.before.texts if text not in now) if self.before is not None else ()

    @property
    def new(self) -> tuple[str, ...]:
        """What it did not say before."""
        had = self.before.texts if self.before is not None else ()
        return tuple(text for text in self.after.texts if text not in had) if self.after is not None else ()


def in_words(speaker: Speaker) -> list[Part]:
    """Everything that a document says, in its order; what only its author is told is left out for others."""
    document = speaker.document
    parts = [_head(speaker), *(wallet(speaker, one) for one in document.wallets)]
    parts += [
        Part("rule", one.id, speaker.rule(one.id).text, tuple(rule_in_words(speaker, one))) for one in document.rules
    ]
    parts += [price_rule(speaker, one) for one in document.price_rules]
    parts += [undiscounted(speaker, tag) for tag in document.undiscounted]
    parts += [points_tender(speaker, one) for one in document.points_tenders]
    parts += [tier_set(speaker, one) for one in document.tiers]
    parts += [reward(speaker, one) for one in document.rewards]
    parts += [conversion(speaker, one) for one in document.conversions]
    parts += [_calendar(speaker, one) for one in document.calendars]
    parts += [_never(speaker, one) for one in document.never]
    if speaker.to_author:
        parts += [_experiment(speaker, one) for one in document.experiments]
    return [one for one in parts if one.sentences]


def changes(before: Speaker, after: Speaker) -> list[Changed]:
    """The parts in which two documents differ, in the order of the second; what is gone comes last."""
    had = {(one.kind, one.id): one for one in in_words(before)}
    has = {(one.kind, one.id): one for one in in_words(after)}
    found = [Changed(had.get(key), one) for key, one in has.items() if had.get(key) != one]
    return found + [Changed(one, None) for key, one in had.items() if key not in has]


def _head(speaker: Speaker) -> Part:
    document = speaker.document
    currency, zone = Said(document.currency, document.currency), Said(document.zone, document.zone)
    said = [
        speaker.say(
            "head", "Amounts are in {currency}; days begin by the clocks of {zone}.", currency=currency, zone=zone
        )
    ]
    if document.earns_at == "fulfilled":
        said.append(speaker.say("earns_fulfilled", "A purchase earns when it is delivered."))
    if document.day_starts_at != "00:00":
        said.append(speaker.say("day_starts", "A day begins at {time}.", time=speaker.time(document.day_starts_at)))
    return Part("program", document.id, speaker.text_of(document.name), tuple(said))


def _calendar(speaker: Speaker, one: NamedCalendar) -> Part:
    days = speaker.listed([_span(speaker, dates) for dates in one.dates])
    said = speaker.say("calendar_days", "Its days: {days}.", days=days)
    return Part("calendar", one.id, speaker.name([one], one.id).text, (said,))


def _span(speaker: Speaker, dates: Dates) -> Said:
    first = speaker.day(dates.first)
    if dates.last is None:
        return first
    told = speaker.say("span", "{first} to {last}", first=first, last=speaker.day(dates.last))
    return Said([dates.first, dates.last], told.text)


def _never(speaker: Speaker, one: Never) -> Part:
    goods = Said(one.tag, one.tag.replace("_", " "))
    if one.reason == "law":
        said = speaker.say("never_law", "By law, these goods earn nothing: {goods}.", goods=goods)
    else:
        said = speaker.say("never", "These goods earn nothing: {goods}.", goods=goods)
    return Part("never", one.tag, goods.text, (said,))


def _experiment(speaker: Speaker, one: Experiment) -> Part:
    rules = speaker.listed([quoted(speaker, rule) for rule in one.rules])
    percent = speaker.decimal(one.hold_out_percent)
    said = speaker.say("holds_out", "{percent} % of the members are held out of {rules}.", percent=percent, rules=rules)
    return Part("experiment", one.id, speaker.name([one], one.id).text, (said,))
