"""A bill between members: each earns for his part; under one receipt, all parts or none (ledger 4.11a)."""

from __future__ import annotations

import pytest

from setia.engine.purchase import Purchase
from setia.services.batch import Outcome
from setia.services.split_bill import Part, split_bill
from setia.storage import clock
from setia.storage.members import Known
from tests.services.receipts import bought, take, told
from tests.shop import TILL, Shop, sale
from tests.stories.bills import bill


def dinner() -> Purchase:
    return bill(60_00, 40_00, 3_00, currency="USD")


def splits(shop: Shop, *parts: Part, dish: Purchase | None = None) -> list[Outcome]:
    return split_bill(shop.program, (dish or dinner(), "R1"), parts, TILL)


def of(name: str, *lines: int, share: int = 0) -> Part:
    return Part(Known("external", name) if name else None, lines, share)


def test_each_member_earns_for_his_lines(shop: Shop) -> None:
    assert told(splits(shop, of("Siti", 1), of("Ali", 2, 3))) == ["done", "done"]
    assert (shop.points("Siti"), shop.points("Ali")) == (60, 43)
    assert shop.findings() == []
    assert shop.differences() == 0


def test_each_member_earns_for_his_share_and_a_guest_for_nobody(shop: Shop) -> None:
    outcomes = splits(shop, of("Siti", share=2), of("Ali", share=1), of("", share=1))
    assert [one.awarded for one in outcomes] == [{"points": 51}, {"points": 25}, {}]
    assert shop.findings() == []


def test_the_same_split_again_changes_nothing(shop: Shop) -> None:
    dish = dinner()
    splits(shop, of("Siti", 1), of("Ali", 2, 3), dish=dish)
    assert told(splits(shop, of("Siti", 1), of("Ali", 2, 3), dish=dish)) == ["unchanged", "unchanged"]


def test_the_whole_bill_is_not_recorded_beside_its_parts(shop: Shop) -> None:
    splits(shop, of("Siti", 1), of("Ali", 2, 3))
    outcomes = take(shop, bought("Siti", 103_00, "R1"), bought("Ali", 103_00, "R1"), bought(None, 103_00, "R1"))
    assert told(outcomes) == [
        "natural_key_conflict",
        "purchase_belongs_to_other_member",
        "purchase_belongs_to_other_member",
    ]
    assert (shop.points("Siti"), shop.points("Ali")) == (60, 43)


def test_one_part_that_is_refused_takes_all_back(shop: Shop) -> None:
    take(shop, bought("Ali", 103_00, "R1"))
    outcomes = splits(shop, of("Siti", 1), of("Ali", 2, 3))
    assert told(outcomes) == ["purchase_belongs_to_other_member"] * 2
    assert shop.points("Ali") == 103


@pytest.mark.parametrize("parts", [[], [of("Siti", 1), of("Ali", share=1)], [of("Siti", 1, 2)]])
def test_parts_that_are_not_the_bill_are_refused(shop: Shop, parts: list[Part]) -> None:
    assert set(told(splits(shop, *parts))) <= {"split_mismatch"}


def test_a_bill_that_does_not_add_up_is_refused_before_it_is_split(shop: Shop) -> None:
    unpaid = sale(10_00, clock.read(), tenders=())
    assert told(splits(shop, of("Siti", share=1), of("Ali", share=1), dish=unpaid)) == ["totals_mismatch"] * 2
