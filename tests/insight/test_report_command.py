"""`setia report`: three forms of one report, and one clear error for what cannot be done."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from setia.cli.report import report
from tests.conftest import use
from tests.shop import HISTORY, Shop

FULL_WIDTH = "\uff12\uff10\uff11\uff17"
"""2017 in digits that are numbers to Python and not to us."""

app = typer.Typer()
app.command()(report)


def setia_report(*arguments: str, width: int = 100) -> Result:
    """The command's result on the connected database, on a terminal so wide."""
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": str(width), "NO_COLOR": "1"})


@pytest.fixture
def grocery(sqlite_database: str) -> Shop:
    """A shop with purchases of two members and a guest."""
    shop = Shop()
    shop.buys("siti", 1_010_50, "2017-01-05", manner=HISTORY)
    shop.buys("siti", 12_00, "2017-03-05", manner=HISTORY)
    shop.buys("budi", 99, "2017-03-06", manner=HISTORY)
    shop.buys(None, 5_00, "2017-05-07", manner=HISTORY)
    return shop


def test_the_terminal_shows_figures_definitions_and_months_within_100_columns(grocery: Shop) -> None:
    result = setia_report()
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert max(len(line) for line in lines) <= 100
    words = " ".join(result.stdout.split())
    assert "Grocery points 2017-01-05 to 2017-05-07, all that is recorded" in words
    assert "Simulated clock: it is 2018-01-02 00:00 UTC" in words
    assert "Net sales 1,028.49 USD What purchased goods cost after discounts" in words
    assert "Repeat purchase rate 50.0 % 1 of 2. Members with two or more purchases in the period" in words
    assert "Retention rate — Nothing to measure." in words
    [january] = [line.split() for line in lines if line.startswith("2017-01") and "." in line]
    assert january == ["2017-01*", "1,010.50", "████████████████", "1"]
    assert any(line.split()[:2] == ["2018-02", "1,010"] for line in lines), "still to expire"


def test_json_is_whole_numbers_and_exact_fractions(grocery: Shop) -> None:
    result = setia_report("--json", "--from", "2017-01-01", "--to", "2017-03-31")
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout, parse_float=lambda text: pytest.fail(f"{text} is not whole"))
    figures = {one["name"]: one for one in told["figures"]}
    assert told["clock"] == "simulated"
    assert told["notes"][0].startswith("Simulated clock")
    assert told["period"] == {
        "first_day": "2017-01-01",
        "last_day": "2017-03-31",
        "begins_at": 1_483_228_800_000_000,
        "ends_at": 1_491_004_800_000_000,
        "is_whole_span": False,
    }
    assert figures["net_sales"]["value"] == 1_023_49
    assert figures["average_order_value"]["numerator"] == 1_023_49
    assert figures["average_order_value"]["denominator"] == 3
    assert figures["average_order_value"]["text"] == "341.1633"
    assert figures["retention_rate"]["denominator"] == 0
    assert figures["retention_rate"]["text"] is None
    assert figures["points_issued"]["wallet"] == "points"
    assert all(one["definition"] and one["population"] and one["clock"] for one in told["figures"])
    [sales] = [one for one in told["by_month"] if one["name"] == "sales_by_month"]
    assert sales["months"][1] == {"month": "2017-02", "is_whole": True, "value": 0}
    assert told["still_to_expire"][0]["months"] == [
        {"month": "2018-02", "value": 1010},
        {"month": "2018-04", "value": 12},
    ]


