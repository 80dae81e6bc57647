"""Program documents at random, along the types that the engine reads them by; most of them are sound.

A new field or kind is written without a word here, by its type. What must agree with something else (a name with what
it names, a bound with another) is said by field in `providers`, by mapping in `mending`, for the whole in `writing`.
"""

from __future__ import annotations

from random import Random
from typing import Any

from msgspec import inspect

from setia.services.document_types import fields_of, kinds, members
from tests.documents.mending import fits, mended
from tests.documents.providers import provided
from tests.documents.words import CODES, LANGUAGES, WORDS, Mapping

DEPTH = 3
"""How deep conditions are put into one another."""


class Grammar:
    """One document after another. What a document defines is decided first, so that the rest can name it."""

    def __init__(self, random: Random) -> None:
        self.random: Random = random
        self.names: dict[str, list[str]] = {}
        self.levels: dict[str, list[str]] = {}
        self.event_fields: dict[str, list[Mapping]] = {}
        self.trigger = "purchase"
        self.before: list[str] = []
        """Rules that are reckoned before the one being written."""
        self.wallet_kinds: dict[str, str] = {}
        self._depth = 0
        self.share: float = random.choice((0.03, 0.06, 0.1, 0.3))
        """How many of the fields are written that need not be: most documents are short, as most are."""

    def chance(self, share: float) -> bool:
        """True in this share of cases."""
        return self.random.random() < share

    def pick(self, choices: Any) -> Any:
        """One of them."""
        return self.random.choice(choices)

    def some(self, choices: list[Any], least: int = 1) -> list[Any]:
        """A few of them, each once."""
        return self.random.sample(choices, self.random.randint(min(least, len(choices)), min(3, len(choices))))

    def ids(self, what: str, least: int, most: int) -> list[str]:
        """Names for things of one kind, remembered for whoever refers to them."""
        count = max(self.random.randint(least, most), 0)
        self.names[what] = [f"{what}-{n}" if n else what for n in range(count)]
        return self.names[what]

    def struct(self, info: inspect.StructType, **given: Any) -> Mapping:
        """A mapping with the fields that it must have, some of the others, and those given; None leaves one out."""
        found: Mapping = {info.tag_field: info.tag} if info.tag_field else {}
        for name, field in fields_of(info).items():
            if name in given:
                if given[name] is not None:
                    found[name] = given[name]
            elif field.required or self.chance(self.share):
                found[name] = self.field(info, name, field.type)
        return found

    def field(self, info: inspect.StructType, name: str, kind: inspect.Type) -> Any:
        """A value for one field."""
        found = provided(self, info.cls.__name__, name)
        return self.value(kind) if found is None else found

    def value(self, info: inspect.Type) -> Any:
        """A value of a type, where nothing more is known about it."""
        alternatives = [one for one in members(info) if not isinstance(one, inspect.NoneType)]
        if kinds(info):
            return self.kind(info)
        one = self.pick(alternatives)
        if isinstance(one, inspect.StructType):
            return mended(self, one, self.struct(one))
        if isinstance(one, inspect.VarTupleType):
            return [self.value(one.item_type) for _ in range(self.random.choice((1, 1, 1, 2)))]
        if isinstance(one, inspect.DictType):
            return {language: self.text() for language in self.some(list(LANGUAGES))}
        if isinstance(one, inspect.LiteralType):
            return self.pick(one.values)
        if isinstance(one, inspect.BoolType):
            return self.chance(0.5)
        return self.random.randint(1, 20) if isinstance(one, inspect.IntType) else self.pick(CODES)

    def kind(self, info: inspect.Type) -> Mapping:
        """One of several kinds of mappings; what holds others is rarer further in."""
        choices = kinds(info)
        self._depth += 1
        if self._depth > DEPTH:
            choices = {tag: one for tag, one in choices.items() if tag not in ("all", "any", "not")}
        usable = [one for tag, one in choices.items() if fits(self, tag)]
        one = self.pick(usable)
        written = mended(self, one, self.struct(one))
        self._depth -= 1
        return written

    def text(self) -> str:
        """Words that somebody may have written."""
        return " ".join(self.some(list(WORDS)))
