"""Programs to start from: the documents that come with Setia, and a copy of one with a shop's own name and money.

They are the files of `programs/`, which the package carries; each says in its first line what it is.
"""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable

from msgspec import Struct
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from setia.services.document_text import in_yaml

_MODELINE = re.compile(r"#\s*yaml-language-server:")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class Template(Struct, frozen=True):
    """One program to start from."""

    name: str
    description: str
    text: str


class Wishes(Struct, frozen=True):
    """What a shop wants otherwise than the template has it; what is empty stays."""

    id: str = ""
    name: str = ""
    """The program's name, in every language that the template has."""
    currency: str = ""
    zone: str = ""
    effective_from: str = ""


def templates() -> dict[str, Template]:
    """Every template by name."""
    folder = files("setia") / "programs"
    found = sorted((one for one in folder.iterdir() if one.name.endswith(".yaml")), key=lambda one: one.name)
    return {one.name.removesuffix(".yaml"): _template(one) for one in found}


def _template(file: Traversable) -> Template:
    text = file.read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if line.startswith("#") and not _MODELINE.match(line)]
    first = comments[0].lstrip("# ").rstrip() if comments else ""
    return Template(file.name.removesuffix(".yaml"), first, text)


def filled_in(template: Template, wishes: Wishes) -> str:
    """The template's text with these values in their places; comments and everything else stay as they are."""
    text = template.text
    root = YAML(typ="rt").compose(text)
    assert isinstance(root, MappingNode)
    values = {key.value: value for key, value in root.value}
    plain = {field: getattr(wishes, field) for field in ("id", "currency", "zone", "effective_from")}
    changes: list[tuple[Node, str]] = [(values[field], wish) for field, wish in plain.items() if wish]
    if wishes.name:
        changes += [(text, wishes.name) for _, text in values["name"].value]
    for node, wish in sorted(changes, key=lambda change: change[0].start_mark.index, reverse=True):
        assert isinstance(node, ScalarNode)
        text = text[: node.start_mark.index] + _written(wish) + text[node.end_mark.index :]
    return text


def _written(wish: str) -> str:
    """A text as YAML has it: a date as one writes it, else in quotes where it needs them."""
    return wish if _DATE.fullmatch(wish) else in_yaml(wish)
