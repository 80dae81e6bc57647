"""Every measure against books small enough to reckon by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.insight.books import Books, ask, at, by_month, program, still_to_expire, value


@pytest.fixture
def books() -> Books:
    """Three members and the days of January and February 2018: 1 buys in both, 2 in January, 3 never."""
    books = Books()
    books.member(1)
    books.member(2, joined="2018-01-05")
    books.member(3, joined="2018-02-10")
    books.sale(1, 10_00, "2018-01-02")
    books.sale(1, 20_01, "2018-01-31T23:59:59.999999")
    books.sale(2, 30_00, "2018-01-05")
    books.sale(None, 5_00, "2018-01-06")
    books.sale(1, 7_00, "2018-02-01")
    return books


def test_members_are_those_who_joined_before_the_period_was_over(books: Books, tmp_path: Path) -> None:
    copy = books.copy(tmp_path / "copy")
    assert value(ask(copy, "2018-01-01", "2018-01-31"), "members") == 2
    assert value(ask(copy, "2018-02-01", "2018-02-10"), "members") == 3
    assert value(ask(copy, "2016-01-01", "2016-12-31"), "members") == 0


def test_active_members_bought_at_least_once_and_guests_are_none(books: Books, tmp_path: Path) -> None:
    copy = books.copy(tmp_path / "copy")
    assert value(ask(copy, "2018-01-01", "2018-01-31"), "active_members") == 2
    assert value(ask(copy, "2018-02-01", "2018-02-28"), "active_members") == 1


def test_repeat_purchase_rate_is_of_the_active_members(books: Books, tmp_path: Path) -> None:
    copy = books.copy(tmp_path / "copy")
    assert value(ask(copy, "2018-01-01", "2018-01-31"), "repeat_purchase_rate") == (1, 2)
    assert value(ask(copy, "2018-02-01", "2018-02-28"), "repeat_purchase_rate") == (0, 1)


def test_purchase_frequency_leaves_guests_out_of_both_sides(books: Books, tmp_path: Path) -> None:
    assert value(ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-01-31"), "purchase_frequency") == (3, 2)


def test_purchases_and_sales_include_guests_who_are_also_counted_apart(books: Books, tmp_path: Path) -> None:
    january = ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-01-31")
    assert value(january, "purchases") == 4
    assert value(january, "guest_purchases") == 1
    assert value(january, "net_sales") == 65_01
    assert value(january, "member_sales_share") == (60_01, 65_01)
    assert value(january, "average_order_value") == (65_01, 4)


def test_the_median_of_an_even_number_of_purchases_is_exact(books: Books, tmp_path: Path) -> None:
    copy = books.copy(tmp_path / "copy")
    assert value(ask(copy, "2018-01-01", "2018-01-31"), "median_order_value") == (30_01, 2)
    assert value(ask(copy, "2018-01-01", "2018-02-28"), "median_order_value") == (2 * 10_00, 2)


def test_retention_is_of_those_who_bought_in_the_period_before(books: Books, tmp_path: Path) -> None:
    copy = books.copy(tmp_path / "copy")
    assert value(ask(copy, "2018-02-01", "2018-02-28"), "retention_rate") == (1, 2)
    assert value(ask(copy, "2018-01-01", "2018-01-31"), "retention_rate") == (0, 0), "nobody bought in December"
    assert value(ask(copy, "2018-02-01", "2018-02-01"), "retention_rate") == (1, 1), "2 bought too long before"


def test_a_purchase_counts_once_in_its_latest_version(tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    books.sale(1, 10_00, "2018-01-02", order_key="aa", version=1)
    books.sale(1, 6_00, "2018-01-02", order_key="aa", version=3)
    books.sale(1, 8_00, "2018-01-02", order_key="aa", version=2)
    report = ask(books.copy(tmp_path / "copy"))
    assert value(report, "purchases") == 1
    assert value(report, "net_sales") == 6_00


@pytest.mark.parametrize(("status", "counted"), [("paid", 1), ("fulfilled", 1), ("open", 0), ("cancelled", 0)])
def test_only_what_was_paid_is_a_purchase(status: str, counted: int, tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    books.sale(1, 10_00, "2018-01-02", status=status)
    assert value(ask(books.copy(tmp_path / "copy")), "purchases") == counted


def test_another_program_is_another_world(books: Books, tmp_path: Path) -> None:
    books.member(9, program_id=2)
    books.sale(9, 99_00, "2018-01-02", program_id=2)
    books.moved(9, "issued > available", 99, "2018-01-02")
    books.lot(9, "2019-02-01", free=99)
    january = ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-01-31")
    assert value(january, "members") == 2
    assert value(january, "net_sales") == 65_01
    assert value(january, "points_issued", "points") == 0
    assert value(january, "points_outstanding", "points") == 0
    assert still_to_expire(january) == {}


def test_a_purchase_in_another_currency_is_left_out_and_counted(books: Books, tmp_path: Path) -> None:
    books.sale(None, 99_00, "2018-01-02", currency="SGD")
    january = ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-01-31")
    assert value(january, "net_sales") == 65_01
    assert january.other_currencies == 1


@pytest.fixture
def ledger() -> Books:
    """One member's points: earned, in part taken back, spent, in part given back, expired; and some on debt."""
    books = Books()
    books.member(1)
    books.member(2)
    books.moved(1, "issued > pending", 100, "2018-01-02")
    books.moved(1, "pending > available", 100, "2018-01-09")
    books.moved(1, "available > issued", 10, "2018-01-20")
    books.moved(1, "available > held", 40, "2018-01-21")
    books.moved(1, "held > redeemed", 30, "2018-01-21")
    books.moved(1, "held > available", 10, "2018-01-21")
    books.moved(1, "redeemed > available", 5, "2018-02-02")
    books.moved(1, "available > expired", 25, "2018-02-03")
    books.moved(2, "debt > issued", 7, "2018-01-05")
    books.moved(1, "issued > available", 250, "2018-01-02", wallet="cashback")
    books.sale(1, 100_00, "2018-01-02")
    books.sale(2, 1_00, "2018-01-02")
    return books


