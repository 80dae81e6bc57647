"""Numbers are shown exactly, rounded once, and what has no value is not shown as nought."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.insight import wording
from setia.insight.report import Report
from tests.insight.books import Books, ask, figure, program


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "shown"),
    [
        (459_603_958, 15_584_800, 4, "29.4905"),
        (2_438 * 100, 2_469, 3, "98.744"),
        (1, 2, 0, "1"),
        (-1, 2, 0, "-1"),
        (-5, 1000, 2, "-0.01"),
        (-4, 1000, 2, "0.00"),
        (999_995, 1000, 2, "1,000.00"),
        (12 * 10**18, 1, 0, "12,000,000,000,000,000,000"),
        (7, 100, 2, "0.07"),
    ],
)
def test_a_fraction_is_rounded_once_halves_away_from_zero(
    numerator: int, denominator: int, places: int, shown: str
) -> None:
    assert wording.decimal(numerator, denominator, places) == shown


@pytest.fixture
def report(tmp_path: Path) -> Report:
    """Two purchases in Kuala Lumpur, and some cashback of two decimals."""
    books = Books()
    books.member(1)
    books.sale(1, 10_01, "2018-01-02", currency="MYR")
    books.sale(None, 1_000_00, "2018-01-03", currency="MYR")
    books.moved(1, "issued > available", 1_234_56, "2018-01-02", wallet="cashback")
    shop = program(zone="Asia/Kuala_Lumpur", currency="MYR")
    return ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-01-15", program=shop)


@pytest.mark.parametrize(
    ("name", "wallet", "shown", "parts"),
    [
        ("members", "", "1", ""),
        ("net_sales", "", "1,010.01", ""),
        ("average_order_value", "", "505.0050", ""),
        ("median_order_value", "", "505.005", ""),
        ("purchase_frequency", "", "1.00", ""),
        ("repeat_purchase_rate", "", "0.0 %", "0 of 1"),
        ("member_sales_share", "", "1.0 %", "10.01 of 1,010.01"),
        ("retention_rate", "", wording.NO_VALUE, ""),
        ("points_issued", "cashback", "1,234.56", ""),
        ("redemption_rate_points", "cashback", "0.0 %", "0.00 of 1,234.56"),
        ("redemption_rate_points", "points", wording.NO_VALUE, ""),
    ],
)
def test_every_form_of_figure_is_shown_in_its_own_way(
    report: Report, name: str, wallet: str, shown: str, parts: str
) -> None:
    found = figure(report, name, wallet)
    assert wording.value(found, report) == shown
    assert wording.parts(found, report) == parts


def test_a_figure_says_of_whom_of_when_and_by_which_clock_it_speaks(report: Report) -> None:
    def context(name: str, wallet: str = "") -> str:
        return wording.context(figure(report, name, wallet).measure, report)

    assert context("net_sales") == "Of members and guests, 2018-01-01 to 2018-01-15; by the time of purchase."
    assert context("points_issued", "points").endswith("; by the time it took effect.")
    assert "2018-01-01 to 2018-01-15, after 2017-12-17 to 2017-12-31" in context("retention_rate")
    assert wording.title(figure(report, "points_issued", "cashback"), report) == "Issued, ringgit"


def test_the_notes_name_the_clocks_the_zone_and_the_cut_months(report: Report) -> None:
    notes = " ".join(wording.notes(report))
    assert "points by the time they took effect, not by the time they were recorded" in notes
    assert "Asia/Kuala_Lumpur" in notes
    assert "2018-01: 2018-01-01 to 2018-01-15" in notes
    assert "recorded yet" not in notes


def test_a_simulated_clock_is_told_in_the_programs_zone_and_a_system_clock_is_not(tmp_path: Path) -> None:
    copy = Books().copy(tmp_path / "copy")
    simulated = ask(copy, program=program(zone="Asia/Kuala_Lumpur"))
    assert "it is 2018-03-01 08:00 Asia/Kuala_Lumpur" in wording.clock_note(simulated)
    assert wording.clock_note(ask(copy, clock="system")) == ""
    assert wording.notes(simulated)[0] == "Nothing has been recorded yet."


def test_purchases_left_out_for_their_currency_are_told(tmp_path: Path) -> None:
    books = Books()
    books.sale(None, 1_00, "2018-01-02", currency="SGD")
    assert "1 purchases in other currencies than USD" in " ".join(wording.notes(ask(books.copy(tmp_path / "copy"))))


def test_what_is_still_to_expire_is_shown_month_after_month_and_adds_up(tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    for ends, free in (("2018-11-01", 1), ("2019-01-15", 2), ("2021-10-31", 3), ("2021-11-01", 4), (None, 5)):
        books.lot(1, ends, free=free)
    report = ask(books.copy(tmp_path / "copy"))
    points, cashback = report.still_to_expire
    shown = wording.endings(points)
    assert shown[:3] == [("2018-11", 1), ("2018-12", 0), ("2019-01", 2)]
    assert shown[-3:] == [("2021-10", 3), ("later", 4), ("no end", 5)]
    assert len(shown) == wording.MONTHS_SHOWN + 2
    assert sum(amount for _, amount in shown) == 15
    assert wording.endings(cashback) == []


def test_rupiah_are_stored_with_two_decimals_and_shown_with_none(tmp_path: Path) -> None:
    books = Books()
    books.sale(None, 12_345_678_50, "2018-01-02", currency="IDR")
    report = ask(books.copy(tmp_path / "copy"), program=program(zone="Asia/Jakarta", currency="IDR"))
    assert wording.value(figure(report, "net_sales"), report) == "12,345,679"
    assert wording.parts(figure(report, "member_sales_share"), report) == "0 of 12,345,679"
