"""A program printed as a document is read as the same program, and reads as if a person had written it."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from msgspec.structs import replace

from setia.engine.rules.documents import from_plain
from setia.engine.rules.program import Program
from setia.services.document_text import to_pretty_json, to_yaml
from setia.services.documents import read, read_program
from tests.architecture.sources import ROOT
from tests.documents.seeds import seed_of_this_run
from tests.documents.writing import write
from tests.services.documents_for_tests import LINES

SHIPPED = sorted((ROOT / "programs").glob("*.yaml"))
SMALL = read_program("\n".join(LINES)).program


def again(text: str) -> Program:
    """The program that a text says."""
    return from_plain(read(text)[0])


def named(text: str) -> Program:
    """A program with this text as its name, and as the code of a language."""
    return replace(SMALL, name={"en": text, text: "x"})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_program_that_comes_with_setia_is_printed_and_read_again(path: Path) -> None:
    program = read_program(path.read_text(encoding="utf-8")).program
    assert again(to_yaml(program)) == program
    assert again(to_pretty_json(program)) == program


def test_programs_at_random_are_printed_and_read_again(capsys: pytest.CaptureFixture[str]) -> None:
    seed = seed_of_this_run()
    with capsys.disabled():
        sys.stdout.write(f"\nprinted and read again: SETIA_SEED={seed}\n")
    random = Random(seed)
    for _ in range(500):
        program = from_plain(write(random))
        for text in (to_yaml(program), to_pretty_json(program)):
            assert again(text) == program, text


TEXTS = [
    *"no yes NO off true null ~ n 010 1e3 1_000 0x10 12:30:45 2027-01-31 2027-01-31T12:00:00Z 1.50 .inf .nan".split(),
    *"#a [x] {x} &a *a !a %a @a `a` it's ' a\\b --- ... x: :x << = \u00bd \uff11 P12M a#b +1 -1 5 | >".split(),
    *("- x", "a: b", "a #b", '"', "a, b", "? x", " lead", "trail ", "", "12 eggs", "caf\u00e9", "a|b", "x" * 100),
    *("\u0e04\u0e30\u0e41\u0e19\u0e19", "\U0001f600", "\u00a0", "\ufeffx", "\x7f", "\x85", "\u2028", "\t", "a\nb"),
    *("\u0e31", "\r\n", "\u202e", "a\n"),
]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_whatever_a_text_is_it_comes_back(text: str) -> None:
    for printed in (to_yaml(named(text)), to_pretty_json(named(text))):
        assert again(printed) == named(text), printed


QUOTED = ("no", "Off", "010", "1e3", "1_000", "2027-01-31", "1.50", "5", "a: b", "- x")
PLAIN = ("Kopi O", "\u0e04\u0e30\u0e41\u0e19\u0e19", "12 eggs", "it's", "P12M", "a-b_c.d", "100 (net)")


def test_a_text_is_quoted_where_another_reader_could_take_it_for_something_else() -> None:
    for text in QUOTED:
        assert f'"{text}": x' in to_yaml(named(text)), text
    for text in PLAIN:
        assert f"{text}: x" in to_yaml(named(text)), text
        assert '"' not in to_yaml(named(text)).split("currency")[0], text


WRITTEN = {"1.00": "1.00", "0.10": "0.10", "100": '"100"', "1.123456": "1.123456", "1." + "0" * 20: f'"1.{"0" * 20}"'}


@pytest.mark.parametrize(("amount", "printed"), WRITTEN.items())
def test_the_digits_of_an_amount_are_those_that_were_written(amount: str, printed: str) -> None:
    effect = {"kind": "points_per_amount", "points": 1, "per": amount}
    program = from_plain({**read("\n".join(LINES))[0], "rules": [{"id": "base", "effects": [effect]}]})
    assert f"per: {printed}}}" in to_yaml(program)
    assert again(to_yaml(program)) == program


AS_BY_HAND = """\
format: 1
id: test
name: {en: Test}
currency: USD
zone: UTC
effective_from: "2017-01-01"

wallets:
  - id: points
    unit: {en: points}
    expiry: {after: P12M}

rules:
  - id: base
    effects:
      - {kind: points_per_amount, points: 1, per: 1.00}
"""


def test_it_looks_as_if_it_had_been_written_by_hand() -> None:
    assert to_yaml(SMALL) == AS_BY_HAND


def test_what_is_long_stands_on_lines_of_its_own() -> None:
    long = replace(SMALL, name={"en": "word " * 12 + "end", "ms": "kata " * 12 + "tamat"})
    assert f"name:\n  en: {long.name['en']}\n  ms: " in to_yaml(long)
    assert again(to_yaml(long)) == long
