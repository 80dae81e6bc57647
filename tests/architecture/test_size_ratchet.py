"""Small files, small functions, few parameters: a larger one is named with its reason, as long as it needs to be."""

from __future__ import annotations

import ast
import tomllib

import msgspec
import pytest

from tests.architecture.sizes import Excess, Function, Permission, excesses, judge, parameters
from tests.architecture.sources import ROOT, code_files

EXCEPTIONS = ROOT / "tests" / "architecture" / "size_exceptions.toml"
MEASURED = (".py", ".sql", ".html", ".css", ".js")


def test_nothing_is_larger_than_the_house_allows() -> None:
    files = code_files(*MEASURED)
    assert len(files) > 50, "the ratchet does not see the code"
    found = [excess for path in files for excess in excesses(str(path), (ROOT / path).read_text(encoding="utf-8"))]
    listed = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8")).get("exception", [])
    faults = judge(found, msgspec.convert(listed, list[Permission]))
    assert not faults, "\n".join(faults)


def function(name: str, body_lines: int) -> str:
    return f"def {name}():\n" + "    pass\n" * body_lines


def test_a_file_of_301_lines_is_found_and_one_of_300_is_not() -> None:
    assert list(excesses("a.sql", "--\n" * 301)) == [Excess("a.sql", "lines", 301)]
    assert list(excesses("a.sql", "--\n" * 300)) == []


def test_a_function_of_51_lines_is_found_and_one_of_50_is_not() -> None:
    text = function("just_right", 49) + function("too_long", 50)
    assert list(excesses("a.py", text)) == [Excess("a.py::too_long", "lines", 51)]


def test_a_long_method_and_a_long_inner_function_are_found_by_their_full_name() -> None:
    inner = "".join(f"        {line}\n" for line in function("inner", 60).splitlines())
    text = f"class Till:\n    def sell(self):\n{inner}"
    assert [excess.what for excess in excesses("a.py", text)] == ["a.py::Till.sell", "a.py::Till.sell.inner"]


@pytest.mark.parametrize(
    ("signature", "count"),
    [
        ("()", 0),
        ("(self, a, b)", 2),
        ("(cls, a)", 1),
        ("(a, self)", 2),
        ("(a, b, /, c, d=1, *, e, f=2)", 6),
        ("(a, *rest, **named)", 3),
    ],
)
def test_parameters_are_counted_as_a_caller_sees_them(signature: str, count: int) -> None:
    parsed = ast.parse(f"def f{signature}: ...").body[0]
    assert isinstance(parsed, Function)
    assert parameters(parsed) == count


def test_six_parameters_are_found() -> None:
    text = "class Till:\n    def sell(self, a, b, c, *, d, e, f): ..."
    assert list(excesses("a.py", text)) == [Excess("a.py::Till.sell", "parameters", 6)]


PERMISSION = Permission("a.py::f", "lines", 60, "a table of cases reads best in one place")


@pytest.mark.parametrize(
    ("found", "permissions", "faults"),
    [
        ([Excess("a.py::f", "lines", 60)], [PERMISSION], []),
        ([Excess("a.py::f", "lines", 51)], [], ["a.py::f: 51 lines"]),
        ([Excess("a.py::f", "lines", 61)], [PERMISSION], ["a.py::f: 61 lines, its exception ends at 60"]),
        ([], [PERMISSION], ["a.py::f: its exception for lines is not needed"]),
        (
            [Excess("a.py", "lines", 301)],
            [Permission("a.py", "lines", 400, "")],
            ["a.py: an exception without a reason"],
        ),
    ],
    ids=["permitted", "without permission", "above its ceiling", "no longer needed", "without a reason"],
)
def test_the_ratchet_only_turns_one_way(found: list[Excess], permissions: list[Permission], faults: list[str]) -> None:
    assert judge(found, permissions) == faults
