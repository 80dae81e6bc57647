"""What differs between two programs, part by part: parts that are new, gone or changed, by the names that people know.

What means the same is no difference: 1 and 1.00, a list in another order where order says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct, inspect
from msgspec.structs import replace

from setia.engine.rules.program import Program
from setia.services.document_plain import plain_of
from setia.services.document_types import fields_of, kinds, members, program_type

ORDERED = {"lanes", "rules", "levels", "limits", "prices", "choices"}
"""Lists whose order says something: what is reckoned first, who is higher, which price holds."""

TURNING = frozenset({"Not.of", "Lines.but_not"})
"""Where what stands inside is what is left out."""

What = Literal["changed", "added", "removed", "reordered"]


class Difference(Struct, frozen=True):
    """One thing that differs."""

    part: str
    """The document's field that it is in; empty for what stands at its head."""
    trail: tuple[str, ...]
    """Names of the things around it, from the outermost in: a rule, its effect."""
    field: str
    """The field of the last of them, dotted where it lies deeper; empty where the thing itself is new or gone."""
    what: What
    before: Any = None
    after: Any = None
    """As a document would have it; for `reordered` the names in order."""
    of: str = ""
    """The structure and its field that differs, such as `FixedPoints.points`; of a thing that is new or gone, the list
    that it is in, such as `Rule.when`."""
    turned: bool = False
    """Whether it stands inside of a `not`, an odd number of times: then more of it is less."""


class _Place(Struct, frozen=True):
    part: str = ""
    trail: tuple[str, ...] = ()
    field: str = ""
    owner: str = ""
    turned: bool = False

    def within(self, field: str, structure: str = "") -> _Place:
        owner = f"{structure}.{field}" if structure else self.owner
        inside = f"{self.field}.{field}" if self.field else field
        return _Place(self.part, self.trail, inside, owner, self.turned)

    def inside(self) -> _Place:
        """In the structure that stands here."""
        return replace(self, turned=self.turned != (self.owner in TURNING))

    def of(self, name: str) -> _Place:
        """Inside a thing of a list that stands in the field."""
        part, trail = (self.part, self.trail) if self.part else (self.field, ())
        return _Place(part, (*trail, name) if name else trail, "", self.owner, self.turned)

    def found(self, what: What, before: Any, after: Any) -> Difference:
        """A difference here."""
        return Difference(self.part, self.trail, self.field, what, before, after, self.owner, self.turned)


def place_of(one: Difference) -> str:
    """Where in the document something differs: `rules › Base: effects.points`."""
    where = " › ".join([one.part or "program", *one.trail])
    return f"{where}: {one.field}" if one.field else where


def differences(before: Program, after: Program) -> list[Difference]:
    """Everything that differs: the head first, then part by part in the order of the format."""
    found = list(_struct(program_type(), before, after, _Place()))
    parts = ["", *fields_of(program_type())]
    return sorted(found, key=lambda one: parts.index(one.part))


def _struct(info: inspect.StructType, before: Struct, after: Struct, place: _Place) -> list[Difference]:
    found: list[Difference] = []
    for name, field in fields_of(info).items():
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new:
            found += _value(field.type, old, new, place.within(name, info.cls.__name__))
    return found


def _value(info: inspect.Type, old: Any, new: Any, place: _Place) -> list[Difference]:
    if isinstance(old, Struct) and type(old) is type(new):
        one = next(one for one in members(info) if isinstance(one, inspect.StructType) and one.cls is type(old))
        return _struct(one, old, new, place.inside())
    if isinstance(old, tuple) and isinstance(new, tuple):
        (items,) = [one.item_type for one in members(info) if isinstance(one, inspect.VarTupleType)]
        return _lists(items, old, new, place)
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        return [_changed(inspect.AnyType(), old.get(key), new.get(key), place.within(key)) for key in keys]
    return [] if _same(info, old, new) else [_changed(info, old, new, place)]