def test_the_page_is_put_in_place_whole(grocery: Shop, tmp_path: Path) -> None:
    target = tmp_path / "out" / "report.html"
    target.parent.mkdir()
    target.write_text("before")
    result = setia_report("--html", str(target))
    assert result.exit_code == 0, result.output
    assert target.read_text(encoding="utf-8").rstrip().endswith("</html>")
    assert [path.name for path in target.parent.iterdir()] == ["report.html"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["--from", "2017-02-30"], "--from: '2017-02-30' is not a day"),
        (["--to", "1 March"], "--to: '1 March' is not a day"),
        (["--to", "20170301"], "--to: '20170301' is not a day"),
        (["--from", f"{FULL_WIDTH}-01-01"], f"--from: '{FULL_WIDTH}-01-01' is not a day"),
        (["--from", "0001-01-01"], "--from: '0001-01-01' is not a day"),
        (["--to", "9999-12-31"], "--to: '9999-12-31' is not a day"),
        (["--from", "2017-03-02", "--to", "2017-03-01"], "--to: 2017-03-01 is before 2017-03-02"),
        (["--program", "bakery"], "--program: there is no program 'bakery'"),
        (["--html", "nowhere/report.html"], "--html: the folder nowhere does not exist"),
        (["--html", "."], "--html: . is not a file"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line_that_names_the_option(
    arguments: list[str], error: str, grocery: Shop, tmp_path: Path
) -> None:
    result = setia_report(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"Error: {error}")
    assert "Traceback" not in result.stderr


def test_a_page_replaces_no_pipe_or_device(grocery: Shop, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = setia_report("--html", str(tmp_path / "pipe"))
    assert result.exit_code == 2
    assert result.stderr == f"Error: --html: {tmp_path / 'pipe'} is not a file.\n"
    assert (tmp_path / "pipe").is_fifo()


def test_a_page_that_cannot_be_written_is_one_clear_error(grocery: Shop, tmp_path: Path) -> None:
    target = tmp_path / ("a" * 250 + ".html")  # with the ending of a partial file, longer than a name may be
    result = setia_report("--html", str(target))
    assert result.exit_code == 1
    assert "cannot be written: File name too long" in result.stderr
    assert not target.exists()


def test_a_full_disk_leaves_the_page_that_was_there(grocery: Shop, sqlite_database: str, tmp_path: Path) -> None:
    setia_report()  # the analytical copy is there before the disk is full
    target = tmp_path / "out" / "report.html"
    target.parent.mkdir()
    target.write_text("before")
    # No file of the process may grow beyond so many bytes: the system refuses the write as it does on a full disk.
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000));"
    limited += f"sys.argv[1:] = ['report', '--html', {str(target)!r}];"
    limited += "from setia.cli.main import main; main()"
    environment = {**os.environ, "DATABASE_URL": sqlite_database}
    done = subprocess.run([sys.executable, "-c", limited], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert f"--html: {target} cannot be written: File too large." in " ".join(done.stderr.split())
    assert {path.name: path.read_text() for path in target.parent.iterdir()} == {"report.html": "before"}


def test_a_copy_that_cannot_be_written_is_one_clear_error(
    grocery: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SETIA_INSIGHT_FOLDER", str(tmp_path / "file"))
    result = setia_report()
    assert result.exit_code == 1
    assert f"the analytical copy in {tmp_path / 'file'} cannot be written" in result.stderr
    assert "SETIA_INSIGHT_FOLDER" in result.stderr


def test_the_copys_folder_may_be_named(grocery: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SETIA_INSIGHT_FOLDER", str(tmp_path / "elsewhere"))
    assert setia_report().exit_code == 0
    assert (tmp_path / "elsewhere" / "manifest.json").is_file()
    assert not (tmp_path / "setia.sqlite3.insight").exists()


def test_an_empty_ledger_is_reported_in_every_form(sqlite_database: str, tmp_path: Path) -> None:
    Shop()
    for arguments in ([], ["--json"], ["--html", str(tmp_path / "report.html")]):
        result = setia_report(*arguments)
        assert result.exit_code == 0, result.output
        assert "Nothing has been recorded yet." in result.stdout


def test_a_database_without_a_program_says_what_to_do(sqlite_database: str) -> None:
    result = setia_report()
    assert result.exit_code == 2
    assert "there is no program yet" in result.stderr


def test_a_database_that_was_never_set_up_says_what_to_do(tmp_path: Path) -> None:
    with use(f"sqlite:///{tmp_path / 'new.sqlite3'}"):
        result = setia_report()
    assert result.exit_code == 2
    assert "setia init" in result.stderr
    assert not (tmp_path / "new.sqlite3.insight").exists()