def test_points_issued_redeemed_and_expired_are_net_of_what_was_undone(ledger: Books, tmp_path: Path) -> None:
    report = ask(ledger.copy(tmp_path / "copy"))
    assert value(report, "points_issued", "points") == 100 - 10 - 7
    assert value(report, "points_redeemed", "points") == 30 - 5
    assert value(report, "points_expired", "points") == 25
    assert value(report, "redemption_rate_points", "points") == (25, 83)


def test_points_outstanding_are_what_members_hold_with_debts_not_set_off(ledger: Books, tmp_path: Path) -> None:
    copy = ledger.copy(tmp_path / "copy")
    assert value(ask(copy), "points_outstanding", "points") == 100 - 10 - 30 + 5 - 25
    assert value(ask(copy, last="2018-01-08"), "points_outstanding", "points") == 100, "pending ones are held too"
    assert value(ask(copy, last="2018-01-31"), "points_outstanding", "points") == 60


def test_wallet_types_are_never_mixed(ledger: Books, tmp_path: Path) -> None:
    report = ask(ledger.copy(tmp_path / "copy"))
    assert value(report, "points_issued", "cashback") == 250
    assert value(report, "points_redeemed", "cashback") == 0
    assert value(report, "redemption_rate_points", "cashback") == (0, 250)
    assert by_month(report, "points_issued_by_month", "cashback") == {"2018-01": 250}


def test_a_member_whose_redemption_was_only_given_back_in_the_period_did_not_redeem_in_it(
    ledger: Books, tmp_path: Path
) -> None:
    copy = ledger.copy(tmp_path / "copy")
    assert value(ask(copy, "2018-01-01", "2018-01-31"), "redemption_rate_members") == (1, 2)
    assert value(ask(copy, "2018-02-01", "2018-02-28"), "redemption_rate_members") == (0, 0)


def test_points_by_month_follow_the_time_they_took_effect(ledger: Books, tmp_path: Path) -> None:
    report = ask(ledger.copy(tmp_path / "copy"))
    assert by_month(report, "points_issued_by_month", "points") == {"2018-01": 83}
    assert by_month(report, "points_expired_by_month", "points") == {"2018-02": 25}


