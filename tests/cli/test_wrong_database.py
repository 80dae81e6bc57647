"""Every command on a database that is not there, not set up, or none at all: one sentence, and nothing changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.db import connection

from setia.services.initialise import initialise
from tests.cli.terminal import commands, process, setia, with_arguments
from tests.conftest import use

NEED_NO_DATABASE = (
    ["init"],
    *(["program", verb] for verb in ("validate", "new", "explain", "schema", "diff")),
    ["restore"],
    *(["sandbox", verb] for verb in ("create", "remove")),
    ["doctor"],
)
"""The last says of any database what is wrong with it; the one before makes one."""

NEEDY = [(words, needed) for words, needed in commands() if words not in NEED_NO_DATABASE]
NAMES = [" ".join(words) for words, _ in NEEDY]


def test_every_command_is_known() -> None:
    assert {"advance", "audit", "import purchases", "member show", "program apply", "program show", "report"} <= set(
        NAMES
    )


@pytest.mark.parametrize(("words", "needed"), NEEDY, ids=NAMES)
def test_a_database_that_was_never_set_up_is_named_with_what_to_do(
    tmp_path: Path, words: list[str], needed: list[str]
) -> None:
    with use(f"sqlite:///{tmp_path / 'shop.sqlite3'}"):
        answer = setia(*with_arguments(words, needed, tmp_path))
    assert (answer.code, answer.out) == (2, "")
    assert f"{tmp_path / 'shop.sqlite3'} has not been set up" in answer.told
    assert "setia init" in answer.err


def test_a_mistyped_name_does_not_leave_an_empty_database_behind(tmp_path: Path) -> None:
    with use(f"sqlite:///{tmp_path / 'shpo.sqlite3'}"):
        assert setia("audit").code == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("words", "needed"), NEEDY, ids=NAMES)
@pytest.mark.parametrize("content", [b"this is a letter to my aunt\n" * 100, b"", b"SQLite format 3\0" + bytes(500)])
def test_a_file_that_is_no_database_is_left_as_it_is(
    tmp_path: Path, words: list[str], needed: list[str], content: bytes
) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(content)
    with use(f"sqlite:///{path}"):
        answer = setia(*with_arguments(words, needed, tmp_path))
    assert answer.code in (1, 2)
    assert "cannot be used" in answer.err or "has not been set up" in answer.err
    assert "letter.txt" in answer.told
    assert not content or path.read_bytes() == content


@pytest.mark.parametrize("words", [["init"], ["init", "--repair"], ["audit"]])
def test_a_folder_that_does_not_exist_is_not_made(tmp_path: Path, words: list[str]) -> None:
    with use(f"sqlite:///{tmp_path / 'no' / 'shop.sqlite3'}"):
        answer = setia(*words)
    assert answer.code in (1, 2)
    assert answer.err.startswith("Error:")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [["init"], ["init", "--repair"]])
def test_a_letter_is_not_made_a_database(tmp_path: Path, words: list[str]) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"this is a letter to my aunt\n" * 100)
    with use(f"sqlite:///{path}"):
        answer = setia(*words)
    assert answer.code == 1
    assert "cannot be used" in answer.err
    assert path.read_bytes() == b"this is a letter to my aunt\n" * 100


def test_another_programs_database_is_not_mistaken_for_ours(tmp_path: Path) -> None:
    path = tmp_path / "theirs.sqlite3"
    with sqlite3.connect(path) as theirs:
        theirs.execute("CREATE TABLE member (name TEXT)")
    theirs.close()
    with use(f"sqlite:///{path}"):
        assert "has not been set up" in setia("audit").err
        answer = setia("init")
    assert (answer.code, answer.err.startswith("Error:")) == (1, True)


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with use("postgresql://setia@127.0.0.1:1/shop"):
        for words in (["audit"], ["init"], ["init", "--repair"]):
            answer = setia(*words)
            assert answer.code == 1
            assert "cannot be used" in answer.err


def test_guards_cannot_be_repaired_where_there_is_nothing_to_guard(tmp_path: Path) -> None:
    with use(f"sqlite:///{tmp_path / 'shop.sqlite3'}"):
        answer = setia("init", "--repair")
    assert (answer.code, answer.err.startswith("Error:")) == (2, True)


@pytest.mark.parametrize("words", [["audit"], ["program", "show"], ["report"], ["member", "show", "Aisyah"]])
def test_a_database_that_is_half_there_is_one_sentence(tmp_path: Path, words: list[str]) -> None:
    """Some tables are gone: restored from half a backup, or set up by another version."""
    with use(f"sqlite:///{tmp_path / 'shop.sqlite3'}"):
        initialise("simulated", 0)
        with connection.cursor() as cursor:
            for table in ("program_version", "wallet", "ledger_entry"):
                cursor.execute(f"DROP TABLE {table}")
        answer = setia(*words)
    assert answer.code in (1, 2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "database",
    ["mysql://u@h/db", "postgresql://h:port/db", "sqlite:/shop", "http://h/x", "://", "postgres://h:99999/d"],
)
def test_an_address_that_makes_no_sense_is_one_sentence(tmp_path: Path, database: str) -> None:
    for answer in (
        process("--database", database, "audit", folder=tmp_path),
        process("audit", folder=tmp_path, DATABASE_URL=database),
    ):
        assert answer.code in (1, 2)
        assert "Traceback" not in answer.err
        assert answer.err.startswith("Error:")
