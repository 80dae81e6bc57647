"""Conditions in words: what must hold, what there was, and how much more would be enough. One line for each kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from setia.engine.rules.conditions import All, Not
from setia.engine.rules.conditions import Any as AnyOf
from setia.engine.rules.verdict import Check
from setia.wording.conditions import basket, event, goods, member, moment, place
from setia.wording.conditions.finding import listed_found, nothing
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker

Must = Callable[[Speaker, Any], Sentence | None]


class Kind(Struct, frozen=True):
    """How conditions of one kind are said."""

    must: Must
    must_not: Must | None = None
    """Inside `not`; where there is none, the condition is named as what must not hold."""
    found: Callable[[Speaker, Check], Sentence | None] = listed_found
    missing: Callable[[Speaker, int], Sentence] | None = None


KINDS: dict[str, Kind] = {
    "basket_total": Kind(basket.total, None, basket.total_found, basket.total_missing),
    "quantity": Kind(basket.quantity, None, basket.quantity_found, basket.quantity_missing),
    "payment": Kind(basket.payment, basket.not_payment, basket.payment_found),
    "currency": Kind(basket.currency, basket.not_currency),
    "product": Kind(goods.product, goods.not_product),
    "category": Kind(goods.category, goods.not_category),
    "department": Kind(goods.department, goods.not_department),
    "brand": Kind(goods.brand, goods.not_brand),
    "tag": Kind(goods.tag, goods.not_tag),
    "store": Kind(place.store, place.not_store),
    "channel": Kind(place.channel, place.not_channel, place.channel_found),
    "weekday": Kind(moment.weekday, moment.not_weekday, moment.weekday_found),
    "time_of_day": Kind(moment.time_of_day, moment.not_time_of_day, moment.time_found),
    "date_window": Kind(moment.date_window, moment.not_date_window, moment.day_found),
    "calendar": Kind(moment.calendar, moment.not_calendar, moment.day_found),
    "tier": Kind(member.tier, member.not_tier, member.tier_found),
    "segment": Kind(member.segment, member.not_segment, member.noted),
    "attribute": Kind(member.attribute, member.not_attribute, member.noted),
    "birthday": Kind(member.birthday, member.not_birthday, member.birthday_found),
    "first_purchase": Kind(member.first_purchase, member.not_first_purchase, member.visit_found),
    "nth_visit": Kind(member.nth_visit, member.not_nth_visit, member.visit_found, member.visits_missing),
    "days_since_last_visit": Kind(member.days_since, None, member.days_found),
    "event_field": Kind(event.event_field, None, event.field_found),
}


def kind_of(condition: Any) -> str:
    """A condition's kind, as documents name it."""
    return str(condition.__struct_config__.tag)


def must(speaker: Speaker, condition: Any, place: str = "") -> Sentence:
    """What a condition asks for. What joins others counts them: (1), (2), and inside the second (2.1)."""
    if isinstance(condition, All | AnyOf):
        parts = [must(speaker, one, f"{place}{no}.") for no, one in enumerate(condition.of, 1)]
        told = numbered(parts, place)
        if isinstance(condition, All):
            return speaker.say("all", "All of these must hold: {conditions}", conditions=told)
        return speaker.say("any", "At least one of these must hold: {conditions}", conditions=told)
    if isinstance(condition, Not):
        return _must_not(speaker, condition.of, place)
    kind = KINDS.get(kind_of(condition))
    said = kind.must(speaker, condition) if kind is not None else None
    return said or unknown(speaker, kind_of(condition))


def numbered(sentences: Sequence[Sentence], place: str = "") -> Said:
    """Whole sentences one after another, each with its number."""
    text = " ".join(f"({place}{no}) {one.text}" for no, one in enumerate(sentences, 1))
    return Said([one.raw for one in sentences], text)


def _must_not(speaker: Speaker, condition: Any, place: str) -> Sentence:
    if isinstance(condition, Not):
        return must(speaker, condition.of, place)
    kind = KINDS.get(kind_of(condition))
    said = kind.must_not(speaker, condition) if kind is not None and kind.must_not is not None else None
    if said is not None:
        return said
    inside = must(speaker, condition, f"{place}1.")
    return speaker.say("not", "This must not hold: {condition}", condition=numbered([inside], place))


def unknown(speaker: Speaker, kind: str) -> Sentence:
    """A condition that nothing more is known of than its kind."""
    if not speaker.to_author:
        return speaker.say("unknown", "A further condition must hold.")
    return speaker.say("unknown_kind", "The condition {kind} must hold.", kind=Said(kind, kind))


def counting_goods(speaker: Speaker) -> Sentence:
    """What every rule asks for."""
    return speaker.say("counts", "The basket must have goods that count.")


def not_held_out(speaker: Speaker, check: Check) -> Sentence:
    """What a rule of an experiment asks; for the author only."""
    experiment = speaker.name(speaker.document.experiments, str(check.expected))
    return speaker.say("held_out", "The experiment {experiment} must not hold the member out.", experiment=experiment)


def found(speaker: Speaker, check: Check) -> Sentence | None:
    """What there was; nothing where this audience is not told, or a rule asked for no more than it says."""
    if check.kind == "counts":
        return nothing(speaker)
    if check.kind == "held_out":
        if check.holds:
            return speaker.say("held_out_no", "This member is not held out.")
        return speaker.say("held_out_yes", "This member is held out.")
    kind = KINDS.get(check.kind)
    return kind.found(speaker, check) if kind is not None else listed_found(speaker, check)


def missing(speaker: Speaker, check: Check) -> Sentence | None:
    """How much more would be enough; nothing where that cannot be said."""
    kind = KINDS.get(check.kind)
    if check.holds or check.missing is None or kind is None or kind.missing is None:
        return None
    return kind.missing(speaker, check.missing)
