"""The measures on a real year meet the published answers, and computations that share nothing with them."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pandas as pd
import pytest

from demo.baskets import installed_tables
from setia.engine.calendar import to_instant
from setia.insight.analytical_copy import Copy
from setia.insight.parquet import convert
from setia.insight.report import Report
from tests.demo.twin import AS_OF, raw_lines, twin
from tests.insight.books import ask, by_month, program, still_to_expire, value

pytestmark = pytest.mark.slow

# The year as rows of a ledger: every household a member from its first basket on, a point for each whole dollar of a
# basket, ended at the end of the month a year later; what has ended by 2018-03-01 is booked as expired.
LEDGER = """
CREATE TABLE basket AS
SELECT basket_id, household_id AS account_id, any_value(store_id) AS store,
       epoch_us(any_value(transaction_timestamp)) AS event_at,
       CAST(round(sum(sales_value) * 100) AS BIGINT) AS net, net // 100 AS points,
       epoch_us(date_trunc('month', any_value(transaction_timestamp)) + INTERVAL 13 MONTH) AS ends_at
  FROM read_parquet('{tables}/transactions.parquet') GROUP BY ALL;
CREATE TABLE moved AS
SELECT row_number() OVER () AS id, * FROM (
    SELECT account_id, event_at AS effective_at, 'issued' AS from_account, 'available' AS to_account, points AS amount
      FROM basket WHERE points > 0
    UNION ALL
    SELECT account_id, ends_at, 'available', 'expired', points FROM basket WHERE points > 0 AND ends_at <= {as_of});
COPY (SELECT DISTINCT account_id, 1, 'member', 'open', NULL FROM basket) TO '{folder}/account.csv'
  (FORMAT csv, HEADER false);
COPY (SELECT 1, '', NULL WHERE false) TO '{folder}/wallet.csv' (FORMAT csv, HEADER false);
COPY (SELECT account_id, min(event_at) FROM basket GROUP BY ALL) TO '{folder}/member.csv' (FORMAT csv, HEADER false);
COPY (SELECT row_number() OVER (), 1, account_id, basket_id, 1, store, 'paid', 'USD', event_at, event_at, net
        FROM basket)
  TO '{folder}/purchase.csv' (FORMAT csv, HEADER false);
COPY (SELECT id, account_id, id, 'earn', '', 'import', effective_at, effective_at, {as_of}, 1 FROM moved)
  TO '{folder}/transaction.csv' (FORMAT csv, HEADER false);
COPY (SELECT id, 1, 'points', from_account, to_account, amount, 1 FROM moved)
  TO '{folder}/entry.csv' (FORMAT csv, HEADER false);
COPY (SELECT account_id, row_number() OVER (), 'points', event_at, event_at, ends_at, 'granted', points, 0,
             if(ends_at <= {as_of}, 0, points), 0, 0, if(ends_at <= {as_of}, points, 0), 0, 0, 0
        FROM basket WHERE points > 0) TO '{folder}/lot.csv' (FORMAT csv, HEADER false);
"""


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The year's analytical copy, made without a ledger."""
    folder = tmp_path_factory.mktemp("year")
    with duckdb.connect() as connection:
        connection.execute(LEDGER.format(tables=installed_tables(), folder=folder, as_of=to_instant(AS_OF)))
    convert(folder)
    return Copy(folder, 0)


def told(year: Copy, first: str = "", last: str = "") -> Report:
    return ask(year, first, last, now=to_instant(AS_OF), program=program())


def households(first: str, last: str) -> set[int]:
    """Who bought from the start of a day to the end of another, in the raw table."""
    lines = raw_lines()
    days = lines["transaction_timestamp"]
    inside = (days >= pd.Timestamp(first)) & (days < pd.Timestamp(last) + pd.Timedelta(days=1))
    return set(lines["household_id"][inside])


def test_the_whole_year_meets_the_published_answers(year: Copy) -> None:
    report = told(year)
    assert value(report, "members") == value(report, "active_members") == 2_469
    assert value(report, "purchases") == 155_848
    assert value(report, "guest_purchases") == 0
    assert value(report, "net_sales") == 459_603_958
    assert value(report, "average_order_value") == (459_603_958, 155_848)
    twice, active = 2_438, 2_469
    assert round(100 * twice / active, 3) == 98.744
    assert value(report, "repeat_purchase_rate") == (twice, active)
    assert value(report, "points_issued", "points") == 4_519_934
    assert value(report, "points_expired", "points") == 708_919
    assert value(report, "points_outstanding", "points") == 4_519_934 - 708_919
    assert value(report, "member_sales_share") == (459_603_958, 459_603_958)


def test_the_median_purchase_is_that_of_the_raw_table(year: Copy) -> None:
    baskets = raw_lines().groupby("basket_id")["sales_value"].sum()
    numerator, denominator = value(told(year), "median_order_value")  # type: ignore[misc]
    assert numerator * 2 == int(baskets.median() * 2) * denominator


def test_active_members_by_month_meet_the_published_and_the_raw(year: Copy) -> None:
    by = by_month(told(year), "active_members_by_month")
    assert by["2017-01"] == 1_982
    lines = raw_lines()
    expected = lines.groupby(lines["transaction_timestamp"].dt.strftime("%Y-%m"))["household_id"].nunique()
    assert by == expected.to_dict()


def test_who_bought_in_january_and_in_december_meets_the_published() -> None:
    january, december = households("2017-01-01", "2017-01-31"), households("2017-12-01", "2017-12-31")
    assert (len(january), len(january & december)) == (1_982, 1_751)


@pytest.mark.parametrize(
    ("first", "last", "before_first", "before_last"),
    [
        ("2017-07-01", "2017-09-30", "2017-04-01", "2017-06-30"),
        ("2017-12-01", "2017-12-31", "2017-11-01", "2017-11-30"),
        ("2017-05-11", "2017-05-20", "2017-05-01", "2017-05-10"),
    ],
)
def test_retention_is_that_of_the_raw_table(
    first: str, last: str, before_first: str, before_last: str, year: Copy
) -> None:
    before = households(before_first, before_last)
    expected = (len(before & households(first, last)), len(before))
    assert value(told(year, first, last), "retention_rate") == expected


def test_retention_of_the_third_quarter_meets_the_published(year: Copy) -> None:
    assert value(told(year, "2017-07-01", "2017-09-30"), "retention_rate") == (2_203, 2_301)


def test_points_by_month_are_those_of_the_twin(year: Copy) -> None:
    report = told(year)
    assert by_month(report, "points_issued_by_month", "points") == dict(twin().points_by_month_earned)
    gone = twin().points_by_expiry
    ended = {f"{at:%Y-%m}": points for at, points in gone.items() if at <= AS_OF}
    assert by_month(report, "points_expired_by_month", "points") == ended
    assert ended["2018-02"] == 364_742
    assert still_to_expire(report) == {f"{at:%Y-%m}": points for at, points in gone.items() if at > AS_OF}


def test_sales_by_month_are_those_of_the_raw_table(year: Copy) -> None:
    lines = raw_lines()
    expected = lines.groupby(lines["transaction_timestamp"].dt.strftime("%Y-%m"))["sales_value"].sum()
    assert by_month(told(year), "sales_by_month") == expected.to_dict()


def test_the_period_of_the_year_is_from_its_first_basket_to_the_last_expiry(year: Copy) -> None:
    period = told(year).period
    assert period.begins_at == to_instant(datetime(2017, 1, 1, tzinfo=UTC))
    assert period.ends_at == to_instant(datetime(2018, 3, 2, tzinfo=UTC))
