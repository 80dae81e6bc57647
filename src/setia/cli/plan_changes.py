"""What a document changes, as its reader says it, each with what it means for members.

English has the differences in the words of documents, one by one. Other languages have what each part said and says
now. After that stand, as in English, the differences that no part is sure to tell: those of a part with several, of
which some may have no sentence, and those of no part; so also where several parts have one name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from setia.cli.plan_spoken import Spoken, capital
from setia.cli.program_diff import sentence
from setia.engine.rules.program import Program
from setia.services.compare_programs import Difference, name_of
from setia.services.for_members import Effect, effect_of, worst
from setia.wording import differences
from setia.wording.documents import Changed, changes

_FIELDS = {
    "wallet": "wallets",
    "rule": "rules",
    "price_rule": "price_rules",
    "points_tender": "points_tenders",
    "tier_set": "tiers",
    "reward": "rewards",
    "conversion": "conversions",
    "calendar": "calendars",
    "never": "never",
    "experiment": "experiments",
}
"""Kinds of parts that are told in words, and where in a document they stand."""
_TOLD_OF_HEAD = frozenset({"currency", "zone", "earns_at", "day_starts_at"})
Place = tuple[str, str]
"""A field of the document, and what stands in it by its name, which several may share."""


class Change(Struct, frozen=True):
    """One thing that changes."""

    text: str
    effect: Effect | None
    """None for what follows from something else that is told."""
    gone: tuple[str, ...] = ()
    """Sentences of before that do not hold any more."""
    new: tuple[str, ...] = ()
    """Sentences that hold instead."""


def told(found: list[Difference], spoken: Spoken) -> list[Change]:
    """All of them."""
    if spoken.is_english:
        return [Change(sentence(one, spoken.by), effect_of(one)) for one in found]
    programs = spoken.was.document, spoken.by.document
    called = {(field, id_): name_of(one) for program in programs for field, id_, one in _parts(program)}
    left: dict[Place, list[Difference]] = {}
    for one in found:
        left.setdefault(_place(one), []).append(one)
    parts = [(_place_of(part, called), part) for part in changes(spoken.was, spoken.by) if part.gone or part.new]
    said = [_said(part, _effect(left.get(place, [])), spoken) for place, part in parts]
    for place, several in Counter(place for place, _ in parts).items():
        if several == 1 and len(left.get(place, [])) == 1:
            del left[place]
    names = {name_of(one): spoken.by.text_of(one.name) for program in programs for one in _named(program)}
    for one in (one for of in left.values() for one in of):
        own = replace(one, trail=tuple(names.get(name) or name for name in one.trail))
        said.append(Change(sentence(own, spoken.by), effect_of(one)))
    return said


def _effect(of: list[Difference]) -> Effect | None:
    """What a part means for members: the worst of what matters to them; another name besides takes nothing from it."""
    effects = [effect_of(one) for one in of]
    return worst([one for one in effects if one != "neutral"]) if effects else None


def _said(part: Changed, effect: Effect | None, spoken: Spoken) -> Change:
    name = capital(next(one.name for one in (part.after, part.before) if one is not None))
    if part.before is None:
        name = differences.added(spoken.by, name).text
    elif part.after is None:
        name = differences.removed(spoken.by, name).text
    return Change(name, effect, part.gone, part.new)


def _place(one: Difference) -> Place:
    """Which part a difference is in; of the head, what is told of it stands together."""
    if one.part:
        return one.part, one.trail[0] if one.trail else ""
    return ("" if one.field in _TOLD_OF_HEAD else one.field), ""


def _place_of(changed: Changed, called: Mapping[Place, str]) -> Place:
    """The same of a part that is told in words."""
    part = changed.after or changed.before
    assert part is not None, "what changes was or is"
    if field := _FIELDS.get(part.kind):
        return field, called.get((field, part.id), part.id)
    return ("" if part.kind == "program" else part.kind), ""


def _parts(program: Program) -> Iterator[tuple[str, str, Any]]:
    for field in _FIELDS.values():
        yield from ((field, getattr(one, "id", "") or getattr(one, "tag", ""), one) for one in getattr(program, field))


def _named(thing: Any) -> Iterator[Any]:
    """Everything in a document that has a name."""
    if isinstance(thing, tuple):
        for one in thing:
            yield from _named(one)
    elif isinstance(thing, Struct):
        if isinstance(getattr(thing, "name", None), dict):
            yield thing
        for field in thing.__struct_fields__:
            yield from _named(getattr(thing, field))