def _same(info: inspect.Type, old: Any, new: Any) -> bool:
    """Whether two numbers are one, however they are written."""
    numbers = {inspect.IntType, inspect.StrType} == {type(one) for one in members(info)} - {inspect.NoneType}
    try:
        return numbers and None not in (old, new) and Decimal(old) == Decimal(new)
    except ArithmeticError:
        return False


def _changed(info: inspect.Type, old: Any, new: Any, place: _Place) -> Difference:
    return place.found("changed", plain_of(info, old), plain_of(info, new))


def _lists(items: inspect.Type, old: Sequence[Any], new: Sequence[Any], place: _Place) -> list[Difference]:
    if not all(isinstance(one, Struct) for one in (*old, *new)):
        return _plain_lists(items, old, new, place)
    ordered = place.field.rpartition(".")[2] in ORDERED
    pairs, gone, more = _paired(old, new)
    alone = len(old) == len(new) == 1 and bool(kinds(items))
    found: list[Difference] = []
    for before, after in pairs:
        inside = place.of("" if alone else name_of(after))
        one = next(one for one in _structs(items) if one.cls is type(after))
        found += _struct(one, before, after, inside)
    for what, things in (("removed", gone), ("added", more)):
        for thing in things:
            at = place.of(name_of(thing))
            plain = plain_of(items, thing)
            known = (plain, None) if what == "removed" else (None, plain)
            found.append(at.found("removed" if what == "removed" else "added", *known))
    if ordered:
        found += _reordered(old, new, pairs, place)
    return found


def _reordered(old: Sequence[Any], new: Sequence[Any], pairs: list[tuple[Any, Any]], place: _Place) -> list[Difference]:
    """That what is in both lists stands in another order."""
    before = [name_of(after) for one in old for first, after in pairs if first is one]
    after = [name_of(one) for one in new if any(one is second for _, second in pairs)]
    if before == after:
        return []
    part, field = (place.part, place.field) if place.part else (place.field, "")
    return [Difference(part, place.trail, field, "reordered", before, after, place.owner, place.turned)]


def _plain_lists(items: inspect.Type, old: Sequence[Any], new: Sequence[Any], place: _Place) -> list[Difference]:
    ordered = place.field.rpartition(".")[2] in ORDERED
    same = list(old) == list(new) if ordered else set(map(_typed, old)) == set(map(_typed, new))
    if same:
        return []
    return [place.found("changed", list(old), list(new))]


def _typed(value: Any) -> tuple[type, Any]:
    """1 and true are two values."""
    return type(value), value


def _paired(old: Sequence[Any], new: Sequence[Any]) -> tuple[list[tuple[Any, Any]], list[Any], list[Any]]:
    """Which things of two lists are the same thing: of one id; else equal; else of one kind, in order."""
    pairs: list[tuple[Any, Any]] = []
    left, right = list(old), list(new)
    for same in (_same_id, lambda one, other: one == other, _same_kind):
        for one in list(left):
            other = next((other for other in right if same(one, other)), None)
            if other is not None:
                pairs.append((one, other))
                left = [still for still in left if still is not one]
                right = [still for still in right if still is not other]
    return pairs, left, right


def _same_id(one: Struct, other: Struct) -> bool:
    key = _id(one)
    return bool(key) and key == _id(other) and type(one) is type(other)


def _same_kind(one: Struct, other: Struct) -> bool:
    return not _id(one) and type(one) is type(other)


def _id(thing: Struct) -> str:
    """What a thing is known by inside the document; an attribute's id says what is set, not which effect it is."""
    tagged = thing.__struct_config__.tag is not None
    return "" if tagged else str(getattr(thing, "id", "") or getattr(thing, "tag", ""))


def name_of(thing: Struct) -> str:
    """What people call a thing: its name in English or in any language, its id, or its kind."""
    texts = getattr(thing, "name", {})
    named = (texts.get("en") or next(iter(texts.values()), "")) if isinstance(texts, dict) else ""
    measure = str(getattr(thing, "measure", ""))
    return named or _id(thing) or str(thing.__struct_config__.tag or "") or measure or type(thing).__name__.lower()


def _structs(info: inspect.Type) -> list[inspect.StructType]:
    return [one for one in members(info) if isinstance(one, inspect.StructType)]
