"""`setia program plan`: what an owner reads, what a machine reads, a page, and clear errors."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.terminal import setia
from tests.shop import GROCERY, Shop

pytestmark = pytest.mark.usefixtures("sqlite_database")

REWARDS = "rewards:\n  - {id: voucher, name: {en: Voucher}, value: 5.00, prices: [{amount: 500}]}\n"


def document(folder: Path, *changes: tuple[str, str]) -> Path:
    """The grocery program of one rule, with rewards and some changes, as a file."""
    text = GROCERY.read_text(encoding="utf-8") + REWARDS
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    path = folder / "changed.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def shop(sqlite_database: str) -> Shop:  # connected before anything is bought
    """Two members in two whole months and a third, one redemption."""
    shop = Shop(GROCERY.read_text(encoding="utf-8") + REWARDS)
    for day in ("2017-11-03", "2017-12-03", "2018-01-01"):
        shop.buys("Siti", 400_00, day, manner=shop.history)
        shop.buys("Ali", 20_50, day, manner=shop.history)
    shop.redeems("Siti", 1_000)
    return shop


HALF = ("per: 1.00", "per: 2.00")


@pytest.mark.usefixtures("shop")
def test_an_owner_reads_what_changes_and_what_it_would_have_done(tmp_path: Path) -> None:
    """Half of 1,260 points: 630 - 30 for Ali, whose 20.50 are 10 each time; Siti's 600 do not pay for 1,000."""
    told = setia("program", "plan", document(tmp_path, HALF))
    assert told.code == 0, told.err
    assert "`per` was 1.00, is 2.00 — worse for members" in told.told
    assert re.search(r"issued 1,260 630 -630 \(-50\.0 %\)", told.told)
    assert re.search(r"redemptions not affordable 0 1 \+1", told.told)
    assert "0 members would have got more, 2 less, 0 the same; of 2." in told.told
    assert "1 recorded redemption of 1,000 points could not have been paid" in told.told
    assert "cost per month 4.20 2.10 -2.10 (-50.0 %)" in told.told
    assert (
        "It saves 2.10 USD a month: that is lost if members buy 2.00 % less than their 420.50 USD a month." in told.told
    )
    assert "members do what they did" in told.told


@pytest.mark.usefixtures("shop")
def test_what_a_budget_would_have_cut_is_counted(tmp_path: Path) -> None:
    """500 points for all members: Siti's first 400, 20 of Ali's, 80 of Siti's second 400; then nothing, three times."""
    budget = "limits:\n  - {id: pot, per: program, units: 500, every: ever}\n"
    told = setia(
        "program",
        "plan",
        document(tmp_path, ("- id: base", "- id: base\n    limits: [pot]"), (REWARDS, REWARDS + budget)),
    )
    assert re.search(r"Cut by budget pot: awards 0 4 \+4", told.told), told.told
    assert re.search(r"issued 1,260 500 ", told.told)


@pytest.mark.usefixtures("shop")
def test_a_machine_reads_whole_numbers(tmp_path: Path) -> None:
    found = setia("program", "plan", document(tmp_path, HALF), "--json", "--margin", "50").json
    [points] = found["wallets"]
    assert points["issued"] == {"before": 1_260, "after": 630}
    assert points["unaffordable_units"] == {"before": 0, "after": 1_000}
    assert found["money"]["cost"] == {"before": 1_260, "after": 630}
    assert found["money"]["uplift_ppm"] == -9_988, "2.10 of half of 420.50"
    assert [one["for_members"] for one in found["differences"]] == ["worse"]
    assert [one["difference_minor"] for one in found["changed"]] == [-600, -30]


@pytest.mark.usefixtures("shop")
def test_a_page_needs_nothing_from_anywhere(tmp_path: Path) -> None:
    page = tmp_path / "plan.html"
    assert setia("program", "plan", document(tmp_path, HALF), "--html", page).code == 0
    text = page.read_text(encoding="utf-8")
    assert text.count("<svg") == 1
    assert "<script" not in text
    assert not re.search(r"(https?:)?//[a-z]", text)
    assert "worse for members" in text
    assert "1,260" in text


@pytest.mark.usefixtures("shop")
def test_the_same_document_changes_nothing(tmp_path: Path) -> None:
    told = setia("program", "plan", document(tmp_path))
    assert told.code == 0
    assert "Nothing: it says the same." in told.told
    assert "0 members would have got more, 0 less, 2 the same; of 2." in told.told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--margin", "0"), "--margin: '0' is not a percentage"),
        (("--margin", "101"), "--margin: '101' is not a percentage"),
        (("--margin", "lots"), "--margin: 'lots' is not a percentage"),
        (("--html", "nowhere/plan.html"), "is not a file, or its folder does not exist"),
    ],
)
def test_wrong_arguments_are_said(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    Shop()
    told = setia("program", "plan", document(tmp_path), *words)
    assert (told.code, said in told.told) == (2, True), told.told


def test_a_document_of_another_program_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    Shop()
    told = setia("program", "plan", document(tmp_path, ("id: grocery", "id: bakery")))
    assert told.code == 2
    assert "nothing is recorded of a program `bakery`" in told.told


def test_a_document_that_can_never_follow_is_not_planned(tmp_path: Path) -> None:
    Shop()
    told = setia("program", "plan", document(tmp_path, ("currency: USD", "currency: MYR")))
    assert told.code == 2
    assert "there is nothing to plan" in told.told


def test_a_shop_without_purchases_has_a_plan(tmp_path: Path) -> None:
    Shop()
    told = setia("program", "plan", document(tmp_path, HALF))
    assert told.code == 0, told.err
    assert "No purchase has been recorded yet." in told.told


def test_an_owner_rolls_back(tmp_path: Path) -> None:
    Shop()
    assert setia("program", "apply", document(tmp_path, HALF, ("2017-01-01", "2018-04-01"))).code == 0
    told = setia("program", "rollback", "1")
    assert "grocery version 3 applied, in force from 2018-04-01 00:00:00 UTC" in told.told
    assert "already at this version (3)" in setia("program", "rollback", "1").told
    told = setia("program", "rollback", "7")
    assert (told.code, "grocery has 3 version(s), not 7." in told.told) == (2, True)
