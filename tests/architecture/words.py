"""Words that this repository does not use: in names of files, in texts, in the code's own names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

REFUSED_FOLDERS = frozenset({"base", "common", "core", "helper", "helpers", "misc", "util", "utils"})
"""Names that say where something was put and not what it is."""

GLOSSARY = {
    "customer": "member",
    "shopper": "member",
    "tenant": "program",
    "reservation": "hold",
    "promocode": "voucher",
}
"""Wrong synonyms, and the one word per idea that stands for them."""

# The refused texts are spelled with gaps, so that this file does not contain what it looks for. Three X are refused
# as a comment only: they are also the currency code of "no currency".
_MARKS = "TO DO|FIX ME".replace(" ", "")
_HOSTS = "pypi org|pythonhosted org|npmjs org|debian org|crates io".replace(" ", r"\.")
_FOLDERS = "work|root|home|Users"
REFUSED_TEXTS = {
    "unfinished work": re.compile(rf"\b(?:{_MARKS})\b|(?:#|//|<!--) *X{{3}}\b"),
    "a package registry's host": re.compile(rf"\b(?:{_HOSTS})\b"),
    "a path of one machine": re.compile(rf"(?<![\w.:/}})\]-])/(?:{_FOLDERS})/\w"),
}


def refused_names(path: Path) -> list[str]:
    """Folders of a path, and names of Python files, that are refused."""
    names = [*path.parts[:-1], *([path.stem] if path.suffix == ".py" else [])]
    return [name for name in names if name.lower() in REFUSED_FOLDERS]


def refused_texts(text: str) -> Iterator[tuple[int, str]]:
    """Line and kind of every refused text."""
    for number, line in enumerate(text.splitlines(), start=1):
        for kind, pattern in REFUSED_TEXTS.items():
            found = pattern.search(line)
            if found:
                yield number, f"{kind}: {found[0]}"


def wrong_synonyms(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and correction of every name given in a module that the glossary has another word for."""
    for node in ast.walk(tree):
        for name in _given_names(node):
            for word in re.findall(r"[A-Z]?[a-z]+", name):
                right = GLOSSARY.get(word.lower().removesuffix("s"))
                if right:
                    yield getattr(node, "lineno", 0), f"{name}: say {right}"


def _given_names(node: ast.AST) -> list[str]:
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return [name]
        case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return [name]
    return []
