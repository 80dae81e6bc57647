"""Finds what a pure engine may not contain: a clock, chance, input, output, floating point, an order left to hashing.

It reads names, not meanings: `Fraction / Fraction` is exact and still refused, and a set that hides behind a function's
result is not seen. What it refuses is always worth writing otherwise.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

ALLOWED_MODULES = frozenset(
    """__future__ abc bisect calendar collections copy dataclasses datetime decimal enum fractions functools hashlib
    heapq hmac itertools msgspec operator re string types typing typing_extensions zoneinfo""".split()
)
"""Everything else of the standard library is refused until somebody can say here why it is pure."""

ALLOWED_OF_MATH = frozenset({"comb", "gcd", "isqrt", "lcm", "perm", "prod"})
BANNED_NAMES = frozenset(
    "breakpoint compile complex eval exec float globals hash id input locals open print __import__".split()
)
CLOCKS = frozenset({"now", "today", "utcnow"})
FLOATING_METHODS = frozenset({"fromtimestamp", "timestamp", "total_seconds", "utcfromtimestamp"})
ORDERED_CONSUMERS = frozenset({"dict", "enumerate", "filter", "iter", "list", "map", "next", "tuple", "zip"})


def sins(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and description of everything refused in one parsed module."""
    sets = _names_of_sets(tree)
    for node in ast.walk(tree):
        line = getattr(node.iter if isinstance(node, ast.comprehension) else node, "lineno", 0)
        for sin in (*_imports(node), *_numbers(node), *_names(node), *_order(node, sets)):
            yield line, sin


def _imports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if not _may_import(alias.name):
                yield f"import {alias.name}"
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        if node.level:
            yield "relative import"
        elif module == "math":
            yield from (f"math.{alias.name}" for alias in node.names if alias.name not in ALLOWED_OF_MATH)
        elif not _may_import(module):
            yield f"from {module} import"
    elif isinstance(node, ast.Global):
        yield "global state"


def _may_import(module: str) -> bool:
    return module.split(".")[0] in ALLOWED_MODULES or module == "setia.engine" or module.startswith("setia.engine.")


def _numbers(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
        yield f"literal {node.value}"
    elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
        yield "true division"
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and isinstance(node.right, ast.UnaryOp):
        yield "negative power"


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in BANNED_NAMES:
        yield node.id
    elif isinstance(node, ast.Attribute) and node.attr in CLOCKS and _dotted(node.value).endswith(("date", "datetime")):
        yield f"{_dotted(node.value)}.{node.attr}"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in CLOCKS | FLOATING_METHODS:
            yield f"{node.func.attr}()"
        elif node.func.attr == "astimezone" and not node.args:
            yield "astimezone() into the machine's own zone"


def _order(node: ast.AST, sets: frozenset[str]) -> Iterator[str]:
    """Places where the order of a set would decide something."""
    read: list[ast.expr] = []
    if isinstance(node, ast.For | ast.comprehension):
        read = [node.iter]
    elif isinstance(node, ast.Starred):
        read = [node.value]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ORDERED_CONSUMERS:
        read = list(node.args)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "pop" and not node.args:
            read = [node.func.value]
        elif node.func.attr in {"extend", "join"}:
            read = list(node.args)
    for expression in read:
        if _is_set(expression) or _dotted(expression) in sets:
            yield f"order of a set: {ast.unparse(expression)}"


def _is_set(expression: ast.expr) -> bool:
    return isinstance(expression, ast.Set | ast.SetComp) or (
        isinstance(expression, ast.Call) and _dotted(expression.func) in {"set", "frozenset"}
    )


def _names_of_sets(tree: ast.AST) -> frozenset[str]:
    """Names that this module somewhere annotates as a set, or assigns one to."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _is_set(node.value):
            names.update(_dotted(target) for target in node.targets)
        elif isinstance(node, ast.AnnAssign) and _is_set_type(node.annotation):
            names.add(_dotted(node.target))
        elif isinstance(node, ast.arg) and node.annotation is not None and _is_set_type(node.annotation):
            names.add(node.arg)
    return frozenset(names - {""})


def _is_set_type(annotation: ast.expr) -> bool:
    outer = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    return _dotted(outer) in {"set", "frozenset", "AbstractSet", "Set"}


def _dotted(expression: ast.expr) -> str:
    """`a.b` as text, empty for anything that is not a plain name with attributes."""
    if isinstance(expression, ast.Name):
        return expression.id
    if isinstance(expression, ast.Attribute):
        outer = _dotted(expression.value)
        return f"{outer}.{expression.attr}" if outer else ""
    return ""
