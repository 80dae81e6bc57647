"""`setia program new`: a document of one's own from a template, whose comments stay, and what to do next."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from setia.services.documents import read_program
from setia.services.program_templates import Wishes, filled_in, templates
from tests.architecture.sources import ROOT
from tests.cli.terminal import setia

SHIPPED = sorted(path.stem for path in (ROOT / "programs").glob("*.yaml"))


def test_every_program_in_the_folder_is_a_template_with_a_description() -> None:
    found = templates()
    assert sorted(found) == SHIPPED
    for one in found.values():
        assert 20 <= len(one.description) <= 120, one.name
        assert one.description.endswith("."), one.name
        assert one.text == (ROOT / "programs" / f"{one.name}.yaml").read_text(encoding="utf-8")


def test_without_a_name_the_templates_are_listed() -> None:
    answer = setia("program", "new")
    assert answer.code == 0
    for name in SHIPPED:
        assert name in answer.out


@pytest.mark.parametrize("name", SHIPPED)
def test_a_template_is_written_as_it_is(name: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    answer = setia("program", "new", "--template", name, file)
    assert (answer.code, answer.err) == (0, "")
    assert file.read_text(encoding="utf-8") == templates()[name].text
    assert f"setia program validate {file}" in answer.told
    assert setia("program", "validate", file).code == 0


@pytest.mark.parametrize("name", SHIPPED)
def test_what_a_shop_has_otherwise_is_filled_in_and_nothing_else_changes(name: str) -> None:
    template = templates()[name]
    wishes = Wishes("kopi-kita", 'Kopi: "Kita"', "EUR", "Asia/Kuala_Lumpur", "2027-01-31")
    text = filled_in(template, wishes)
    before, after = template.text.splitlines(), text.splitlines()
    assert len(before) == len(after)
    changed = [line for old, line in zip(before, after, strict=True) if old != line]
    assert len(changed) <= 4 + 6
    assert all("#" not in line for line in changed)
    program = read_program(text).program
    assert (program.id, program.currency, program.zone) == ("kopi-kita", "EUR", "Asia/Kuala_Lumpur")
    assert program.effective_from == "2027-01-31"
    assert set(program.name.values()) == {'Kopi: "Kita"'}


def test_options_fill_in(tmp_path: Path) -> None:
    file = tmp_path / "kopi.yaml"
    words = ["--id", "kopi", "--name", "Kopi no", "--currency", "MYR", "--zone", "Asia/Kuala_Lumpur"]
    assert setia("program", "new", "--template", "grocery", *words, "--from", "2027-01-31", file).code == 0
    program = read_program(file.read_text(encoding="utf-8")).program
    assert (program.id, program.name["en"], program.currency) == ("kopi", "Kopi no", "MYR")
    assert (program.zone, program.effective_from) == ("Asia/Kuala_Lumpur", "2027-01-31")


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("mine", encoding="utf-8")
    answer = setia("program", "new", "--template", "grocery", file)
    assert (answer.code, answer.out) == (2, "")
    assert "exists already; nothing was written" in answer.err
    assert file.read_text(encoding="utf-8") == "mine"


WRONG = {
    "no such template": (["--template", "grocry"], "Did you mean grocery?"),
    "no such currency": (["--template", "grocery", "--currency", "RM"], "is not an ISO 4217 currency"),
    "no such zone": (["--template", "grocery", "--zone", "Asia/Kuala_Lumpr"], "did you mean `Asia/Kuala_Lumpur`?"),
    "no such day": (["--template", "grocery", "--from", "2027-02-30"], "is not a date"),
    "no id": (["--template", "grocery", "--id", "Kopi Kita"], "is not a name"),
}


@pytest.mark.parametrize(("words", "told"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_is_refused_and_nothing_is_written(words: list[str], told: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    answer = setia("program", "new", *words, file)
    assert (answer.code, answer.out) == (2, "")
    assert told in answer.err
    assert not file.exists()


def test_without_a_place_to_write_it_to_it_says_so() -> None:
    answer = setia("program", "new", "--template", "grocery")
    assert answer.code == 2
    assert "grocery.yaml" in answer.err


def test_amounts_that_another_currency_cannot_have_are_told_as_what_is_left_to_do(tmp_path: Path) -> None:
    file = tmp_path / "yen.yaml"
    answer = setia("program", "new", "--template", "grocery", "--currency", "JPY", file)
    assert answer.code == 0
    assert file.exists()
    assert "has too many decimals" in answer.err


def test_where_a_folder_is_missing_it_says_so(tmp_path: Path) -> None:
    answer = setia("program", "new", "--template", "grocery", tmp_path / "none" / "mine.yaml")
    assert (answer.code, answer.out) == (2, "")
    assert "No such file or directory" in answer.err


@pytest.mark.slow
def test_an_installed_package_carries_them(tmp_path: Path) -> None:
    """Built as it is installed elsewhere, without this folder beside it."""
    copy = tmp_path / "source"
    kept = ["pyproject.toml", "README.md", "LICENSE", "src", "programs"]
    subprocess.run(["cp", "-a", *[ROOT / name for name in kept], "source"], cwd=_made(copy), check=True)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "--no-index"]
    subprocess.run([*pip, "-w", tmp_path, copy], check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        carried = [Path(name).stem for name in opened.namelist() if Path(name).parent == Path("setia/programs")]
    assert sorted(carried) == SHIPPED
    listed = "from setia.services.program_templates import templates; print(*templates())"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(wheel)!r}); {listed}"],
        cwd=tmp_path, capture_output=True, text=True, check=True, env={"PATH": ""},
    )  # fmt: skip
    assert done.stdout.split() == SHIPPED


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder.parent
