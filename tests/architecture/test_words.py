"""Names say what a thing is, one word per idea, and no file speaks of the machine it was written on."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, code_files, project_files
from tests.architecture.words import refused_names, refused_texts, wrong_synonyms


def text_of(path: Path) -> str:
    """Contents of a file, empty where it is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_folder_or_module_has_a_name_that_says_nothing() -> None:
    found = [f"{path}: {name}" for path in project_files() for name in refused_names(path)]
    assert not found, "\n".join(found)


def test_no_file_has_unfinished_work_a_registry_or_a_path_of_one_machine_in_it() -> None:
    files = project_files()
    assert len(files) > 50, "the check does not see the repository"
    found = [f"{path}:{line} {what}" for path in files for line, what in refused_texts(text_of(path))]
    assert not found, "\n".join(found)


def test_the_code_speaks_the_words_of_the_glossary() -> None:
    found = [
        f"{path}:{line} {what}"
        for path in code_files(".py")
        if path.parts[0] == "src"
        for line, what in wrong_synonyms(ast.parse(text_of(path)))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("src/setia/utils/dates.py", ["utils"]),
        ("src/setia/storage/helpers.py", ["helpers"]),
        ("src/setia/Common/__init__.py", ["Common"]),
        ("requirements/core.txt", []),
        ("src/setia/storage/models/account.py", []),
    ],
)
def test_a_refused_name_is_found(path: str, names: list[str]) -> None:
    assert refused_names(Path(path)) == names


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("# TO" + "DO: later", ["unfinished work"]),
        ("x = 1  # FIX" + "ME", ["unfinished work"]),
        ("x = 1  # X" + "XX: later", ["unfinished work"]),
        ("currency = 'XXX'", []),
        ("see https://py" + "pi.org/project/x", ["a package registry's host"]),
        ("open('/ho" + "me/someone/ledger')", ["a path of one machine"]),
        ("cd /wo" + "rk/main", ["a path of one machine"]),
        ("todos and fixmes are words; so is /homeward", []),
        ("https://example.com/home/index.html and {base}/home/page", []),
    ],
)
def test_a_refused_text_is_found(text: str, kinds: list[str]) -> None:
    assert [what.split(":")[0] for _, what in refused_texts(text)] == kinds


def test_a_wrong_synonym_is_found_wherever_a_name_is_given() -> None:
    sample = "class CustomerCard: ...\ndef f(tenant_id):\n    self.shoppers = reservation = custom = 1\n"
    assert sorted(what for _, what in wrong_synonyms(ast.parse(sample))) == [
        "CustomerCard: say member",
        "reservation: say hold",
        "shoppers: say member",
        "tenant_id: say program",
    ]
