"""Program documents as their authors write them, read and compiled; every fault with line, path and a suggestion."""

from __future__ import annotations

from difflib import get_close_matches

import msgspec

from setia.engine.rules.compiled import Compiled, Fault, Unusable, compile_program
from setia.engine.rules.documents import from_plain
from setia.services.document_shape import fault_of_shape
from setia.services.yaml_text import BadDocument, DocumentFault, Path, dotted, read

__all__ = ["BadDocument", "DocumentFault", "dotted", "read", "read_program"]


def read_program(text: str) -> Compiled:
    """A program document, read and compiled. Raises BadDocument with every fault that could be found."""
    document, lines = read(text)
    try:
        return compile_program(from_plain(document))
    except msgspec.ValidationError as error:
        raise BadDocument([fault_of_shape(error, document, lines)]) from None
    except Unusable as unusable:
        raise BadDocument([_placed(fault, lines) for fault in unusable.faults]) from None


def _placed(fault: Fault, lines: dict[Path, int]) -> DocumentFault:
    path = fault.path
    while path and path not in lines:
        path = path[:-1]
    choices = fault.expected.split(", ") if fault.code.startswith("unknown_") else []
    close = get_close_matches(fault.found, choices, n=1)
    return DocumentFault(
        lines.get(path, 0), dotted(fault.path), fault.code, fault.found, fault.expected, close[0] if close else ""
    )
