"""What the source says of the types of a program document: of each class, of each of its fields, of named choices."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from inspect import cleandoc
from pathlib import Path


def of_class(cls: type) -> str:
    """A class's docstring."""
    return cleandoc(cls.__doc__ or "")


def of_fields(cls: type) -> dict[str, str]:
    """The strings under the fields of a class by name; of a field without one, that under its named choice."""
    found: dict[str, str] = {}
    for base in cls.__bases__:
        if base.__module__.startswith("setia."):
            found |= of_fields(base)
    for before, after in _pairs(_class(cls).body):
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name):
            named = (_alias(name, cls.__module__) for name in _names(before.annotation))
            said = _text(after) or next(filter(None, named), "")
            if said:
                found[before.target.id] = said
    return found


def _alias(name: str, module: str) -> str:
    """What is said under a type of the engine that a module knows by this name, wherever it has it from."""
    for node in _tree(module).body:
        if isinstance(node, ast.ImportFrom) and any((one.asname or one.name) == name for one in node.names):
            return _alias(name, node.module) if (node.module or "").startswith("setia.") and node.module else ""
    return _aliases(module).get(name, "") if module.startswith("setia.engine.") else ""


@cache
def _aliases(module: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for before, after in _pairs(_tree(module).body):
        if isinstance(before, ast.Assign) and isinstance(before.targets[0], ast.Name) and _text(after):
            found[before.targets[0].id] = _text(after)
    return found


@cache
def _tree(module: str) -> ast.Module:
    file = sys.modules[module].__file__
    assert file is not None
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def _class(cls: type) -> ast.ClassDef:
    classes = (node for node in _tree(cls.__module__).body if isinstance(node, ast.ClassDef))
    return next(node for node in classes if node.name == cls.__name__)


def _pairs(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, ast.stmt | None]]:
    yield from zip(body, [*body[1:], None], strict=True)


def _text(node: ast.stmt | None) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return cleandoc(node.value.value)
    return ""


def _names(annotation: ast.expr) -> list[str]:
    return [node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)]
