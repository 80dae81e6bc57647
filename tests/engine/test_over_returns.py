"""More came back than was bought: it takes back all and no more, and the judgement says that it was too much (4.11)."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import ClaimPurchase, Return
from setia.engine.ledger.past import Refund
from setia.engine.orders import over_returned
from setia.engine.purchase import Line
from setia.engine.rules.verdict import from_json
from tests.engine.journals import Journal, noon
from tests.engine.programs import compiled, versions
from tests.engine.receipts import receipt, restaurant_bill

TODAY = noon("2018-03-01")
PLAIN = versions(compiled())


def flags(journal: Journal) -> list[bool]:
    """Of every judgement, whether too much had come back."""
    return [from_json(one.why).over_returned for one in journal.written if one.why]


def test_it_is_said_in_the_judgement_from_then_on_and_the_reason_stays_the_cause() -> None:
    journal = Journal(PLAIN)
    order = journal.buys(60_00, 40_00, at=TODAY)
    journal.take(Return(TODAY + DAY, order, Refund("1", ((1, 1000),))))
    twice = journal.take(Return(TODAY + 2 * DAY, order, Refund("2", ((1, 1000),))))
    assert (journal.points(), twice.awarded) == (40, {"points": 0})
    assert twice.transactions[-1].origin_seq == order
    more = journal.take(Return(TODAY + 3 * DAY, order, Refund("3", (), 99_00), "merchant"))
    assert (journal.points(), more.transactions[0].reason) == (0, "merchant")
    assert flags(journal) == [False, False, True, True]


def test_a_return_that_is_called_off_is_none() -> None:
    journal = Journal(PLAIN)
    order = journal.buys(60_00, 40_00, at=TODAY)
    journal.take(Return(TODAY + DAY, order, Refund("1", ((1, 1001),))))
    journal.take(Return(TODAY + 2 * DAY, order, Refund("1", ((1, 1001),), version=2, status="failed")))
    assert flags(journal) == [False, True, False]


def test_a_guests_purchase_is_claimed_with_it() -> None:
    journal = Journal(PLAIN)
    too_much = (Refund("1", ((1, 2000),)),)
    journal.take(ClaimPurchase(receipt(60_00, 40_00, event_at=TODAY), "ab" * 16, too_much), TODAY + DAY)
    assert (journal.points(), flags(journal)) == (40, [True])


@pytest.mark.parametrize(
    ("refunds", "over"),
    [
        ([Refund("a", (), 19_12)], False),
        ([Refund("a", (), 19_13)], True),
        ([Refund("a", ((1, 1000),)), Refund("b", (), 5_37)], False),
        ([Refund("a", ((1, 1000),)), Refund("b", (), 5_38)], True),
        ([Refund("a", ((1, 600),)), Refund("b", ((1, 400),))], False),
        ([Refund("a", ((1, 600),)), Refund("b", ((1, 401),))], True),
        ([Refund("a", (), 19_12), Refund("b", (), 19_12, status="cancelled")], False),
    ],
)
def test_an_amount_may_be_all_that_was_paid_and_no_more(refunds: list[Refund], over: bool) -> None:
    """S1: 12.90 and 3.50 with 0.85 and 0.23 of tax on top, and a charge: 19.12, of which 13.75 for the first line."""
    assert over_returned(restaurant_bill(), refunds) == over


@pytest.mark.parametrize("line", [{"quantity": -1000, "net": -500}, {"quantity": 0, "net": 500}])
def test_of_what_was_brought_back_at_the_till_nothing_comes_back(line: dict[str, Any]) -> None:
    bought = receipt(lines=(Line(1, 10_00), Line(2, **line)))
    assert over_returned(bought, [Refund("a", ((2, 1),))])
