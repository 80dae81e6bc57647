"""Documents made to harm: refused in one fault and in no time, whatever they try."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
import time

import pytest

from setia.engine.rules.documents import to_json
from setia.services.documents import read, read_program
from setia.services.yaml_text import DEPTH_MAX, SIZE_MAX
from tests.services.documents_for_tests import faults, faults_of_any, with_line

SECONDS = 1.0
"""Computing that any document may cause until it is refused; the worst of them would cause minutes."""

BILLION_LAUGHS = "\n".join(
    ["a: &a [x]", *(f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefg", "bcdefgh", strict=True))]
)

TRICKS = {
    "an anchor": ("id: test\nname: &n {en: Test}", "anchor_refused", 2),
    "an alias": ("name: *n", "alias_refused", 1),
    "a billion laughs": (BILLION_LAUGHS, "anchor_refused", 1),
    "an anchor on a key": ("&k id: test", "anchor_refused", 1),
    "a merge of an alias": ("id: test\n<<: *d", "alias_refused", 2),
    "a tag": ("id: !!str 5", "tag_refused", 1),
    "a tag of python": ("id: test\nname: !!python/object/apply:os.system ['true']", "tag_refused", 2),
    "a tag of one's own": ("id: !secret x", "tag_refused", 1),
    "a tag that says nothing": ("id: ! x", "tag_refused", 1),
    "a directive": ("%YAML 1.1\n---\nid: test", "directive_refused", 1),
    "a tag directive": ("%TAG ! tag:example.com,2000:\n---\nid: test", "directive_refused", 1),
    "a tab for indentation": ("name:\n\ten: Test", "not_yaml", 2),
    "two documents": ("id: test\n---\nid: other", "not_yaml", 2),
    "an open quote": ('id: test\nname: "Te', "not_yaml", 2),
    "an open bracket": ("id: test\nname: [", "not_yaml", 2),
    "a closing bracket too many": ("id: test]\nname: ]", "not_yaml", 2),
    "a colon in a plain text": ("id: test\nname: a: b", "not_yaml", 2),
    "a key that is a list": ("? [a, b]\n: 1", "key_not_text", 1),
    "the same key in quotes": ("id: test\n'id': other", "duplicate_key", 2),
}


@pytest.mark.parametrize(("text", "code", "line"), TRICKS.values(), ids=TRICKS.keys())
def test_a_trick_of_yaml_is_refused_with_its_line(text: str, code: str, line: int) -> None:
    found = faults_of_any(text)[0]
    assert found.code == code
    assert abs(found.line - line) <= (1 if code == "not_yaml" else 0)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "# only a comment\n", "---\n", "---\n...\n"])
def test_a_document_of_nothing_is_refused(text: str) -> None:
    assert faults(text)[0].code in ("empty", "wrong_type")


@pytest.mark.parametrize("text", ["just words", "5", "[]", "- a\n- b", "null", "{}"])
def test_a_document_that_is_no_program_is_refused(text: str) -> None:
    assert faults(text)[0].code in ("wrong_type", "missing_field")


@pytest.mark.parametrize(
    "letter", ["\0", "\x07", "\x1b", "\x7f", "\ud800", "\ufffe", "\uffff"], ids=lambda one: f"{ord(one):04x}"
)
def test_a_letter_that_is_none_is_refused_where_it_stands(letter: str) -> None:
    for text in (f"id: te{letter}st", f'id: "te{letter}st"', f"id: test # {letter}"):
        assert [found.code for found in faults_of_any(text)] == ["not_yaml"]


@pytest.mark.parametrize("escape", ["\\0", "\\x00", "\\u0000", "\\ud800", "\\udfff", "\\ud83d", "\\ude00\\ud83d"])
def test_a_letter_that_is_none_is_refused_when_it_is_escaped_too(escape: str) -> None:
    """NUL cannot be stored by PostgreSQL, half a surrogate pair by nobody: neither may get as far as the database."""
    (found,) = faults(with_line(4, f'  en: "te{escape}st"'))
    assert found.line == 4


NESTS = {
    "brackets": "[" * 30_000,
    "brackets that close": "[" * 30_000 + "]" * 30_000,
    "braces": "{a: " * 30_000,
    "dashes": "- " * 30_000,
    "question marks": "? " * 30_000,
    "json": '{"a":' * 12_000 + "1" + "}" * 12_000,
    "steps": "\n".join(" " * depth + "a:" for depth in range(400)),
    "a few more than are allowed": "[" * (DEPTH_MAX + 2) + "]" * (DEPTH_MAX + 2),
}


READER = """
import resource, sys, time
from setia.services.documents import BadDocument, read_program
text = sys.stdin.buffer.read().decode()
began = time.process_time()
hard = int(began) + int(sys.argv[1]) + 1
resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
try:
    read_program(text)
    code = "sound"
