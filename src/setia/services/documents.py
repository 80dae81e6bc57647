"""Documents as their authors write them: YAML 1.2 or JSON text into plain values, each remembering its line.

The core schema only: no anchors, no tags, no duplicate keys; `no` is a word, `010` a fault, a decimal stays exact.
"""

from __future__ import annotations

import re
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import Struct
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tokens import AliasToken, AnchorToken, DirectiveToken, TagToken

from setia.engine.rules.compiled import Compiled, Fault, Unusable, compile_program
from setia.engine.rules.documents import from_plain
from setia.engine.rules.program import Program

SIZE_MAX = 512 * 1024
DEPTH_MAX = 24
DIGITS_MAX = 18

Path = tuple[str | int, ...]

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+", re.ASCII)
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][0-9_.eE+-]*|[-+]?\.(inf|Inf|INF|nan|NaN|NAN)", re.ASCII)
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


def read_program(text: str) -> Compiled:
    """A program document, read and compiled. Raises BadDocument with every fault that could be found."""
    document, lines = read(text)
    try:
        return compile_program(from_plain(document))
    except msgspec.ValidationError as error:
        raise BadDocument([_from_validation(str(error), document, lines)]) from None
    except Unusable as unusable:
        raise BadDocument([_placed(fault, lines) for fault in unusable.faults]) from None


def read(text: str) -> tuple[Any, dict[Path, int]]:
    """Plain values and the line of every path. Raises BadDocument."""
    if len(text.encode("utf-8", "surrogatepass")) > SIZE_MAX:
        raise BadDocument([DocumentFault(0, "", "too_large", expected=f"at most {SIZE_MAX} bytes")])
    try:
        _refuse_dangerous_tokens(text)
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise BadDocument([DocumentFault(line, "", "not_yaml", found=str(error.problem or ""))]) from None
    except (YAMLError, UnicodeError, ValueError, RecursionError) as error:
        raise BadDocument([DocumentFault(0, "", "not_yaml", found=str(error)[:200])]) from None
    if root is None:
        raise BadDocument([DocumentFault(0, "", "empty")])
    reader = _Reader()
    plain = reader.value(root, ())
    if reader.faults:
        raise BadDocument(reader.faults)
    return plain, reader.lines


class _Reader:
    """Walks the nodes, keeping every fault and every path's line."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.faults: list[DocumentFault] = []

    def value(self, node: Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if len(path) > DEPTH_MAX:
            self.faults.append(DocumentFault(line, dotted(path), "too_deep"))
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(child, (*path, i)) for i, child in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node, ScalarNode) else "?"
            here = (*path, key)
            if key in values:
                self.faults.append(DocumentFault(line, dotted(here), "duplicate_key", found=key))
            self.lines[here] = line
            values[key] = self.value(value_node, here)
        return values

    def _scalar(self, node: Node, path: Path) -> Any:
        text, line = str(node.value), node.start_mark.line + 1
        if getattr(node, "style", None) in ("'", '"', "|", ">"):
            return text
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _WHOLE.fullmatch(text) or _DECIMAL.fullmatch(text):
            if len(text) > DIGITS_MAX:
                self.faults.append(DocumentFault(line, dotted(path), "number_too_long", found=text[:24] + "…"))
                return 0
            return Decimal(text) if "." in text else int(text)
        if _NUMBER_LIKE.fullmatch(text) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*", text, re.ASCII):
            self.faults.append(DocumentFault(line, dotted(path), "bad_number", found=text[:24], expected="1 or 1.50"))
            return 0
        return text


def dotted(path: Path) -> str:
    """A path as people read it: rules[0].effects[1].per."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def _refuse_dangerous_tokens(text: str) -> None:
    for token in YAML(typ="safe", pure=True).scan(text):
        if isinstance(token, (AnchorToken, AliasToken, TagToken, DirectiveToken)):
            kind = type(token).__name__.removesuffix("Token").lower()
            raise BadDocument([DocumentFault(token.start_mark.line + 1, "", f"{kind}_refused")])


def _placed(fault: Fault, lines: dict[Path, int]) -> DocumentFault:
    path = fault.path
    while path and path not in lines:
        path = path[:-1]
    choices = fault.expected.split(", ") if fault.code.startswith("unknown_") else []
    close = get_close_matches(fault.found, choices, n=1)
    return DocumentFault(
        lines.get(path, 0), dotted(fault.path), fault.code, fault.found, fault.expected, close[0] if close else ""
    )


_AT = re.compile(r"^(?P<what>.*?)(?: - at `\$(?P<path>.*)`)?$", re.DOTALL)
_UNKNOWN_FIELD = re.compile(r"Object contains unknown field `(.+)`", re.DOTALL)
_MISSING_FIELD = re.compile(r"Object missing required field `(.+)`")
_EXPECTED = re.compile(r"Expected `(.+)`, got `(.+)`")


def _from_validation(message: str, document: Any, lines: dict[Path, int]) -> DocumentFault:
    """msgspec's sentence as a fault: its path with the line it stands on."""
    match = _AT.match(message)
    what, at = (match["what"], match["path"] or "") if match else (message, "")
    path = _path(at)
    if unknown := _UNKNOWN_FIELD.match(what):
        here = (*path, unknown[1])
        close = get_close_matches(unknown[1], _fields_at(path), n=1)
        return DocumentFault(
            lines.get(here, 0), dotted(here), "unknown_field", unknown[1], suggestion=close[0] if close else ""
        )
    line = lines.get(path, lines.get(path[:-1], 0))
    if missing := _MISSING_FIELD.match(what):
        return DocumentFault(line, dotted((*path, missing[1])), "missing_field")
    if expected := _EXPECTED.match(what):
        return DocumentFault(line, dotted(path), "wrong_type", _shown(document, path, expected[2]), expected[1])
    return DocumentFault(line, dotted(path), "invalid", what)


def _shown(document: Any, path: Path, kind: str) -> str:
    """What stands at a path, if it is short enough to repeat; else what kind of thing it is."""
    value = document
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return kind
    text = str(value)
    return text if isinstance(value, str | int | Decimal) and len(text) <= 40 else kind


def _path(text: str) -> Path:
    parts = re.findall(r"\.([^.\[]+)|\[(\d+)\]", text)
    return tuple(int(index) if index else name for name, index in parts)


def _fields_at(path: Path) -> list[str]:
    """Names that a mapping at this path may have, following the document's types."""
    kind: Any = Program
    for part in path:
        info = msgspec.inspect.type_info(kind) if not isinstance(kind, msgspec.inspect.Type) else kind
        kind = _step_into(info, part)
    info = msgspec.inspect.type_info(kind) if not isinstance(kind, msgspec.inspect.Type) else kind
    return [field.encode_name for field in info.fields] if isinstance(info, msgspec.inspect.StructType) else []


def _step_into(info: msgspec.inspect.Type, part: str | int) -> msgspec.inspect.Type:
    if isinstance(info, msgspec.inspect.UnionType):
        info = next((one for one in info.types if not isinstance(one, msgspec.inspect.NoneType)), info)
    if isinstance(info, msgspec.inspect.StructType):
        return next((field.type for field in info.fields if field.encode_name == part), msgspec.inspect.AnyType())
    if isinstance(info, msgspec.inspect.VarTupleType):
        return info.item_type
    return msgspec.inspect.AnyType()
