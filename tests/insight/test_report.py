"""The report on a real ledger: what a shop did, told right, whatever the period and whether or not a sweep has run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from setia.engine.commands import MergeOut
from setia.insight.analytical_copy import refresh
from setia.insight.report import Question, Report, build
from setia.services.advance import move_clock, sweep
from setia.storage import clock
from tests.insight.books import by_month, figure, series, still_to_expire, value
from tests.shop import HISTORY, Shop, at


def told(shop: Shop, folder: Path, first: str = "", last: str = "") -> Report:
    """The report as of the deployment's time."""
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    question = Question(shop.program, clock.read(), clock.kind(), *days)
    return build(refresh(folder / "copy"), question)


def with_history(shop: Shop) -> Shop:
    """Siti buys in January and March 2017, Budi in March, a guest in May."""
    shop.buys("siti", 10_50, "2017-01-05", manner=HISTORY)
    shop.buys("siti", 12_00, "2017-03-05", manner=HISTORY)
    shop.buys("budi", 99, "2017-03-06", manner=HISTORY)
    shop.buys(None, 5_00, "2017-05-07", manner=HISTORY)
    return shop


def test_the_report_tells_what_the_shop_did(shop: Shop, tmp_path: Path) -> None:
    report = told(with_history(shop), tmp_path)
    assert value(report, "members") == 2
    assert value(report, "active_members") == 2
    assert value(report, "repeat_purchase_rate") == (1, 2)
    assert value(report, "purchase_frequency") == (3, 2)
    assert value(report, "purchases") == 4
    assert value(report, "guest_purchases") == 1
    assert value(report, "net_sales") == 28_49
    assert value(report, "member_sales_share") == (23_49, 28_49)
    assert value(report, "average_order_value") == (28_49, 4)
    assert value(report, "median_order_value") == (15_50, 2)
    assert value(report, "points_issued", "points") == 22
    assert value(report, "points_outstanding", "points") == 22
    assert by_month(report, "sales_by_month") == {"2017-01": 10_50, "2017-03": 12_99, "2017-05": 5_00}
    assert by_month(report, "active_members_by_month") == {"2017-01": 1, "2017-03": 2}
    assert by_month(report, "points_issued_by_month", "points") == {"2017-01": 10, "2017-03": 12}
    assert still_to_expire(report) == {"2018-02": 10, "2018-04": 12}


def test_without_days_the_period_is_all_that_is_recorded(shop: Shop, tmp_path: Path) -> None:
    report = told(with_history(shop), tmp_path)
    assert report.is_whole_span
    assert (report.period.first, report.period.last) == (date(2017, 1, 5), date(2017, 5, 7))


def test_one_day_given_leaves_the_other_to_what_is_recorded(shop: Shop, tmp_path: Path) -> None:
    with_history(shop)
    since = told(shop, tmp_path, first="2017-03-01")
    assert (since.period.first, since.period.last) == (date(2017, 3, 1), date(2017, 5, 7))
    until = told(shop, tmp_path, last="2017-03-05")
    assert (until.period.first, until.period.last) == (date(2017, 1, 5), date(2017, 3, 5))
    assert value(until, "net_sales") == 22_50
    later = told(shop, tmp_path, first="2017-12-01")
    assert (later.period.first, later.period.last) == (date(2017, 12, 1), date(2017, 12, 1))
    before = told(shop, tmp_path, last="2016-12-01")
    assert (before.period.first, before.period.last) == (date(2016, 12, 1), date(2016, 12, 1))
    assert value(before, "purchases") == 0


def test_a_period_that_ends_before_it_begins_is_refused(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="2017-01-01 is before 2017-01-02"):
        told(shop, tmp_path, "2017-01-02", "2017-01-01")


def test_months_that_have_not_begun_are_not_told(shop: Shop, tmp_path: Path) -> None:
    with_history(shop)
    report = told(shop, tmp_path, "2017-11-01", "2030-12-31")
    assert [month.name for month in report.months] == ["2017-11", "2017-12", "2018-01"]
    assert told(shop, tmp_path, "2029-01-01", "2030-12-31").months == ()


def test_an_empty_ledger_gives_noughts_and_figures_without_value(shop: Shop, tmp_path: Path) -> None:
    report = told(shop, tmp_path)
    assert report.is_empty
    assert report.period.first == report.period.last == date(2018, 1, 2), "the deployment's today"
    for group in report.groups.values():
        for one in group:
            assert one.numerator == 0
            assert one.denominator == (0 if one.measure.form in ("rate", "ratio", "mean", "median") else 1)
    assert [set(one.values) for one in report.series] == [{0}] * 4
    assert still_to_expire(report) == {}


def test_the_report_is_the_same_before_and_after_the_sweep_that_books_it(shop: Shop, tmp_path: Path) -> None:
    with_history(shop)
    move_clock(at("2018-03-15"))
    unswept = told(shop, tmp_path, "2017-01-01", "2018-03-15")
    assert sweep(shop.program).accounts == 1
    swept = told(shop, tmp_path, "2017-01-01", "2018-03-15")
    assert swept.position > unswept.position
    assert value(swept, "points_expired", "points") == 10
    assert by_month(swept, "points_expired_by_month", "points") == {"2018-02": 10}
    assert swept.groups == unswept.groups
    assert swept.series == unswept.series
    assert swept.still_to_expire == unswept.still_to_expire


def test_the_months_add_up_to_the_whole(shop: Shop, tmp_path: Path) -> None:
    with_history(shop)
    shop.day_is("2018-04-01")
    report = told(shop, tmp_path)
    assert sum(series(report, "sales_by_month").values) == value(report, "net_sales")
    assert sum(series(report, "points_issued_by_month", "points").values) == value(report, "points_issued", "points")
    assert sum(series(report, "points_expired_by_month", "points").values) == 22
    held = value(report, "points_outstanding", "points")
    assert sum(still_to_expire(report).values()) == held == 0
    assert figure(report, "points_redeemed", "points").numerator == 0


def test_what_is_redeemed_taken_back_and_merged_is_told(shop: Shop, tmp_path: Path) -> None:
    bought = shop.buys("siti", 10_50)
    shop.buys("budi", 20_00)
    shop.redeems("budi", 5)
    shop.returns("siti", bought)
    apart = told(shop, tmp_path)
    assert value(apart, "points_issued", "points") == 20, "10 were taken back"
    assert value(apart, "points_redeemed", "points") == 5
    assert value(apart, "points_outstanding", "points") == shop.points("siti") + shop.points("budi") == 15
    assert value(apart, "redemption_rate_members") == (1, 2)
    assert value(apart, "members") == 2
    merged = shop.asks("budi", MergeOut(clock.read(), "", "same_person"), other="siti")
    assert merged.status == "done"
    together = told(shop, tmp_path)
    assert value(together, "members") == value(together, "active_members") == 1
    assert value(together, "repeat_purchase_rate") == (1, 1)
    assert value(together, "redemption_rate_members") == (1, 1)
    assert value(together, "points_outstanding", "points") == shop.points("siti") == 15
