"""Measures files, functions and parameter lists, so that their limits can be held by a test."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from msgspec import Struct

FILE_LINES = 300
FUNCTION_LINES = 50
PARAMETERS = 5

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Excess(Struct, frozen=True):
    """Something larger than the house allows: `what` is `path` or `path::qualified.name`."""

    what: str
    measure: str
    found: int


class Permission(Struct, frozen=True, forbid_unknown_fields=True):
    """A named exception: up to `ceiling`, for a reason that a reader can judge."""

    what: str
    measure: str
    ceiling: int
    reason: str


def excesses(path: str, text: str) -> Iterator[Excess]:
    """Everything too large in one file; the insides of Python files only."""
    lines = len(text.splitlines())
    if lines > FILE_LINES:
        yield Excess(path, "lines", lines)
    if not path.endswith(".py"):
        return
    for name, function in _functions(ast.parse(text), ""):
        found = (function.end_lineno or function.lineno) - function.lineno + 1
        if found > FUNCTION_LINES:
            yield Excess(f"{path}::{name}", "lines", found)
        found = parameters(function)
        if found > PARAMETERS:
            yield Excess(f"{path}::{name}", "parameters", found)


def parameters(function: Function) -> int:
    """How many a caller may give: all but self and cls, `*args` and `**kwargs` one each."""
    arguments = function.args
    named = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    bound = named[:1] in (["self"], ["cls"])
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    return len(named) - bound + len(arguments.kwonlyargs) + len(starred)


def judge(found: list[Excess], permissions: list[Permission]) -> list[str]:
    """What breaks the ratchet: an excess without permission or above it, and a permission that nothing needs."""
    ceilings = {(permission.what, permission.measure): permission.ceiling for permission in permissions}
    needed = {(excess.what, excess.measure) for excess in found}
    faults = []
    for excess in found:
        ceiling = ceilings.get((excess.what, excess.measure))
        if ceiling is None:
            faults.append(f"{excess.what}: {excess.found} {excess.measure}")
        elif excess.found > ceiling:
            faults.append(f"{excess.what}: {excess.found} {excess.measure}, its exception ends at {ceiling}")
    for permission in permissions:
        if (permission.what, permission.measure) not in needed:
            faults.append(f"{permission.what}: its exception for {permission.measure} is not needed")
        if not permission.reason:
            faults.append(f"{permission.what}: an exception without a reason")
    return faults


def _functions(node: ast.AST, outer: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef):
            name = f"{outer}{child.name}"
            if isinstance(child, Function):
                yield name, child
            yield from _functions(child, f"{name}.")
        else:
            yield from _functions(child, outer)