except BadDocument as bad:
    code = bad.faults[0].code
sys.stdout.write(f"{code} {time.process_time() - began}")
"""


def refused_within(seconds: float, text: str) -> str:
    """The code that a process of its own refuses a document with; it is ended where it computes for longer."""
    command = [sys.executable, "-c", READER, str(math.ceil(seconds))]
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False, timeout=300)
    if done.returncode == -signal.SIGXCPU or done.returncode == -signal.SIGKILL:
        pytest.fail(f"no answer after {math.ceil(seconds)} s of computing")
    assert done.returncode == 0, done.stderr.decode()[-500:]
    code, took = done.stdout.decode().split()
    assert float(took) < seconds
    return code


@pytest.mark.slow
@pytest.mark.parametrize("text", NESTS.values(), ids=NESTS.keys())
def test_however_deep_a_document_is_nested_it_is_refused_at_once(text: str) -> None:
    assert refused_within(SECONDS, text) in ("too_deep", "not_yaml", "key_not_text")


def test_as_deep_as_is_allowed_is_read() -> None:
    depth = DEPTH_MAX - 1
    plain, _ = read("[" * depth + "1" + "]" * depth)
    for _ in range(depth):
        (plain,) = plain
    assert plain == 1


def test_ten_megabytes_are_refused_at_once() -> None:
    for text in ("a" * 10_000_000, "[" * 10_000_000, "\u0e01" * 3_400_000):
        began = time.perf_counter()
        assert [found.code for found in faults_of_any(text)] == ["too_large"]
        assert time.perf_counter() - began < SECONDS


def test_size_is_measured_in_bytes() -> None:
    assert faults_of_any("#" + "\u0e01" * (SIZE_MAX // 3 + 1))[0].code == "too_large"
    assert faults_of_any("#" + "a" * (SIZE_MAX - 1))[0].code == "empty"


CROWDS = {
    "numbers": "[" + "1," * (SIZE_MAX // 2 - 2) + "]",
    "pairs": "{" + "".join(f"{n}: 1, " for n in range(40_000)) + "}",
    "lines": "".join(f"a{n}: 1\n" for n in range(40_000)),
    "dashes": "-\n" * (SIZE_MAX // 2),
    "commas": "[" + "," * (SIZE_MAX - 2) + "]",
    "quotes": "['" + "''" * (SIZE_MAX // 2 - 4) + "']",
    "escapes": '"' + "\\n" * (SIZE_MAX // 2 - 4) + '"',
    "one long word": "a" * SIZE_MAX,
    "colons": ":" * SIZE_MAX,
    "comments": "#\n" * (SIZE_MAX // 2),
}


@pytest.mark.slow
@pytest.mark.parametrize("text", CROWDS.values(), ids=CROWDS.keys())
def test_however_much_is_crowded_into_a_document_it_takes_no_longer_than_a_person_waits(text: str) -> None:
    """Half a megabyte is allowed; what it holds must not take minutes (reliability, F22: a cap on nodes)."""
    assert refused_within(5 * SECONDS, text) != "sound"


def test_a_fault_in_a_crowd_does_not_repeat_the_crowd() -> None:
    text = "{" + "".join(f"{n}: 1e5, " for n in range(2_000)) + "}"
    assert len(faults_of_any(text)) <= 2_000
    assert all(len(found.found) <= 200 for found in faults_of_any(text))


def test_what_is_read_can_be_stored() -> None:
    compiled = read_program(with_line(4, '  en: "\\u00e9\\t\\u0e01\\U0001F600"'))
    assert compiled.program.name["en"] == "\u00e9\t\u0e01\U0001f600"
    assert to_json(compiled.program).decode()