def test_units_past_their_end_count_as_expired_though_no_sweep_has_booked_it(tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    books.moved(1, "issued > available", 60, "2017-01-10")
    books.moved(1, "issued > available", 40, "2017-05-10")
    books.lot(1, "2018-02-01", free=50, pending=10)
    books.lot(1, "2018-06-01", free=40)
    copy = books.copy(tmp_path / "copy")
    report = ask(copy, "2017-01-01", "2018-02-28")
    assert value(report, "points_expired", "points") == 60
    assert by_month(report, "points_expired_by_month", "points") == {"2018-02": 60}
    assert value(report, "points_outstanding", "points") == 40
    assert value(ask(copy, "2017-01-01", "2018-01-31"), "points_outstanding", "points") == 100, "not yet"
    assert value(ask(copy, "2018-02-02", "2018-02-28"), "points_expired", "points") == 0, "before this period"
    last_moment = ask(copy, "2017-01-01", "2018-02-28", now=at("2018-02-01") - 1)
    assert value(last_moment, "points_expired", "points") == 0
    assert still_to_expire(last_moment) == {"2018-02": 60, "2018-06": 40}
    first_moment = ask(copy, "2017-01-01", "2018-02-28", now=at("2018-02-01"))
    assert value(first_moment, "points_expired", "points") == 60
    assert still_to_expire(first_moment) == {"2018-06": 40}
    assert still_to_expire(report) == {"2018-06": 40}


def test_what_is_still_to_expire_is_by_the_month_of_its_end_and_what_has_none_comes_last(tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    books.lot(1, None, free=5)
    books.lot(1, "2019-02-01", free=1, held=2, pending=3, spent=100)
    books.lot(1, "2018-04-01", free=7)
    books.lot(1, "2019-02-15", free=10)
    books.lot(1, "2018-03-01", free=99)  # over at this very instant
    report = ask(books.copy(tmp_path / "copy"))
    assert list(still_to_expire(report).items()) == [("2018-04", 7), ("2019-02", 16), ("", 5)]


def test_units_end_by_their_own_date_or_by_idleness_whichever_comes_first(tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    books.idle(1, "2018-05-01")
    books.lot(1, "2018-04-01", free=1)
    books.lot(1, "2018-06-01", free=2)
    books.lot(1, None, free=4)
    books.lot(1, None, paid=True, free=8)  # what was paid for never ends by idleness
    books.lot(1, None, wallet="cashback", free=16)
    report = ask(books.copy(tmp_path / "copy"))
    assert still_to_expire(report) == {"2018-04": 1, "2018-05": 6, "": 8}
    assert still_to_expire(report, "cashback") == {"": 16}


def test_in_a_pause_only_what_had_ended_before_it_ends(tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    books.idle(1, "2018-02-20", paused="2018-02-15")
    books.moved(1, "issued > available", 7, "2018-01-15")
    books.lot(1, None, free=1)
    books.lot(1, "2018-02-25", free=2)
    books.lot(1, "2018-02-10", free=4)
    books.idle(1, "2018-02-12", wallet="cashback", paused="2018-02-15")
    books.moved(1, "issued > available", 8, "2018-01-15", wallet="cashback")
    books.lot(1, "2018-06-01", wallet="cashback", free=8)
    report = ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-02-28")
    assert still_to_expire(report) == {"": 3}
    assert value(report, "points_outstanding", "points") == 3
    assert value(report, "points_outstanding", "cashback") == 0


def test_units_that_idleness_ended_count_as_expired_though_no_sweep_has_booked_it(tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    books.idle(1, "2018-02-15")
    books.moved(1, "issued > available", 10, "2018-01-15")
    books.lot(1, None, free=10)
    report = ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-02-28")
    assert by_month(report, "points_expired_by_month", "points") == {"2018-02": 10}
    assert value(report, "points_outstanding", "points") == 0


def test_merged_members_are_one(tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    books.member(2, status="merged", alias_of=1)
    books.sale(2, 10_00, "2018-01-02")
    books.sale(1, 20_00, "2018-01-03")
    books.moved(2, "issued > available", 10, "2018-01-02")
    books.moved(2, "available > redeemed", 4, "2018-01-02")
    books.moved(2, "available > clearing", 6, "2018-01-20")
    books.moved(1, "clearing > available", 6, "2018-01-20")
    books.moved(1, "available > redeemed", 1, "2018-01-21")
    report = ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-01-31")
    assert value(report, "members") == value(report, "active_members") == 1
    assert value(report, "repeat_purchase_rate") == (1, 1)
    assert value(report, "redemption_rate_members") == (1, 1)
    assert value(report, "points_issued", "points") == 10
    assert value(report, "points_outstanding", "points") == 5


def test_a_member_who_left_is_one_until_he_leaves(tmp_path: Path) -> None:
    books = Books()
    books.member(1, status="closed")
    books.moved(1, "issued > available", 10, "2018-01-02")
    books.moved(1, "available > adjusted", 10, "2018-01-20", reason="forfeit")
    books.member(2)
    books.moved(2, "available > adjusted", 10, "2018-01-20", reason="mistake")
    copy = books.copy(tmp_path / "copy")
    assert value(ask(copy, "2018-01-01", "2018-01-19"), "members") == 2
    assert value(ask(copy, "2018-01-01", "2018-01-20"), "members") == 1


def test_months_are_those_of_the_programs_zone(tmp_path: Path) -> None:
    books = Books()
    books.member(1)
    books.sale(1, 1_00, "2018-01-31T15:59:59.999999")
    books.sale(1, 2_00, "2018-01-31T16:00")  # midnight in Kuala Lumpur
    books.lot(1, "2018-04-30T16:00", free=4)
    kuala_lumpur = program(zone="Asia/Kuala_Lumpur")
    report = ask(books.copy(tmp_path / "copy"), "2018-01-01", "2018-02-28", program=kuala_lumpur)
    assert by_month(report, "sales_by_month") == {"2018-01": 1_00, "2018-02": 2_00}
    assert by_month(report, "active_members_by_month") == {"2018-01": 1, "2018-02": 1}
    assert still_to_expire(report) == {"2018-05": 4}


def test_sums_beyond_64_bits_stay_exact(tmp_path: Path) -> None:
    books = Books()
    for _ in range(12):
        books.sale(None, 10**18 + 1, "2018-01-02")
    report = ask(books.copy(tmp_path / "copy"))
    assert value(report, "net_sales") == 12 * 10**18 + 12
    assert by_month(report, "sales_by_month") == {"2018-01": 12 * 10**18 + 12}
