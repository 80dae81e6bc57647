"""Differences of two documents in the words of documents, with what they say in one line each."""

from __future__ import annotations

from collections.abc import Sequence

from setia.wording.phrases import Phrase
from setia.wording.sentences import Said, Sentence, Speech

ORDER_SAYS = {
    "lanes": Phrase("lanes run in this order"),
    "rules": Phrase("rules of one lane are reckoned in this order"),
    "levels": Phrase("levels stand from the lowest up"),
    "limits": Phrase("limits cut in this order"),
    "prices": Phrase("the last price that fits holds"),
    "choices": Phrase("the first holds until a member chooses"),
}
"""By list, why its order matters."""


def added(by: Speech, where: str, thing: str = "") -> Sentence:
    """That something is there; `thing` where its name does not say what it is."""
    place = Said(where, where)
    if thing:
        return by.say("differs_added_as", "{where}: is new, {thing}", where=place, thing=Said(thing, thing))
    return by.say("differs_added", "{where}: is new", where=place)


def removed(by: Speech, where: str, thing: str = "") -> Sentence:
    """That something is there no more."""
    place = Said(where, where)
    if thing:
        return by.say("differs_removed_as", "{where}: is gone, it was {thing}", where=place, thing=Said(thing, thing))
    return by.say("differs_removed", "{where}: is gone", where=place)


def reordered(by: Speech, where: str, before: Sequence[str], after: Sequence[str], of: str) -> Sentence:
    """That the things of a list stand in another order."""
    was, now, why = ", ".join(before), ", ".join(after), by.translated(ORDER_SAYS[of].text)
    return by.say(
        "differs_reordered",
        "{where}: the order was {before}, is {after} ({why})",
        where=Said(where, where),
        before=Said(was, was),
        after=Said(now, now),
        why=Said(of, why),
    )


def changed(by: Speech, where: str, field: str, before: str, after: str) -> Sentence:
    """That a field says something else; empty for nothing."""
    nothing = by.say("differs_nothing", "nothing").text
    return by.say(
        "differs_changed",
        "{where}: `{field}` was {before}, is {after}",
        where=Said(where, where),
        field=Said(field, field),
        before=Said(before, before or nothing),
        after=Said(after, after or nothing),
    )
