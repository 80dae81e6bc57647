"""Nothing that somebody writes is ever run: no eval, exec, pickle or import by name in the product (T13)."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.sources import ROOT

SOURCE = ROOT / "src" / "setia"
CALLS = frozenset(
    {"eval", "exec", "compile", "__import__", "import_module", "run_path", "run_module", "system", "popen"}
)
MODULES = frozenset({"pickle", "marshal", "shelve", "dill", "runpy", "code", "codeop", "imp", "importlib.util"})
HARMLESS = frozenset({"re"})
"""`re.compile` makes a pattern, not code."""
BY_A_NAME_OF_OUR_OWN = frozenset({"import_module"})
"""Harmless with a constant of the module, in capitals, or one out of such a table: nothing that somebody wrote."""


def faults(text: str) -> list[str]:
    """Calls and imports in a module that could run what somebody wrote, each with its line."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and (name := _called(node.func)) and not _by_our_name(node, name):
            found.append(f"line {node.lineno} calls {name}")
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
            found += [f"line {node.lineno} imports {name}" for name in names if name in MODULES]
    return found


def _by_our_name(call: ast.Call, name: str) -> bool:
    argument = call.args[0] if len(call.args) == 1 else None
    if isinstance(argument, ast.Subscript):  # whoever chooses among them, they are ours
        argument = argument.value
    return name in BY_A_NAME_OF_OUR_OWN and isinstance(argument, ast.Name) and argument.id.isupper()


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        of = function.value.id if isinstance(function.value, ast.Name) else ""
        return f"{of}.{function.attr}" if function.attr in CALLS and of not in HARMLESS else ""
    return function.id if isinstance(function, ast.Name) and function.id in CALLS else ""


def test_no_module_can_run_what_somebody_writes() -> None:
    modules = sorted(SOURCE.rglob("*.py"))
    assert len(modules) > 200
    found = {str(path.relative_to(ROOT)): faults(path.read_text(encoding="utf-8")) for path in modules}
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "text",
    [
        "eval('1')",
        "exec(document)",
        "builtins.eval(text)",
        "compile(text, '', 'exec')",
        "__import__(name)",
        "importlib.import_module(name)",
        "import_module(names[NAME])",
        "import pickle",
        "from marshal import loads",
        "os.system(command)",
    ],
)
def test_whatever_could_run_it_is_found(text: str) -> None:
    assert len(faults(text)) == 1


def test_a_module_named_by_a_constant_is_no_code_of_somebody_else() -> None:
    assert faults("import_module(ENTRY).main()") == []
    assert faults("import_module(ENTRIES[name]).main()") == []


def test_patterns_are_no_code() -> None:
    assert faults("import re\nre.compile('a')\n") == []
