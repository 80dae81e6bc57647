"""Which column of a file means what: the closed table of targets, and how a mapping meets a header."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct

from setia.services.purchase_files.rejects import FileFault

Kind = Literal["text", "amount", "quantity", "line_no", "version", "moment", "status", "currency"]
Level = Literal["purchase", "line", "sum"]
"""`purchase`: the same on every row of a purchase. `line`: of its row. `sum`: added over the rows of a purchase."""


class Target(Struct, frozen=True):
    """What a column can be: how its cells are read, and what they belong to."""

    kind: Kind
    level: Level


TARGETS: dict[str, Target] = {
    "purchase_id": Target("text", "purchase"),
    "event_at": Target("moment", "purchase"),
    "member": Target("text", "purchase"),
    "store": Target("text", "purchase"),
    "till": Target("text", "purchase"),
    "cashier": Target("text", "purchase"),
    "status": Target("status", "purchase"),
    "currency": Target("currency", "purchase"),
    "version": Target("version", "purchase"),
    "line_no": Target("line_no", "line"),
    "sku": Target("text", "line"),
    "quantity": Target("quantity", "line"),
    "unit": Target("text", "line"),
    "list": Target("amount", "line"),
    "net": Target("amount", "line"),
    "tax": Target("amount", "line"),
    "category": Target("text", "line"),
    "department": Target("text", "line"),
    "brand": Target("text", "line"),
    "tags": Target("text", "line"),
    "rounding": Target("amount", "sum"),
}

FAMILIES: dict[str, Target] = {
    "discount.": Target("amount", "line"),
    "charge.": Target("amount", "sum"),
    "tender.": Target("amount", "sum"),
}
"""Targets with a name of the shop's own behind the dot: `discount.coupon`, `tender.cash`."""

CHARGES = ("deposit", "fee", "packaging", "service", "shipping", "tip")
_OWN_NAME = re.compile("[a-z0-9][a-z0-9_-]{0,63}")


def target_of(name: str) -> Target | None:
    """The target of that name, or None where there is none."""
    family = next((prefix for prefix in FAMILIES if name.startswith(prefix)), None)
    if family is None:
        return TARGETS.get(name)
    own = name.removeprefix(family)
    known = own in CHARGES if family == "charge." else _OWN_NAME.fullmatch(own) is not None
    return FAMILIES[family] if known else None


class Layout(Struct, frozen=True):
    """A mapping that met its file."""

    headers: dict[str, str]
    """Target -> the column's name in the file."""
    typed: frozenset[str] = frozenset()
    """Targets whose column holds numbers, not text (Parquet): no marks, nothing ambiguous."""

    def __contains__(self, target: str) -> bool:
        return target in self.headers

    def of_family(self, prefix: str) -> list[str]:
        """Targets of a family, by name: the order of columns in a file must not change what a purchase is."""
        return sorted(target for target in self.headers if target.startswith(prefix))

    def at(self, level: Level) -> list[str]:
        """Targets of one level, in the order of the table, families after it."""
        return [target for target in ordered(self.headers) if _known(target).level == level]


class Columns(Struct, frozen=True):
    """Target -> column, as far as somebody said so; any other column named like a target is taken by its name."""

    named: dict[str, str] = {}

    @classmethod
    def of(cls, pairs: Iterable[str] = (), mapping: Mapping[str, str] | None = None) -> Columns:
        """From `target=column` pairs and a document; a pair wins over the document. An empty column means "none"."""
        named = dict(mapping or {})
        given: set[str] = set()
        for pair in pairs:
            target, equals, column = pair.partition("=")
            if not equals:
                raise FileFault("malformed_pair", pair)
            if target in given:
                raise FileFault("duplicate_target", target)
            given.add(target)
            named[target] = column
        for target, named_column in named.items():
            if not isinstance(named_column, str):
                raise FileFault("malformed_pair", str(target))
            _known(target)
        return cls({target: named[target] for target in ordered(named)})

    def resolve(self, header: Sequence[str], typed: Iterable[str] = ()) -> Layout:
        """The layout of a file with this header; `typed` names the columns that hold numbers, not text."""
        _refuse_duplicates(header)
        for column in self.named.values():
            if column and column not in header:
                raise FileFault("missing_column", column, **_closest(column, header))
        headers = {target: column for target, column in self.named.items() if column}
        taken = set(headers.values())
        free = [column for column in header if column not in self.named and column not in taken]
        headers |= {column: column for column in free if _named_like_a_target(column)}
        _refuse_incomplete(headers, header)
        numeric = set(typed)
        return Layout(
            {target: headers[target] for target in ordered(headers)},
            frozenset(target for target, column in headers.items() if column in numeric),
        )


def ordered(targets: Iterable[str]) -> list[str]:
    """Targets in the order of the table, then families by name."""
    places = list(TARGETS)
    return sorted(targets, key=lambda target: (places.index(target) if target in TARGETS else len(places), target))


def _known(target: str) -> Target:
    found = target_of(target)
    if found is None:
        families = [prefix + "NAME" for prefix in ("discount.", "tender.")]
        raise FileFault(
            "unknown_target", target, **_closest(target, [*TARGETS, *(f"charge.{kind}" for kind in CHARGES), *families])
        )
    return found


def _named_like_a_target(column: str) -> bool:
    """A column of a family with a name we cannot take is refused rather than left out: it holds money."""
    if column.startswith(tuple(FAMILIES)):
        _known(column)
    return target_of(column) is not None


def _refuse_duplicates(header: Sequence[str]) -> None:
    """Names that differ in case only are duplicates too: neither people nor the database tell them apart."""
    seen: set[str] = set()
    for column in header:
        if column and column.casefold() in seen:
            raise FileFault("duplicate_column", column)
        seen.add(column.casefold())


def _refuse_incomplete(headers: Mapping[str, str], header: Sequence[str]) -> None:
    for target in ("purchase_id", "event_at"):
        if target not in headers:
            raise FileFault("missing_target", target, **_closest(target, header))
    if "net" not in headers and "list" not in headers:
        raise FileFault("missing_target", "net", **_closest("net", header))


def _closest(name: str, known: Iterable[str]) -> dict[str, int | str]:
    by_folded = {column.casefold(): column for column in known if column}
    found = difflib.get_close_matches(name.casefold(), list(by_folded), n=1)
    return {"suggestion": by_folded[found[0]]} if found else {}
