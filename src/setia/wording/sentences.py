"""Sentences: each is one message of the catalogue with its code and its values, never put together from pieces."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from setia.wording.catalogues import translations
from setia.wording.languages import Language
from setia.wording.people import People


class Said(Struct, frozen=True):
    """A value inside a sentence: what it is, and how it is said."""

    raw: Any
    """For machines: minor units, quantities as exact text, ids, dates as ISO 8601 has them."""
    text: str


class Sentence(Struct, frozen=True):
    """One message in one language."""

    code: str
    """Which message: the same in every language, for whoever words it himself."""
    text: str
    values: dict[str, Any]
    """By placeholder, the value as it is."""

    @property
    def raw(self) -> Any:
        """As a value inside another sentence."""
        return {"code": self.code, **self.values}


Value = Said | Sentence


class Speech:
    """One language: finds a message's translation and puts the values where that language wants them."""

    def __init__(self, reader: Language | People) -> None:
        """A language alone stands for the habits of most who read it."""
        self.people = reader if isinstance(reader, People) else People(reader)
        self.language = self.people.language
        self._translations = translations(self.language)

    def say(self, code: str, message: str, **values: Value) -> Sentence:
        """A message as it is said."""
        return _filled(code, self.translated(message), values)

    def translated(self, message: str) -> str:
        """A message with its placeholders, for who fills them himself."""
        return self.people.worded(self._translations.gettext(message))

    def count(self, code: str, one: str, many: str, number: int, **values: Value) -> Sentence:
        """A message that differs by a number, which it shows as `count`."""
        return _filled(code, self.translated_count(one, many, number), values)

    def translated_count(self, one: str, many: str, number: int) -> str:
        """The same of a message that differs by a number."""
        return self.people.worded(self._translations.ngettext(one, many, number))


def _filled(code: str, message: str, values: dict[str, Value]) -> Sentence:
    text = message.format_map({name: value.text for name, value in values.items()})
    return Sentence(code, text, {name: value.raw for name, value in values.items()})
