"""`setia top-up` and `setia open-balance`: money paid in, and what a member had in another system."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from tests.cli.terminal import setia
from tests.cli_ledger.asking import lines, points, refused
from tests.cli_ledger.shops import corner_shop
from tests.shop import Shop, at
from tests.storage.tables import dump

HOUR = DAY // 24


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points of her receipt R1, Budi none."""
    return corner_shop()


class TestToppingUp:
    """Paid and given units stay apart."""

    def test_what_was_paid_and_what_is_given_on_top(self, shop: Shop) -> None:
        answer = setia("top-up", "Budi", "100", "--granted", "10.50", "--reference", "R7")
        assert lines(answer)[0] == "✓ No. 2 of Budi: +110.50 USD, topped up for R7."
        assert [(lot.funding, lot.free) for lot in shop.page("Budi").open_lots] == [
            ("paid", 100_00),
            ("granted", 10_50),
        ]
        assert "100.00 paid, usable without end" in setia("member", "show", "Budi").out

    def test_sent_again_under_a_key_it_is_one(self, shop: Shop) -> None:
        for _ in range(2):
            assert setia("top-up", "Budi", "100", "--key", "k1").code == 0
        assert shop.wallet("Budi", "credit").available == 100_00

    def test_only_money_can_be_paid_in(self, shop: Shop) -> None:
        before = dump()
        assert refused(setia("top-up", "Budi", "5", "--wallet", "points")).startswith("points is not money")
        assert refused(setia("top-up", "Budi", "0")).startswith("0.00 USD were asked for")
        assert refused(setia("top-up", "Ali", "5")).startswith("no member has the identifier 'Ali'")
        assert dump() == before

    def test_a_program_without_money_says_so(self, sqlite_database: str) -> None:
        Shop().joins("Siti")
        answer = setia("top-up", "Siti", "5")
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith("Error: this program has no wallet for money.")


class TestOpening:
    """Lots with the days that they had elsewhere, in the program's zone (UTC+8)."""

    def test_lots_keep_the_days_that_they_had(self, shop: Shop) -> None:
        answer = points("open-balance", "Budi", "500:2017-03-01:2018-02-28", "40:2017-06-01:never")
        assert lines(answer)[0] == "✓ No. 2 of Budi: +540 points, brought from before."
        assert [(lot.free, lot.earned_at, lot.expires_at) for lot in shop.page("Budi").open_lots] == [
            (500, at("2017-03-01") - 8 * HOUR, at("2018-03-01") - 8 * HOUR),
            (40, at("2017-06-01") - 8 * HOUR, None),
        ]
        assert "500 usable through 2018-02-28" in setia("member", "show", "Budi").out

    def test_what_had_ended_is_told_as_ended(self, shop: Shop) -> None:
        answer = points("open-balance", "Budi", "500:2016-03-01:2017-02-28")
        assert lines(answer)[0] == "✓ No. 2 of Budi: brought from before; 500 points had ended already."
        assert shop.points("Budi") == 0

    def test_money_that_was_paid_stays_paid(self, shop: Shop) -> None:
        setia("open-balance", "Budi", "12.50:2017-03-01:never:paid", "--wallet", "credit")
        assert [(lot.funding, lot.free) for lot in shop.page("Budi").open_lots] == [("paid", 12_50)]
        assert refused(points("open-balance", "Budi", "5:2017-03-01:never:paid")).startswith("points is not money")

    def test_sent_again_under_a_key_it_is_one(self, shop: Shop) -> None:
        for _ in range(2):
            assert points("open-balance", "Budi", "5:2017-03-01:never", "--key", "k1").code == 0
        assert shop.points("Budi") == 5

    @pytest.mark.parametrize(
        ("lot", "told"),
        [
            ("500", "Error: LOT '500' is not AMOUNT:EARNED:LAST_DAY"),
            ("500:2017-03-01", "Error: LOT '500:2017-03-01' is not AMOUNT:EARNED:LAST_DAY"),
            ("500:2017-03-01:never:free", "Error: LOT '500:2017-03-01:never:free' is not AMOUNT:EARNED:LAST_DAY"),
            ("x:2017-03-01:never", "Error: LOT 'x:2017-03-01:never': 'x' is not a number"),
            ("5:2017-02-29:never", "Error: LOT '5:2017-02-29:never': '2017-02-29' is not a date"),
            ("5:2017-03-01:soon", "Error: LOT '5:2017-03-01:soon': 'soon' is not a date"),
            ("5:2018-03-01:never", "Error: LOT '5:2018-03-01:never': 2018-03-01 lies in the future."),
            ("5:2017-03-02:2017-03-01", "Error: LOT '5:2017-03-02:2017-03-01': 2017-03-01 is before 2017-03-02"),
            ("5:2017-03-01:9999-12-31", "Error: LOT '5:2017-03-01:9999-12-31': after 9999-12-31 there is no day."),
        ],
    )
    def test_a_lot_that_is_none_is_named_and_changes_nothing(self, shop: Shop, lot: str, told: str) -> None:
        before = dump()
        answer = points("open-balance", "Budi", "7:2017-03-01:never", lot)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith(told)
        assert dump() == before

    def test_a_day_before_the_calendar_is_refused(self, shop: Shop) -> None:
        told = refused(points("open-balance", "Budi", "5:0001-01-01:never"))
        assert told == "the instant earned_at must lie in the years 1 to 9999, as the calendar is in Asia/Kuala_Lumpur"
