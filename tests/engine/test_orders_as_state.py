"""Orders are states: what is posted is what an order now deserves less what it was given (ledger 4.10h, 4.11)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from setia.engine.calendar import DAY
from setia.engine.commands import EditPurchase, RecordPurchase, Redeem, Return
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase
from setia.engine.rules.verdict import from_json
from tests.engine.journals import Journal, noon
from tests.engine.programs import compiled, effect, rule, versions, wallet
from tests.engine.receipts import receipt

DAY_ONE = noon("2018-03-01")
PLAIN = versions(compiled())
ON_DELIVERY = versions(
    compiled(currency="IDR", zone="Asia/Jakarta", earns_at="fulfilled", rules=[rule(effect(per="10000"))])
)


def order(cents: int, version: int = 1, status: Any = "paid", **fields: Any) -> Purchase:
    return receipt(cents, event_at=DAY_ONE, version=version, status=status, **fields)


def test_a_newer_version_posts_the_difference_and_an_older_one_nothing() -> None:
    journal = Journal(PLAIN)
    number = journal.records(order(5_000, version=3), DAY_ONE)
    journal.edits(number, order(8_000, version=5), DAY_ONE + DAY)
    assert journal.points() == 80
    assert journal.edits(number, order(1_000, version=4), DAY_ONE + 2 * DAY).transactions == ()
    assert journal.points() == 80
    journal.edits(number, order(2_000, version=6), DAY_ONE + 3 * DAY)
    assert journal.points() == 20
    assert [one.origin_seq for one in journal.written] == [None, number, number]


def test_an_older_version_leaves_the_newer_one_on_record() -> None:
    journal = Journal(PLAIN)
    number = journal.records(order(5_000, version=2), DAY_ONE)
    journal.edits(number, order(9_900, version=1), DAY_ONE + DAY)
    assert journal.refused(EditPurchase(number, order(9_900, version=2)), DAY_ONE + DAY) == "natural_key_conflict"
    journal.returns(number, DAY_ONE + 2 * DAY, 1)
    assert journal.wallet() == Wallet()
    journal.edits(number, order(6_000, version=3), DAY_ONE + 3 * DAY)
    assert journal.wallet() == Wallet(), "all of line 1 had come back"


def test_the_same_version_again_changes_nothing_and_other_content_under_it_is_a_conflict() -> None:
    journal = Journal(PLAIN)
    number = journal.records(order(5_000, version=2), DAY_ONE)
    assert journal.edits(number, order(5_000, version=2), DAY_ONE + DAY).transactions == ()
    changed = order(5_100, version=2)
    assert journal.refused(EditPurchase(number, changed), DAY_ONE + DAY) == "natural_key_conflict"
    other_money = order(5_100, version=3, currency="MYR")
    assert journal.refused(EditPurchase(number, other_money), DAY_ONE + DAY) == "natural_key_conflict"
    assert journal.refused(EditPurchase(77, changed), DAY_ONE + DAY) == "unknown_transaction"
    assert journal.points() == 50


def test_cash_on_delivery_earns_when_it_is_delivered() -> None:
    """S19: ordered 0, fulfilled 35, refused at the door 0, never debt. Rp 350.000 in minor units of 1/100."""
    journal = Journal(ON_DELIVERY)
    number = journal.records(order(35_000_000, 1, "open", currency="IDR"), DAY_ONE)
    journal.edits(number, order(35_000_000, 2, "paid", currency="IDR"), DAY_ONE + DAY)
    assert journal.wallet() == Wallet()
    journal.edits(number, order(35_000_000, 3, "fulfilled", currency="IDR"), DAY_ONE + 2 * DAY)
    assert journal.wallet() == Wallet(available=35)
    refused = Journal(ON_DELIVERY)
    number = refused.records(order(35_000_000, 1, "open", currency="IDR"), DAY_ONE)
    refused.edits(number, order(35_000_000, 2, "cancelled", currency="IDR"), DAY_ONE + DAY)
    assert refused.wallet() == Wallet()
    assert refused.kinds() == ["record", "record"]


def test_an_order_that_is_paid_later_is_judged_at_its_own_time_and_keeps_that_version() -> None:
    dear = compiled(rules=[rule(effect(points=3))], effective_from="2018-03-10")
    journal = Journal(versions(compiled(), dear))
    number = journal.records(order(1_000, 1, "open"), DAY_ONE)
    journal.edits(number, order(1_000, 2), noon("2018-03-20"))
    assert journal.points() == 10
    journal.edits(number, order(1_200, 3), noon("2018-03-21"))
    assert journal.points() == 12
    journal.returns(number, noon("2018-03-22"), 1)
    assert journal.points() == 0


def test_a_cancelled_order_that_is_opened_again_earns_again() -> None:
    journal = Journal(PLAIN)
    number = journal.records(order(5_000, 1), DAY_ONE)
    journal.edits(number, order(5_000, 2, "cancelled"), DAY_ONE + DAY)
    assert journal.wallet() == Wallet()
    journal.edits(number, order(5_000, 3), DAY_ONE + 2 * DAY)
    assert journal.wallet() == Wallet(available=50)
    journal.edits(number, order(5_000, 4, "cancelled"), DAY_ONE + 3 * DAY)
    assert journal.wallet() == Wallet()
    assert journal.fold.account.progress.visits == 1


def test_points_that_were_spent_before_the_cancellation_are_owed_and_repaid_when_it_is_undone() -> None:
    journal = Journal(PLAIN)
    number = journal.records(order(5_000, 1), DAY_ONE)
    journal.take(Redeem(DAY_ONE + 1, "points", 30))
    journal.edits(number, order(5_000, 2, "cancelled"), DAY_ONE + DAY)
    assert journal.wallet() == Wallet(debt=30)
    journal.edits(number, order(5_000, 3), DAY_ONE + 2 * DAY)
    assert journal.wallet() == Wallet(available=20)


def test_a_code_spread_over_three_lines_comes_back_line_by_line() -> None:
    """S30: 19.90, 5.50, 7.30 less 3.04, 0.84, 1.12 are 27.70, 27 points; without 4.66 they are 23.04."""
    journal = Journal(PLAIN)
    number = journal.buys(1990 - 304, 550 - 84, 730 - 112, at=DAY_ONE)
    assert journal.points() == 27
    journal.returns(number, DAY_ONE + DAY, 2)
    assert journal.points() == 23
    journal.returns(number, DAY_ONE + 2 * DAY, 1)
    journal.returns(number, DAY_ONE + 3 * DAY, 3)
    assert journal.wallet() == Wallet()


def test_a_return_that_is_told_twice_counts_once_and_other_content_under_its_name_is_a_conflict() -> None:
    journal = Journal(PLAIN)
    number = journal.buys(1000, 2000, at=DAY_ONE)
    journal.returns(number, DAY_ONE + DAY, 1)
    assert journal.returns(number, DAY_ONE + 2 * DAY, 1).transactions == ()
    assert journal.points() == 20
    other = Return(DAY_ONE + 3 * DAY, number, Refund(f"{number}:1", ((2, 1000),)))
    assert journal.refused(other) == "natural_key_conflict"


def test_a_purchase_from_before_the_program_gives_nothing_when_part_of_it_comes_back() -> None:
    journal = Journal(PLAIN)
    number = journal.buys(5_000, 9_000, at=noon("2016-06-01"))
    journal.returns(number, noon("2018-06-01"), 1)
    assert journal.wallet() == Wallet()
    assert journal.kinds() == ["record", "record"]


def test_what_came_back_while_an_order_was_open_never_earns() -> None:
    journal = Journal(PLAIN)
    two = {"event_at": DAY_ONE, "version": 1, "status": "open"}
    number = journal.records(receipt(1_000, 2_000, **two), DAY_ONE)
    journal.returns(number, DAY_ONE + DAY, 2)
    journal.edits(number, receipt(1_000, 2_000, **{**two, "version": 2, "status": "paid"}), DAY_ONE + 2 * DAY)
    assert journal.points() == 10


def test_more_than_an_order_was_granted_is_asked_of_what_limits_leave_today() -> None:
    capped = versions(
        compiled(limits=[{"id": "yearly", "every": "year", "units": 100}], rules=[rule(effect(), limits=["yearly"])])
    )
    journal = Journal(capped)
    number = journal.records(order(3_000, 1), DAY_ONE)
    journal.buys(6_000, at=DAY_ONE + DAY)
    journal.edits(number, order(9_000, 2), DAY_ONE + 2 * DAY)
    assert journal.points() == 100, "30 and 60 given; of the 60 more, 10 are left"


def test_a_limit_that_a_return_frees_goes_to_later_awards_and_rates_no_other_order_again() -> None:
    capped = versions(
        compiled(limits=[{"id": "yearly", "every": "year", "units": 100}], rules=[rule(effect(), limits=["yearly"])])
    )
    journal = Journal(capped)
    first = journal.buys(8_000, at=DAY_ONE)
    journal.buys(5_000, at=DAY_ONE + DAY)
    assert journal.points() == 100, "80, and 20 of 50"
    journal.returns(first, DAY_ONE + 2 * DAY, 1)
    assert journal.points() == 20
    journal.buys(9_900, at=DAY_ONE + 3 * DAY)
    assert journal.points() == 100, "80 of 99: what the return freed"
    assert journal.fold.counters["limit:yearly", "2018"] == 100


def test_a_return_years_later_moves_the_counter_of_the_orders_own_year() -> None:
    capped = versions(
        compiled(limits=[{"id": "yearly", "every": "year", "units": 100}], rules=[rule(effect(), limits=["yearly"])])
    )
    journal = Journal(capped)
    kept, back = journal.buys(3_000, at=DAY_ONE), journal.buys(4_000, at=DAY_ONE + DAY)
    assert kept != back
    journal.returns(back, noon("2023-05-05"), 1)
    assert journal.fold.counters["limit:yearly", "2018"] == 30


def test_a_limit_of_an_old_version_is_given_back_when_the_new_one_has_none() -> None:
    old = compiled(limits=[{"id": "yearly", "every": "year", "units": 100}], rules=[rule(effect(), limits=["yearly"])])
    journal = Journal(versions(old, compiled(effective_from="2018-06-01")))
    journal.buys(3_000, at=DAY_ONE)
    back = journal.buys(4_000, at=DAY_ONE + DAY)
    journal.returns(back, noon("2018-07-01"), 1)
    assert journal.fold.counters["limit:yearly", "2018"] == 30


def test_an_order_of_which_nothing_is_left_when_a_level_was_given_with_it_still_comes_back_whole() -> None:
    """A level is a transaction of its own; the order is known by the one that earned."""
    lifting = versions(
        compiled(tiers=[club()], rules=[rule(effect(), {"kind": "set_tier", "tier": "gold", "lasts": "P3M"})])
    )
    journal = Journal(lifting)
    number = journal.buys(5_000, at=DAY_ONE)
    assert (journal.points(), journal.level()) == (50, "gold")
    assert journal.kinds() == ["earn", "tier_change"]
    assert from_json(journal.written[number - 1].why).counted
    journal.returns(number, DAY_ONE + DAY, 1)
    assert (journal.points(), journal.level()) == (0, "base")


def club() -> dict[str, Any]:
    return {
        "id": "club",
        "levels": [{"id": "base"}, {"id": "gold", "qualify": [{"measure": "spend", "at_least": 1_000_000}]}],
    }


TWO_WALLETS = versions(
    compiled(
        wallets=[
            wallet(),
            wallet(id="stars", pending="P5D"),
            wallet(id="cents", decimals=2, kind="money", returns={"policy": "within_balance"}),
        ],
        rules=[
            rule(effect(), effect(wallet="stars", points=3, per="7", rounding="nearest")),
            rule({"kind": "multiplier", "times": "1.5", "of": ["base"]}, id="more"),
            rule({"kind": "cashback", "percent": "1.5", "wallet": "cents"}, id="back"),
        ],
    )
)

LINES = st.lists(st.integers(0, 30_000), min_size=1, max_size=6)


@settings(max_examples=60)
@given(LINES, st.data())
def test_returns_in_any_order_and_in_parts_leave_nothing_of_anything(nets: list[int], data: st.DataObject) -> None:
    journal = Journal(TWO_WALLETS)
    number = journal.buys(*nets, at=DAY_ONE)
    parts = [(no, part) for no in range(1, len(nets) + 1) for part in data.draw(st.sampled_from([(1000,), (300, 700)]))]
    at = DAY_ONE
    for i, (no, part) in enumerate(data.draw(st.permutations(parts))):
        at += data.draw(st.integers(1, 4 * DAY))
        journal.take(Return(at, number, Refund(f"r{i}", ((no, part),))))
    journal.sweeps(at + 30 * DAY)
    assert all(one == Wallet() for one in journal.fold.account.wallets.values())


@pytest.mark.parametrize("amounts", [(2_000, 3_000), (3_000, 2_000), (5_000,), (4_999, 1)])
def test_amounts_that_come_back_add_up(amounts: tuple[int, ...]) -> None:
    journal = Journal(PLAIN)
    number = journal.buys(6_000, 4_000, at=DAY_ONE)
    for i, amount in enumerate(amounts):
        journal.take(Return(DAY_ONE + i + 1, number, Refund(f"r{i}", amount=amount)))
    assert journal.points() == 50
    journal.take(Return(DAY_ONE + DAY, number, Refund("rest", amount=9_999)))
    assert journal.points() == 0, "more than is left takes what is left"


def test_an_unknown_line_and_what_is_no_purchase_cannot_come_back() -> None:
    journal = Journal(PLAIN)
    journal.enrols(DAY_ONE)
    number = journal.buys(1_000, at=DAY_ONE)
    assert journal.refused(Return(DAY_ONE, number, Refund("r", ((2, 1000),)))) == "unknown_line"
    assert journal.refused(Return(DAY_ONE, 1, Refund("r", ((1, 1000),)))) == "not_a_purchase"
    assert journal.refused(Return(DAY_ONE, 99, Refund("r", ((1, 1000),)))) == "unknown_transaction"


def test_an_edit_that_is_no_good_is_refused_like_a_purchase() -> None:
    journal = Journal(PLAIN)
    number = journal.records(order(1_000), DAY_ONE)
    wrong = order(1_000, 2, rounding=3, tenders=order(1_000).tenders)
    assert journal.refused(EditPurchase(number, wrong), DAY_ONE) == "totals_mismatch"
    assert journal.refused(RecordPurchase(wrong), DAY_ONE) == "totals_mismatch"
