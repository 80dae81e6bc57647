"""`setia erase`, `export` and `consent`: shown first, asked before, and refused in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from django.db import connection
from typer.testing import CliRunner, Result

from setia.cli import consent, erase, export
from setia.services import erasure_list
from tests.privacy.people import PROGRAM, has, member_of, says
from tests.shop import Shop

app = typer.Typer()
app.command("erase")(erase.erase)
app.command("export")(export.export)
app.add_typer(consent.app, name="consent")


def setia(*arguments: str | Path, answer: str = "") -> Result:
    """A command's result on the connected database."""
    result = CliRunner().invoke(app, [str(one) for one in arguments], input=answer, env={"COLUMNS": "160"})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti Nurhaliza has 100 points."""
    shop = Shop(PROGRAM)
    shop.buys("Siti", 100_00)
    says(shop, "Siti", "Siti Nurhaliza")
    return shop


def test_erasing_shows_what_is_lost_and_asks(shop: Shop) -> None:
    result = setia("erase", "Siti", answer="n\n")
    assert result.exit_code == 0
    assert "100 points will be lost" in result.stdout
    assert "Nothing was changed" in result.stdout
    assert shop.points("Siti") == 100


def test_erasing_writes_the_list_beside_the_database(shop: Shop) -> None:
    beside = Path(f"{connection.settings_dict['NAME']}.erased")
    result = setia("erase", "Siti", "--yes")
    assert result.exit_code == 0, result.output
    assert len(list(erasure_list.read(beside))) == 1
    assert setia("erase", "Siti").exit_code == 2


def test_erasing_for_machines_previews_unless_it_is_told_to(shop: Shop, tmp_path: Path) -> None:
    preview = json.loads(setia("erase", "Siti", "--json").stdout)["preview"]
    assert preview["forfeited"] == {"points": 100}
    assert shop.points("Siti") == 100
    done = json.loads(setia("erase", "Siti", "--json", "--yes", "--list", tmp_path / "erased").stdout)
    assert (done["forfeited"], done["wiped"]) == ({"points": 100}, True)
    assert (tmp_path / "erased").exists()


def test_erasing_is_refused_in_words_while_paid_units_are_left(shop: Shop) -> None:
    has(shop, member_of(shop, "Siti"), "credit", 20_00, "paid")
    result = setia("erase", "Siti", "--yes")
    assert result.exit_code == 2
    assert "20.00 USD of credit were paid for and must be paid out first; nothing was erased" in result.stderr


def test_a_list_that_cannot_be_written_stops_the_erasure(shop: Shop, tmp_path: Path) -> None:
    result = setia("erase", "Siti", "--yes", "--list", tmp_path / "nowhere" / "erased")
    assert result.exit_code == 1
    assert "nothing was erased" in result.stderr
    assert shop.points("Siti") == 100


def test_an_export_has_everything_and_is_for_its_owners_eyes(shop: Shop, tmp_path: Path) -> None:
    path = tmp_path / "siti.json"
    path.write_text("before")
    assert setia("export", "Siti", "--to", path).exit_code == 0
    [membership] = json.loads(path.read_text())["memberships"]
    assert membership["person"]["name"] == "Siti Nurhaliza"
    assert membership["joined_at"] == "2018-01-02T00:00:00Z"
    assert membership["wallets"]["points"]["available"] == 100
    assert [lot["amount"] for lot in membership["lots"]] == [100]
    assert [movement["reference"] for movement in membership["movements"]] == ["", "R1"]
    assert membership["movements"][1]["why"]["verdicts"][0]["rule"] == "base"
    assert membership["purchases"][0]["purchase"]["lines"] == [{"no": 1, "net": 100_00, "sku": "4711"}]
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("siti")] == ["siti.json"]


def test_an_export_that_cannot_be_written_says_so(shop: Shop, tmp_path: Path) -> None:
    result = setia("export", "Siti", "--to", tmp_path / "nowhere" / "siti.json")
    assert result.exit_code == 1
    assert "cannot be written" in result.stderr


def test_a_consent_on_paper_is_entered_withdrawn_and_shown(shop: Shop, tmp_path: Path) -> None:
    text = tmp_path / "notice.txt"
    text.write_text("Ya, hantar tawaran.", encoding="utf-8")
    given = ("marketing:email", "--text", text, "--version", "v3", "--language", "ms", "--place", "store:12")
    assert setia("consent", "give", "Siti", *given).exit_code == 0
    assert setia("consent", "withdraw", "Siti", "marketing:email").exit_code == 0
    shown = json.loads(setia("consent", "show", "Siti", "--json").stdout)
    assert [(one["decision"], one["how"], one["place"]) for one in shown] == [
        ("given", "paper", "store:12"),
        ("withdrawn", "staff", "cli"),
    ]
    assert shown[0]["text"] == "Ya, hantar tawaran."
    assert "marketing:email" in setia("consent", "show", "Siti").stdout


@pytest.mark.parametrize("what", ["marketing", "marketing:pigeon", "membership", "chocolate"])
def test_what_nobody_can_agree_to_is_refused(shop: Shop, what: str) -> None:
    assert setia("consent", "withdraw", "Siti", what).exit_code == 2
    assert setia("consent", "show", "Siti").stdout.startswith("Nothing was ever asked")


@pytest.mark.parametrize("command", [("erase",), ("export",), ("consent", "show")])
def test_nobody_is_found_by_a_name_that_nobody_has(shop: Shop, command: tuple[str, ...]) -> None:
    result = setia(*command, "Nobody")
    assert result.exit_code == 2
    assert "no member of shop has the identifier 'Nobody'" in result.stderr
