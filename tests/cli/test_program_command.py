"""`setia program`: a document is checked, applied and shown; a wrong one is named by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.services.documents import read_program
from setia.storage.models import ProgramVersion
from tests.cli.terminal import setia
from tests.shop import GROCERY, Shop
from tests.storage.tables import dump

TEXT = GROCERY.read_text(encoding="utf-8")


def document(folder: Path, *changes: tuple[str, str]) -> Path:
    """The grocery program with changes, as a file."""
    text = TEXT
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = folder / "program.yaml"
    path.write_text(text, encoding="utf-8")
    return path


WRONG = {
    "a field misspelt": (("currency: USD", "curency: USD"), 10, "did you mean `currency`?"),
    "an unknown currency": (("currency: USD", "currency: XXX"), 10, "XXX"),
    "an unknown zone": (("zone: UTC", "zone: Asia/Kualalumpur"), 11, "Asia/Kualalumpur"),
    "30 February": (("2017-01-01", "2017-02-30"), 12, "2017-02-30"),
    "not a number": (("per: 1.00", "per: .nan"), 28, ".nan"),
    "1e400": (("per: 1.00", "per: 1e400"), 28, "1e400"),
    "full-width digits": (("points: 1,", "points: \uff11,"), 28, "is not a number such as 1"),
    "a negative amount": (("per: 1.00", "per: -1.00"), 28, "-1.00"),
    "a field twice": (("zone: UTC", "zone: UTC\nzone: UTC"), 12, "twice"),
    "an anchor": (("zone: UTC", "zone: &z UTC"), 11, "anchors"),
    "markup of the terminal": (("currency: USD", "currency: '[red]'"), 10, "`[red]`"),
    "a closing tag of the terminal": (("currency: USD", "currency: '[/red]'"), 10, "`[/red]`"),
    "braces": (("currency: USD", "currency: '{found}'"), 10, "`{found}`"),
}


@pytest.mark.parametrize(("change", "line", "told"), WRONG.values(), ids=WRONG.keys())
@pytest.mark.usefixtures("database")
def test_a_wrong_document_is_named_by_file_and_line_and_changes_nothing(
    tmp_path: Path, change: tuple[str, str], line: int, told: str
) -> None:
    before = dump()
    path = document(tmp_path, change)
    for verb in ("validate", "apply"):
        answer = setia("program", verb, path)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith(f"{path}:{line}: ")
        assert told in answer.err
        assert len(answer.err.splitlines()) == 1
    assert dump() == before


UNREADABLE = {
    "no file": None,
    "a folder": "folder",
    "no text": b"\xff\xfe\x00\x01",
    "nothing": b"",
    "a NUL": b"id: te\0st",
    "ten megabytes": b"a" * 10_000_000,
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_file_that_cannot_be_read_is_named(database: str, tmp_path: Path, content: bytes | str | None) -> None:
    path = tmp_path / "program.yaml"
    if content == "folder":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    for verb in ("validate", "apply"):
        answer = setia("program", verb, path)
        assert (answer.code, answer.out) == (2, "")
        assert str(path) in answer.err
        assert len(answer.err) < 1_000


def test_half_a_letter_is_refused_before_it_gets_as_far_as_the_database(database: str, tmp_path: Path) -> None:
    path = document(tmp_path, ("en: Grocery points", 'en: "\\ud800"'))
    before = dump()
    for verb in ("validate", "apply"):
        assert setia("program", verb, path).code == 2
    assert dump() == before


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = document(tmp_path, ("currency: USD", "currency: XXX"), ("zone: UTC", "zone: Nowhere/Else"))
    lines = setia("program", "validate", path).err.splitlines()
    assert [line.split(" ")[0] for line in lines] == [f"{path}:10:", f"{path}:11:"]


def test_a_sound_document_is_said_to_be_sound_without_any_database(tmp_path: Path) -> None:
    answer = setia("program", "validate", GROCERY)
    assert (answer.code, answer.err) == (0, "")
    assert "sound" in answer.out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_is_no_mistake(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "program.yaml"
    path.write_text(TEXT.replace("\n", "\r\n"), encoding=encoding)
    assert setia("program", "validate", path).code == 0


def test_all_faults_are_told_and_of_very_many_how_many_more_there_are(database: str, tmp_path: Path) -> None:
    path = document(tmp_path, ("currency: USD", "curency: USD"), ("zone: UTC", "zone: UCT+8"), ("per: 1.00", "per: 0"))
    assert [line.split(":")[1] for line in setia("program", "validate", path).err.splitlines()] == ["10", "11", "28"]
    path.write_text(TEXT + "stores: [" + "5, " * 170 + "]\n", encoding="utf-8")
    told = setia("program", "validate", path).err.splitlines()
    assert len(told) == 51
    assert told[-1] == f"{path}: and 120 more"


def test_the_schema_is_printed_as_it_is_published() -> None:
    answer = setia("program", "schema")
    assert answer.code == 0
    assert answer.out == (GROCERY.parents[1] / "docs" / "program.schema.json").read_text(encoding="utf-8")


def test_a_program_is_applied_once(database: str) -> None:
    assert "grocery version 1 applied, in force from 2017-01-01" in setia("program", "apply", GROCERY).out
    before = dump()
    answer = setia("program", "apply", GROCERY)
    assert answer.code == 0
    assert "already at this version (1); nothing was changed" in answer.out
    assert dump() == before


NEVER = {
    "the currency": ([("currency: USD", "currency: MYR")], "currency"),
    "a scale": ([("  - id: points\n", "  - id: points\n    decimals: 2\n")], "decimals"),
    "a wallet": ([("  - id: points\n", "  - id: stars\n"), ("wallet: points", "wallet: stars")], "wallets"),
}


@pytest.mark.parametrize(("changes", "told"), NEVER.values(), ids=NEVER.keys())
def test_what_may_never_change_is_named_and_changes_nothing(
    shop: Shop, tmp_path: Path, changes: list[tuple[str, str]], told: str
) -> None:
    path = document(tmp_path, ("2017-01-01", "2018-06-01"), *changes)
    before = dump()
    answer = setia("program", "apply", path)
    assert (answer.code, answer.out) == (2, "")
    assert str(path) in answer.err
    assert told in answer.err
    assert "nothing was changed" in answer.told
    assert dump() == before


@pytest.mark.parametrize(
    "starts", ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-14:00"]
)
def test_a_beginning_at_the_edge_of_the_calendar_is_applied_or_refused_but_never_half(
    database: str, tmp_path: Path, starts: str
) -> None:
    answer = setia("program", "apply", document(tmp_path, ("2017-01-01", starts)))
    assert answer.code == (0 if ProgramVersion.objects.exists() else 2)
    if answer.code == 0:
        assert setia("program", "show").code == 0


def test_a_program_is_shown_with_its_versions_and_what_it_gives(shop: Shop, tmp_path: Path) -> None:
    setia("program", "apply", document(tmp_path, ("points: 1,", "points: 2,"), ("2017-01-01", "2018-06-01")))
    answer = setia("program", "show")
    assert answer.code == 0
    for told in ("grocery", "2017-01-01", "2018-06-01", "owner", "Gives 2 points for every 1.00 USD."):
        assert told in answer.out
    assert [version["number"] for version in setia("program", "show", "--json").json["versions"]] == [1, 2]


def test_the_document_is_printed_as_it_was_written(shop: Shop) -> None:
    assert setia("program", "show", "--source").out == TEXT


def test_a_document_is_printed_anew_as_yaml_and_json_in_every_version(shop: Shop, tmp_path: Path) -> None:
    later = document(tmp_path, ("points: 1,", "points: 2,"), ("2017-01-01", "2018-06-01"))
    setia("program", "apply", later)
    programs = {1: read_program(TEXT).program, 2: read_program(later.read_text(encoding="utf-8")).program}
    for form in ("yaml", "json"):
        for number, program in programs.items():
            answer = setia("program", "show", "--format", form, "--version", str(number))
            assert read_program(answer.out).program == program
        assert read_program(setia("program", "show", "--format", form).out).program == programs[2]
    assert setia("program", "show", "--version", "1", "--source").out == TEXT
    unknown = setia("program", "show", "--version", "3")
    assert (unknown.code, unknown.out) == (2, "")
    assert "has 2 version(s), not 3" in unknown.err


def test_a_document_with_long_lines_and_markup_is_printed_as_it_was_written(database: str, tmp_path: Path) -> None:
    path = document(tmp_path, ("en: Grocery points", "en: '[bold]" + "points " * 60 + ":tada: [/]'"))
    setia("program", "apply", path)
    assert setia("program", "show", "--source").out == path.read_text(encoding="utf-8")
    assert setia("program", "show").code == 0


WITH_PROGRAM = [["program", "show"], ["advance"], ["report"], ["member", "show", "Aisyah"]]


@pytest.mark.parametrize("words", WITH_PROGRAM, ids=lambda words: " ".join(words))
def test_without_a_program_a_command_says_how_to_get_one(database: str, words: list[str]) -> None:
    answer = setia(*words)
    assert (answer.code, answer.out) == (2, "")
    assert "setia program apply" in answer.err


@pytest.mark.parametrize("words", WITH_PROGRAM, ids=lambda words: " ".join(words))
def test_an_unknown_program_is_answered_with_those_there_are(shop: Shop, words: list[str]) -> None:
    answer = setia(*words, "--program", "grocry")
    assert (answer.code, answer.out) == (2, "")
    assert "'grocry'" in answer.err
    assert "grocery" in answer.err


def test_of_several_programs_one_must_be_named(shop: Shop, tmp_path: Path) -> None:
    setia("program", "apply", document(tmp_path, ("id: grocery", "id: bakery")))
    answer = setia("program", "show")
    assert answer.code == 2
    assert "bakery, grocery" in answer.err
    assert "bakery" in setia("program", "show", "--program", "bakery").out


TOO_EARLY = """\
Error: {file}: wallets: `points`: what members have would end earlier from 2018-01-04 00:00:00 UTC on, which the \
notice period allows from 2018-03-03 00:00:00 UTC on; an earlier apply_to_existing may only lengthen; nothing was \
changed.
"""


def test_what_members_have_does_not_end_earlier_without_notice(shop: Shop, tmp_path: Path) -> None:
    life = "expiry: {after: P12M"
    hasty = document(
        tmp_path, ("2017-01-01", "2018-01-03"), (life, "expiry: {after: P6M, apply_to_existing: 2018-01-04")
    )
    answer = setia("program", "apply", hasty)
    assert (answer.code, answer.err) == (2, TOO_EARLY.format(file=hasty))
    patient = document(
        tmp_path, ("2017-01-01", "2018-03-03"), (life, "expiry: {after: P6M, apply_to_existing: 2018-03-03")
    )
    answer = setia("program", "apply", patient)
    assert answer.code == 0
    assert "points of before end as this version says from 2018-03-03 00:00:00 UTC on" in answer.out


def test_a_wallet_keeps_its_kind(shop: Shop, tmp_path: Path) -> None:
    changes = ("2017-01-01", "2018-01-03"), ("  - id: points\n", "  - id: points\n    kind: stamps\n")
    file = document(tmp_path, *changes)
    answer = setia("program", "apply", file)
    assert answer.code == 2
    assert answer.err == (
        f"Error: {file}: wallets: `points` is of kind points for ever, not stamps; nothing was changed.\n"
    )
