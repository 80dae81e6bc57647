"""A program printed as a document: YAML 1.2 (core) for people, or JSON. Reading it gives the same program.

What is short stands in one line, as one would write it by hand; a text is quoted where another reader of YAML could
take it for something else: `no`, 010, a date, a number.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from setia.engine.rules.faults import AMOUNT
from setia.engine.rules.program import Program
from setia.services.document_plain import Amount, to_plain
from setia.services.yaml_text import DIGITS_MAX

WIDTH = 110
"""Characters of a line up to which a mapping or a list stands in one line."""

_TAKEN = frozenset("true false null yes no on off y n".split())
_LIKE_A_NUMBER = re.compile(r"[0-9][0-9a-fA-FxXoO_.+-]*")
_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON may have in a text and YAML may not."""
_HARMLESS = frozenset(" -_./()%+'!?$;=*&")
"""Signs that mean nothing inside a plain text of YAML."""


def to_yaml(program: Program) -> str:
    """The program as YAML."""
    return yaml_of(to_plain(program))


def yaml_of(plain: dict[str, Any]) -> str:
    """Plain values as YAML; a number that is to keep its digits is an `Amount`."""
    return "\n".join(_block(plain, 0)) + "\n"


def to_pretty_json(program: Program) -> str:
    """The program as JSON, indented."""
    text = json.dumps(to_plain(program), indent=2, ensure_ascii=False) + "\n"
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _block(value: dict[str, Any], indent: int) -> Iterator[str]:
    """A mapping, one field a line."""
    for name, child in value.items():
        key = in_yaml(name)
        if not indent and isinstance(child, list) and _has_mappings(child):
            yield ""
        yield from _under(f"{' ' * indent}{key}:", child, indent)


def _under(lead: str, value: Any, indent: int) -> Iterator[str]:
    """What stands behind `lead`: in its line, if it may and there is room, else below it."""
    line = f"{lead} {in_one_line(value)}"
    if not isinstance(value, dict | list) or not value or (len(line) <= WIDTH and _in_one_line(value)):
        yield line
    elif isinstance(value, dict):
        yield lead
        yield from _block(value, indent + 2)
    else:
        yield lead
        for item in value:
            yield from _item(item, indent + 2)


def _item(value: Any, indent: int) -> Iterator[str]:
    """One item of a list."""
    dash = " " * indent + "-"
    line = f"{dash} {in_one_line(value)}"
    if not isinstance(value, dict) or not value or (len(line) <= WIDTH and _in_one_line(value)):
        yield line
        return
    first, *others = _block(value, indent + 2)
    yield dash + first[indent + 1 :]
    yield from others


def _in_one_line(value: dict[str, Any] | list[Any]) -> bool:
    """Whether something is simple enough for one line: no list of mappings, no thing with a name and more below."""
    if isinstance(value, list):
        return not _has_mappings(value)
    inside = [child for child in value.values() if isinstance(child, dict | list)]
    return all(map(_in_one_line, inside)) and not ("id" in value and any(isinstance(one, dict) for one in inside))


def _has_mappings(value: list[Any]) -> bool:
    return any(isinstance(child, dict) for child in value)


def in_one_line(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{in_yaml(key)}: {in_one_line(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_one_line, value)) + "]"
    if isinstance(value, Amount) and "." in value and AMOUNT.fullmatch(value) and len(value) <= DIGITS_MAX:
        return str(value)
    return in_yaml(value) if isinstance(value, str) else json.dumps(value)


def in_yaml(text: str) -> str:
    """A text, in quotes where it needs them."""
    if _plain(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else f"\\U{ord(one):08x}" for one in quoted)


def _plain(text: str) -> bool:
    if not text or text.casefold() in _TAKEN or _LIKE_A_NUMBER.fullmatch(text) or text[-1] == " ":
        return False
    return text[0].isalnum() and all(one in _HARMLESS or one.isalnum() or _is_mark(one) for one in text)


def _is_mark(one: str) -> bool:
    """Whether a sign belongs to the letter before it, as vowels of Thai do."""
    return unicodedata.category(one)[0] == "M"
