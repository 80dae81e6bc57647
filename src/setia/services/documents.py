"""Program documents as their authors write them, read and compiled; every fault with line, path and a suggestion."""

from __future__ import annotations

from zoneinfo import available_timezones

import msgspec
from msgspec import Struct, structs

from setia.engine.money import EXPONENT
from setia.engine.rules.compiled import Compiled, Fault, Unusable, compile_program
from setia.engine.rules.documents import from_plain
from setia.services.calendar_tables import tables, with_dates
from setia.services.consequences import follows
from setia.services.document_shape import Shape, ShapeFault, shape
from setia.services.document_types import closest
from setia.services.yaml_text import BadDocument, DocumentFault, Path, Reading, dotted, read, read_all

__all__ = ["BadDocument", "DocumentFault", "Lines", "dotted", "lines_of", "read", "read_program"]


def read_program(text: str) -> Compiled:
    """A program document, read and compiled.

    Raises BadDocument with every fault, in order of lines: of writing, of structure, and of meaning in what is sound.
    """
    reading = read_all(text)
    found = shape(reading.plain, reading.unread)
    if not (reading.faults or found.faults or found.sound is None):
        try:
            return compile_program(from_plain(with_dates(found.sound.value)))
        except Unusable as unusable:
            raise BadDocument(_in_order([_of_meaning(fault, reading.lines) for fault in unusable.faults])) from None
    structure = [_of_structure(fault, reading.lines) for fault in found.faults]
    raise BadDocument(_in_order([*reading.faults, *structure, *_beside(found, reading)]))


class Lines(Struct, frozen=True):
    """Where in a document's text its parts stand."""

    lines: dict[Path, int]

    def place(self, path: Path) -> tuple[int, str]:
        """The line of a path, or of what is nearest around it, and the path as people read it."""
        return _line(path, self.lines), dotted(path)


def lines_of(text: str) -> Lines:
    """The lines of a document that can be read. Raises BadDocument for one that cannot."""
    return Lines(read(text)[1])


def _beside(found: Shape, reading: Reading) -> list[DocumentFault]:
    """Faults of meaning in what can be read of a document whose structure has faults."""
    if found.sound is None:
        return []
    try:
        compile_program(from_plain(with_dates(found.sound.value)))
    except msgspec.ValidationError:  # a field that every program must have, and that nothing stands for
        return []
    except Unusable as unusable:
        written = [Fault(found.sound.written(one.path), one.code, one.found, one.expected) for one in unusable.faults]
        return [_of_meaning(fault, reading.lines) for fault in written if not follows(fault, found.lost)]
    return []


def _in_order(faults: list[DocumentFault]) -> list[DocumentFault]:
    return sorted(faults, key=lambda one: one.line)


def _of_structure(fault: ShapeFault, lines: dict[Path, int]) -> DocumentFault:
    line = _line(fault.path, lines)
    return DocumentFault(line, dotted(fault.path), fault.code, fault.found, fault.expected, fault.suggestion)


def _of_meaning(fault: Fault, lines: dict[Path, int]) -> DocumentFault:
    choices: list[str] = []
    if fault.code == "unknown_currency":
        choices = list(EXPONENT)
    elif fault.code == "unknown_zone":
        choices = sorted(available_timezones())
    elif fault.code == "unknown_calendar_table":
        choices = list(tables())
        fault = structs.replace(fault, expected=", ".join(choices))
    elif fault.code.startswith("unknown_"):
        choices = fault.expected.split(", ")
    close = closest(fault.found, choices)
    return DocumentFault(_line(fault.path, lines), dotted(fault.path), fault.code, fault.found, fault.expected, close)


def _line(path: Path, lines: dict[Path, int]) -> int:
    """The line of a path, or of the nearest thing around it that has one."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)
