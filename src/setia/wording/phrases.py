"""Phrases: clauses of which the first is said whose numbers are known; each is one message of the catalogue.

A placeholder names its number and, after a colon, what that number is: `{available:units}`. A phrase stands in a table
and is translated when it is said.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from setia.engine import calendar
from setia.engine.calendar import DAY, HOUR, MINUTE, SECOND, parse_instant, to_datetime
from setia.engine.rules.conditions.visibility import Audience
from setia.wording.gifts import reward
from setia.wording.sentences import Said, Sentence, Speech
from setia.wording.shown import SECRET
from setia.wording.speaker import Speaker

Numbers = Mapping[str, int | str]


class Phrase(Struct, frozen=True):
    """A clause, in English without a capital letter at its beginning and without a full stop."""

    text: str
    to: Audience | None = None
    """Said to nobody but this audience."""
    when: dict[str, int | str] = {}
    """Said only where the numbers are these."""

    @property
    def in_units(self) -> bool:
        """Whether it shows units of a wallet."""
        return any(kind in ("units", "number") for _, name, kind, _ in string.Formatter().parse(self.text) if name)

    @property
    def needs_program(self) -> bool:
        """Whether it shows what only a program says how to show."""
        return any(kind not in OF_NO_PROGRAM for _, name, kind, _ in string.Formatter().parse(self.text) if name)

    @property
    def fields(self) -> set[str]:
        """The numbers that it shows."""
        return {name for _, name, _, _ in string.Formatter().parse(self.text) if name}


CONDITIONS: dict[str, Phrase] = {
    "attribute": Phrase("it asks for something else of the member"),
    "basket_total": Phrase("it is for larger purchases"),
    "birthday": Phrase("it is for a birthday"),
    "calendar": Phrase("it is for other days"),
    "channel": Phrase("it is for another channel"),
    "date_window": Phrase("it is for other days"),
    "days_since_last_visit": Phrase("it depends on when the member bought last"),
    "first_purchase": Phrase("it depends on how often the member has bought"),
    "nth_visit": Phrase("it depends on how often the member has bought"),
    "payment": Phrase("it is for another way to pay"),
    "quantity": Phrase("it is for more of certain goods"),
    "segment": Phrase("it is for other members"),
    "store": Phrase("it is for other stores"),
    "tier": Phrase("it is for other levels"),
    "time_of_day": Phrase("it is for another time of day"),
    "weekday": Phrase("it is for other days of the week"),
}
"""By kind, the condition that kept somebody from something."""
OTHER_CONDITION = Phrase("one of its conditions does not hold")


def first_of(phrases: Iterable[Phrase], by: Speech, numbers: Numbers) -> Phrase | None:
    """The first phrase that is for this audience and whose numbers are there.

    Without a program nobody knows what its units are: then no phrase is said that shows any.
    """
    audience = by.audience if isinstance(by, Speaker) else "author"
    for one in phrases:
        meant = one.to in (None, audience) and all(numbers.get(name) == value for name, value in one.when.items())
        if (one.needs_program and not isinstance(by, Speaker)) or (one.in_units and not numbers.get("wallet")):
            continue
        if meant and one.fields <= numbers.keys() and not _keeps_secret(one, numbers, audience):
            return one
    return None


def filled(code: str, phrase: Phrase, by: Speech, numbers: Numbers) -> Sentence:
    """A phrase in the speaker's language, with its numbers as that language has them."""
    told = _Teller(by, str(numbers.get("wallet", ""))).vformat(by.translated(phrase.text), (), dict(numbers))
    return Sentence(code, told, {name: numbers[name] for name in sorted(phrase.fields)})


def whole(clause: Sentence, by: Speech) -> Sentence:
    """A clause as a sentence of its own. Thai has neither capital letters nor full stops."""
    if by.language == "th":
        return clause
    return Sentence(clause.code, f"{clause.text[:1].upper()}{clause.text[1:]}.", clause.values)


def length(by: Speech, microseconds: int) -> str:
    """`15 minutes`, `7 days`: in the largest unit that needs no fraction."""
    unit = next((one for one in (DAY, HOUR, MINUTE) if microseconds % one == 0), SECOND)
    number = microseconds // unit
    shown = Said(number, by.people.number(number))
    match unit:
        case calendar.DAY:
            return by.count("days", "{count} day", "{count} days", number, count=shown).text
        case calendar.HOUR:
            return by.count("hours", "{count} hour", "{count} hours", number, count=shown).text
        case calendar.MINUTE:
            return by.count("minutes", "{count} minute", "{count} minutes", number, count=shown).text
        case _:
            return by.count("seconds", "{count} second", "{count} seconds", number, count=shown).text


def _keeps_secret(phrase: Phrase, numbers: Numbers, audience: Audience) -> bool:
    """Whether it would tell of a condition that its author alone knows of."""
    return audience != "author" and "condition" in phrase.fields and numbers["condition"] in SECRET


class _Teller(string.Formatter):
    """Says each number as what it is."""

    def __init__(self, by: Speech, wallet: str) -> None:
        self._by, self._wallet = by, wallet

    def format_field(self, value: Any, format_spec: str) -> str:
        """A number by the name of its kind; none is said as it is."""
        by = self._by
        if format_spec == "plain":
            return by.people.number(int(value))
        if not format_spec or not isinstance(by, Speaker):
            return str(value)
        if format_spec in _WORDS:
            return _WORDS[format_spec](by, str(value))
        if format_spec == "units":
            return by.amount(int(value), self._wallet).text
        if format_spec == "number":
            return by.people.number(int(value), by.decimals(self._wallet))
        return _NUMBERS[format_spec](by, int(value))


def _instant(by: Speaker, instant: int) -> str:
    return by.people.instant(to_datetime(instant, by.document.zone))


def _times(by: Speaker, times: int) -> str:
    return by.count("times", "once", "{count} times", times, count=by.number(times)).text


def _wallet(by: Speaker, wallet: str) -> str:
    return wallet if by.to_author else by.unit(wallet, "").text


def _condition(by: Speaker, kind: str) -> str:
    return by.translated(CONDITIONS.get(kind, OTHER_CONDITION).text)


_WORDS: dict[str, Callable[[Speaker, str], str]] = {
    "condition": _condition,
    "iso": lambda by, text: _instant(by, parse_instant(text, by.document.zone)),
    "price_rule": lambda by, id_: by.price_rule(id_).text,
    "reward": lambda by, id_: reward(by, id_).text,
    "wallet": _wallet,
}
_NUMBERS: dict[str, Callable[[Speaker, int], str]] = {
    "instant": _instant,
    "items": lambda by, thousandths: by.items(thousandths).text,
    "length": length,
    "money": lambda by, minor: by.money(minor).text,
    "times": _times,
    "year": lambda by, year: by.people.year(year),
}
OF_NO_PROGRAM = frozenset({"", "plain"})
KINDS = frozenset({*OF_NO_PROGRAM, "number", "units", *_WORDS, *_NUMBERS})
"""What a number can be."""
