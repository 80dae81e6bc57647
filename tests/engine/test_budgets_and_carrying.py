"""What orders share: budgets of all members, limits of one, value that waits from order to order."""

from __future__ import annotations

import itertools

import msgspec
import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import RecordPurchase
from setia.engine.given import Given, from_json
from setia.engine.purchase import Purchase
from setia.engine.rules.verdict import from_json as verdicts_from_json
from tests.engine.journals import Journal, noon
from tests.engine.programs import compiled, effect, rule, versions
from tests.engine.receipts import receipt

DAY_ONE = noon("2018-03-01")
BUDGET = {"id": "pot", "every": "month", "units": 100, "per": "program"}
MARCH = "pot@2018-03"
SHARED = versions(compiled(limits=[BUDGET], rules=[rule(effect(), limits=["pot"])]))


def left(units: int, key: str = MARCH) -> Given:
    return Given(budgets={key: units})


def test_a_budget_of_100_gives_60_and_then_the_40_that_are_left() -> None:
    one, other = Journal(SHARED, b"1"), Journal(SHARED, b"2")
    first = one.take(RecordPurchase(receipt(6_000, event_at=DAY_ONE)), None, left(100))
    assert (first.awarded, first.budgets) == ({"points": 60}, {MARCH: 60})
    second = other.take(RecordPurchase(receipt(6_000, event_at=DAY_ONE)), None, left(40))
    assert (second.awarded, second.budgets) == ({"points": 40}, {MARCH: 40})
    assert from_json(first.transactions[-1].given).budgets == {MARCH: 60}
    assert from_json(second.transactions[-1].given).budgets == {MARCH: 40}
    (gain,) = verdicts_from_json(second.transactions[-1].why).verdicts[0].gains
    assert (gain.asked, gain.gave, gain.cut_by) == (60, 40, ("pot",))


@pytest.mark.parametrize("offered", [Given(), left(0), left(100, "pot@2018-02"), left(-5)])
def test_without_anything_left_in_its_own_period_nothing_is_given(offered: Given) -> None:
    journal = Journal(SHARED)
    decided = journal.take(RecordPurchase(receipt(6_000, event_at=DAY_ONE)), None, offered)
    assert (decided.awarded, decided.budgets) == ({}, {})
    assert decided.transactions[-1].given == ""


def test_what_comes_back_is_given_back_to_the_budget_of_the_orders_own_month() -> None:
    journal = Journal(SHARED)
    number = journal.buys(2_000, 4_000, at=DAY_ONE, offered=left(100))
    assert journal.returns(number, noon("2018-07-01"), 2).budgets == {MARCH: -40}


def test_what_one_rule_gives_back_while_another_takes_is_decided_alike_from_the_journal() -> None:
    """The net charge is less than what was taken: 30 given back, 20 of the 50 asked taken."""
    by_brand = [
        rule(effect(lines={"brand": ["A"]}), id="a", limits=["pot"]),
        rule(effect(lines={"brand": ["B"]}), id="b", limits=["pot"]),
    ]
    journal = Journal(versions(compiled(limits=[BUDGET], rules=by_brand)))
    first = receipt(3_000, event_at=DAY_ONE)
    ours = [with_brand(first, "A"), with_brand(receipt(5_000, event_at=DAY_ONE, version=2), "B")]
    number = journal.records(ours[0], DAY_ONE, left(100))
    assert journal.points() == 30
    decided = journal.edits(number, ours[1], DAY_ONE + DAY, left(20))
    assert journal.points() == 20
    assert decided.budgets == {MARCH: -10}


def with_brand(purchase: Purchase, brand: str) -> Purchase:
    lines = tuple(msgspec.structs.replace(line, brand=brand) for line in purchase.lines)
    return msgspec.structs.replace(purchase, lines=lines)


def test_a_budget_of_times_counts_orders_and_gives_one_back() -> None:
    firsts = {"id": "first", "every": "day", "times": 2, "per": "program"}
    fifty = {"kind": "fixed_points", "points": 50}
    journal = Journal(versions(compiled(limits=[firsts], rules=[rule(fifty, limits=["first"])])))
    key = "first@2018-03-01"
    number = journal.buys(100, at=DAY_ONE, offered=left(1, key))
    assert journal.points() == 50
    journal.buys(100, at=DAY_ONE + 1, offered=left(0, key))
    assert journal.points() == 50
    assert journal.returns(number, DAY_ONE + 2, 1).budgets == {key: -1}


CARRIED = versions(compiled(currency="IDR", zone="Asia/Jakarta", rules=[rule(effect(per="10000", carry="year"))]))
PLAIN = versions(compiled(currency="IDR", zone="Asia/Jakarta", rules=[rule(effect(per="10000"))]))
SALE = 1_890_000
"""Rp 18.900 in minor units."""


def test_ten_sales_lose_nothing_where_the_remainder_is_carried() -> None:
    """S4: 10 without; 18 with, Rp 1.000 more for the next point. One returned: 17, waiting Rp 100."""
    plain, journal = Journal(PLAIN), Journal(CARRIED)
    numbers = []
    for i in range(10):
        plain.buys(SALE, at=DAY_ONE + i * DAY, currency="IDR")
        numbers.append(journal.buys(SALE, at=DAY_ONE + i * DAY, currency="IDR"))
    assert (plain.points(), journal.points()) == (10, 18)
    (gain,) = verdicts_from_json(journal.written[-1].why).verdicts[0].gains
    assert gain.to_next() == 100_000
    journal.returns(numbers[3], DAY_ONE + 20 * DAY, 1)
    assert journal.points() == 17
    (waiting,) = (n for (name, _), n in journal.fold.counters.items() if name.startswith("carry:"))
    assert waiting % 1_000_000 == 10_000


@pytest.mark.parametrize("returned", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_carried_value_is_the_same_in_any_order_and_nothing_at_last(returned: tuple[int, ...]) -> None:
    journal = Journal(CARRIED)
    sales = (1_890_000, 990_000, 10_000, 2_550_000)  # 54.400: 5 points
    numbers = [journal.buys(sale, at=DAY_ONE + i, currency="IDR") for i, sale in enumerate(sales)]
    assert journal.points() == 5
    left_over = sum(sales)
    for i, which in enumerate(returned):
        left_over -= sales[which]
        journal.returns(numbers[which], DAY_ONE + DAY + i, 1)
        assert journal.points() == left_over // 1_000_000
    assert journal.points() == 0


def test_sales_that_arrive_in_any_order_come_to_the_same() -> None:
    sales = list(enumerate((1_890_000, 990_000, 10_000, 2_550_000)))
    for told in itertools.permutations(sales):
        journal = Journal(CARRIED)
        for day, sale in told:
            journal.records(receipt(sale, event_at=DAY_ONE + day * DAY, currency="IDR"), DAY_ONE + 9 * DAY)
        assert journal.points() == 5


def test_another_year_begins_with_nothing_waiting() -> None:
    journal = Journal(CARRIED)
    journal.buys(1_990_000, at=noon("2018-12-31"), currency="IDR")
    journal.buys(10_000, at=noon("2019-01-01"), currency="IDR")
    assert journal.points() == 1
