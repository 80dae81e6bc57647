"""What the model of orders has found, each as the shortest story of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.calendar import DAY
from setia.engine.decide import second_half
from setia.engine.given import Given
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Line, Purchase
from setia.services.claim_purchase import claim, receipt_token
from setia.storage import clock
from setia.storage.reading import find_member
from tests.engine.journals import Journal, noon
from tests.engine.programs import compiled, effect, rule, versions, wallet
from tests.engine.receipts import receipt
from tests.shop import TILL, Shop

MONDAY = noon("2018-03-05")

Story = Callable[[Journal], object]


class Found(NamedTuple):
    """A program, what happened under it, and what should come of it."""

    what: str
    program: dict[str, Any]
    story: Story
    expected: object


NINETY = {"id": "some", "every": "day", "units": 90}
ONCE = {"id": "some", "every": "day", "times": 1}
POT = {"id": "some", "every": "month", "units": 90, "per": "program"}
LIMITED = rule(effect(), limits=["some"])
ROLLING = {
    "id": "club",
    "levels": [{"id": "base"}, {"id": "silver", "qualify": [{"measure": "spend", "at_least": 100}]}],
    "window": {"kind": "rolling", "months": 2},
    "lasts": {"kind": "end_of_month", "years": 0, "month": 3},
}
A, B = (rule(effect(lines={"brand": [brand]}), id=brand.lower(), limits=["some"]) for brand in "AB")


def bought(*cents: int, version: int = 1, **fields: Any) -> Purchase:
    """So many cents, line by line."""
    return receipt(*cents, event_at=MONDAY, version=version, **fields)


def two_brands(a: int, b: int, version: int = 1) -> Purchase:
    """So many cents of each of two brands."""
    lines = (Line(1, a, brand="A"), Line(2, b, brand="B"))
    return bought(version=version, lines=lines)


def partly_back(journal: Journal, order: int, cents: int) -> None:
    """So many cents of an order come back."""
    journal.take(c.Return(MONDAY, order, Refund("R", amount=cents)))


# Stories, in the order of the table ------------------------------------------------------------------------------


def a_day_of_ninety(journal: Journal) -> object:
    order = journal.records(bought(75_00), MONDAY)
    partly_back(journal, order, 25_00)
    journal.edits(order, bought(150_00, version=2), MONDAY)
    return journal.points()


def two_rules_of_ninety(journal: Journal) -> object:
    """The first rule may not take what the second takes again."""
    order = journal.records(two_brands(1_00, 80_00), MONDAY)
    journal.take(c.Return(MONDAY, order, Refund("R", ((2, 500),))))
    journal.edits(order, two_brands(100_00, 160_00, version=2), MONDAY)
    return journal.points()


def a_pot_of_ninety(journal: Journal) -> object:
    order = journal.records(bought(75_00), MONDAY, Given(budgets={"some@2018-03": 90}))
    partly_back(journal, order, 25_00)
    journal.edits(order, bought(150_00, version=2), MONDAY, Given(budgets={"some@2018-03": 40}))
    return journal.points()


def undone_before_it_was_booked(journal: Journal) -> object:
    """Points that waited fill a card by themselves; it is undone before anything else is asked of the member."""
    journal.records(bought(10_00), MONDAY)
    journal.take(c.CancelReward(MONDAY + 3 * DAY, 1, redemption=3))
    return journal.points()


def moved_after_it_was_paid(journal: Journal) -> object:
    """Ordered on Monday, paid on Thursday, and on Friday it turns out to be another member's."""
    order = journal.records(bought(10_00, status="open"), MONDAY)
    paid = replace(bought(10_00, version=2), event_at=MONDAY + 3 * DAY)
    journal.edits(order, paid, MONDAY + 3 * DAY)
    command = c.MoveOut(MONDAY + 4 * DAY, order, "bb" * 16, "wrong_card")
    sent = journal.take(command)
    assert sent.parcel is not None
    got = Journal(journal.versions, b"other").take(second_half(command, sent.parcel, "aa" * 16), MONDAY + 4 * DAY)
    return [lot.earned_at for lot in got.changed.values()]


def a_day_of_which_nothing_is_left(journal: Journal) -> object:
    """News of November earns a level in a window that ends on a day on which something counts; 1 January is none."""
    new_year = noon("2018-01-01")
    order = journal.records(replace(bought(1_00), event_at=new_year), new_year)
    journal.edits(order, replace(bought(1_00, version=2, status="cancelled"), event_at=new_year), new_year)
    late = noon("2017-11-23")
    journal.records(replace(bought(150_00), event_at=late), new_year + DAY)
    return journal.level()


def an_order_came_from_him(journal: Journal) -> object:
    """Asked to undo a merge by the number of a move."""
    wrong = Journal(journal.versions, b"wrong")
    order = wrong.records(bought(10_00, status="open"), MONDAY)
    command = c.MoveOut(MONDAY, order, "bb" * 16, "wrong_card")
    sent = wrong.take(command)
    assert sent.parcel is not None
    moved = journal.take(second_half(command, sent.parcel, "aa" * 16))
    return journal.refused(c.UnmergeOut(MONDAY + DAY, moved.known_as, "aa" * 16))


FOUND = [
    Found(
        "an edit after a return gives no more than the limit",
        {"limits": [NINETY], "rules": [LIMITED]},
        a_day_of_ninety,
        90,
    ),
    Found(
        "nor where one rule asks for more and another takes again what came back",
        {"limits": [NINETY], "rules": [A, B]},
        two_rules_of_ninety,
        90,
    ),
    Found(
        "nor from a budget, and the journal decides alike",
        {"limits": [POT], "rules": [LIMITED]},
        a_pot_of_ninety,
        90,
    ),
    Found(
        "what was paid for a reward comes back though nobody had booked yet that it was given",
        {
            "wallets": [wallet(pending="P1D")],
            "rewards": [{"id": "voucher"}],
            "conversions": [{"id": "ten", "wallet": "points", "choices": [{"amount": 10, "reward": "voucher"}]}],
        },
        undone_before_it_was_booked,
        10,
    ),
    Found(
        "a day of which all came back is no day on which news of the past earns a level",
        {"tiers": [ROLLING]},
        a_day_of_which_nothing_is_left,
        "base",
    ),
    Found(
        "a move is not a merge that could be undone",
        {},
        an_order_came_from_him,
        "not_a_merge",
    ),
    Found(
        "an order that is moved earns as of when it counted, not of when it was ordered",
        {},
        moved_after_it_was_paid,
        [MONDAY + 3 * DAY],
    ),
]


@pytest.mark.parametrize("found", FOUND, ids=[found.what for found in FOUND])
def test_what_was_found_is_mended(found: Found) -> None:
    journal = Journal(versions(compiled(**found.program)))
    assert found.story(journal) == found.expected


@pytest.mark.usefixtures("database")
def test_a_claimed_purchase_is_recognised_after_its_member_was_merged_away() -> None:
    """Sent again, equal, by the till that does not know whose it is."""
    siti = Shop()
    siti.joins("Siti", "Ali")
    siti.buys(None, 10_00, "2018-01-01", "R1")
    token = receipt_token(siti.program, "till", "R1")
    assert isinstance(token, str)
    member = find_member(siti.program, "Siti")
    assert member is not None
    claim(siti.program, token, member.account_id, TILL)
    siti.asks("Siti", c.MergeOut(clock.read(), ""), other="Ali")
    assert siti.buys(None, 10_00, "2018-01-01", "R1").status == "unchanged"
    assert siti.points("Ali") == 10
