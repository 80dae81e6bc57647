"""YAML 1.2 or JSON text into plain values, each remembering its line.

The core schema only: no anchors, no tags, no duplicate keys; `no` is a word, `010` a fault, a decimal stays exact.
Bounded in size, depth and number of values, and read in one pass, so that no text can keep a machine busy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from msgspec import Struct

from setia.services import yaml_events as events
from setia.services.yaml_events import Event

SIZE_MAX = 128 * 1024
DEPTH_MAX = 24
VALUES_MAX = 5_000
"""So many are read in a quarter of a second; a document is the program of a shop, not its price list."""
DIGITS_MAX = 18
KEY_MAX = 100
"""Letters of a key; no field, language or level has a name that long."""
FOUND_MAX = 40
"""Characters of a faulty value that are repeated."""

Path = tuple[str | int, ...]

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+", re.ASCII)
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][0-9_.eE+-]*|[-+]?\.(inf|Inf|INF|nan|NaN|NAN)", re.ASCII)
_DATE_LIKE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*", re.ASCII)
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}


class DocumentFault(Struct, frozen=True):
    """One thing wrong with a document, and where."""

    line: int
    """From 1; 0 where it concerns the whole document."""
    path: str
    code: str
    found: str = ""
    expected: str = ""
    suggestion: str = ""


class BadDocument(Exception):
    """The document cannot be used; `faults` says why."""

    def __init__(self, faults: list[DocumentFault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


class Reading(Struct, frozen=True):
    """What a text says, as far as it can be read."""

    plain: Any
    lines: dict[Path, int]
    """The line of every path."""
    faults: list[DocumentFault]
    unread: frozenset[Path]
    """Where something stands that cannot be read; `plain` has a 0 there."""


def read(text: str) -> tuple[Any, dict[Path, int]]:
    """Plain values and the line of every path. Raises BadDocument with every fault of writing."""
    reading = read_all(text)
    if reading.faults:
        raise BadDocument(reading.faults)
    return reading.plain, reading.lines


def read_all(text: str) -> Reading:
    """The same with the faults beside what can be read. Raises BadDocument where nothing can be."""
    if len(text) > SIZE_MAX or len(text.encode("utf-8", "surrogatepass")) > SIZE_MAX:
        raise BadDocument([DocumentFault(0, "", "too_large", expected=f"at most {SIZE_MAX} bytes")])
    return _quickly(text) or exactly(text)


def _quickly(text: str) -> Reading | None:
    """None where anything speaks against the text: then the exact parser says what, and where."""
    if (found := events.quick(text)) is None:
        return None
    reader = _Reader(found)
    try:
        return reader.reading()
    except (BadDocument, events.Quick, UnicodeError, ValueError, RecursionError):
        return None


def exactly(text: str) -> Reading:
    """As `read_all`, by the exact parser alone: what the quick one has to agree with."""
    reader = _Reader(events.slow(text))
    try:
        return reader.reading()
    except events.Marked as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadDocument([DocumentFault(line, "", "not_yaml", found=str(error.problem or ""))]) from None
    except (events.Fault, UnicodeError, ValueError, RecursionError) as error:
        raise BadDocument([DocumentFault(0, "", "not_yaml", found=str(error)[:200])]) from None


def dotted(path: Path) -> str:
    """A path as people read it: rules[0].effects[1].per."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


class _Reader:
    """Builds values from parser events, keeping every fault and every path's line."""

    def __init__(self, found: Iterator[Event]) -> None:
        self._events = found
        self._count = 0
        self.lines: dict[Path, int] = {}
        self.faults: list[DocumentFault] = []
        self.unread: set[Path] = set()

    def reading(self) -> Reading:
        """All of it."""
        plain = self._document()
        return Reading(plain, self.lines, self.faults, frozenset(self.unread))

    def _document(self) -> Any:
        """The only document of the text."""
        next(self._events)
        start = next(self._events)
        if isinstance(start, events.STREAM_END):
            raise BadDocument([DocumentFault(0, "", "empty")])
        assert isinstance(start, events.DOCUMENT_START)
        if start.version or start.tags:
            # Its own mark is on the `---` that ends the directives.
            raise BadDocument([DocumentFault(max(_line(start) - 1, 1), "", "directive_refused")])
        plain = self._value(next(self._events), ())
        assert isinstance(next(self._events), events.DOCUMENT_END)
        after = next(self._events)
        if not isinstance(after, events.STREAM_END):
            raise BadDocument([DocumentFault(_line(after), "", "not_yaml", found="a second document")])
        return plain

    def _value(self, event: Event, path: Path) -> Any:
        line = _line(event)
        self.lines.setdefault(path, line)
        self._check(event, path, line)
        if isinstance(event, events.MAPPING_START):
            return self._mapping(path)
        if isinstance(event, events.SEQUENCE_START):
            return self._sequence(path)
        assert isinstance(event, events.SCALAR)
        return self._scalar(event, path, line)

    def _check(self, event: Event, path: Path, line: int) -> None:
        """What ends the reading at once: there would be no end to it, or to what it could mean."""
        self._count += 1
        code = ""
        if isinstance(event, events.ALIAS):
            code = "alias_refused"
        elif getattr(event, "anchor", None):
            code = "anchor_refused"
        elif getattr(event, "tag", None):
            code = "tag_refused"
        elif len(path) > DEPTH_MAX:
            code = "too_deep"
        elif self._count > VALUES_MAX:
            code = "too_many_values"
        if code:
            raise BadDocument([DocumentFault(line, dotted(path)[:200], code)])

    def _mapping(self, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self._events), events.MAPPING_END):
            line = _line(event)
            self._check(event, (*path, "?"), line)
            if not isinstance(event, events.SCALAR):
                raise BadDocument([DocumentFault(line, dotted(path), "key_not_text")])
            key = self._text(event, path, line)
            here = (*path, key)
            if len(key) > KEY_MAX:
                fault = DocumentFault(line, dotted(path), "key_too_long", key[:FOUND_MAX] + "…", f"at most {KEY_MAX}")
                self.faults.append(fault)
            if key in values:
                self.faults.append(DocumentFault(line, dotted(here), "duplicate_key", found=key[:FOUND_MAX]))
            self.lines[here] = line
            values[key] = self._value(next(self._events), here)
        return values

    def _sequence(self, path: Path) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self._events), events.SEQUENCE_END):
            values.append(self._value(event, (*path, len(values))))
        return values

    def _text(self, event: Event, path: Path, line: int) -> str:
        """The text of a scalar: no NUL, and every surrogate with its other half."""
        try:
            text: str = event.value.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            self._unreadable(path, DocumentFault(line, dotted(path), "not_text"))
        return text

    def _unreadable(self, path: Path, fault: DocumentFault) -> int:
        self.faults.append(fault)
        self.unread.add(path)
        return 0

    def _scalar(self, event: Event, path: Path, line: int) -> Any:
        text = self._text(event, path, line)
        if event.style in ("'", '"', "|", ">"):
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _WHOLE.fullmatch(text) or _DECIMAL.fullmatch(text):
            if len(text) > DIGITS_MAX:
                fault = DocumentFault(line, dotted(path), "number_too_long", found=text[:24] + "…")
                return self._unreadable(path, fault)
            return Decimal(text) if "." in text else int(text)
        if _NUMBER_LIKE.fullmatch(text) and not _DATE_LIKE.fullmatch(text):
            fault = DocumentFault(line, dotted(path), "bad_number", found=text[:24], expected="1 or 1.50")
            return self._unreadable(path, fault)
        return text


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 1
