"""Who was merged into somebody who was merged away, and is parted again: names, units and returns find their way."""

from __future__ import annotations

import pytest

from setia.engine.commands import Return, TransferOut, UnmergeOut
from setia.engine.ledger.past import Refund
from setia.services.batch import Request, apply
from setia.services.stamping import order_key
from setia.storage import clock
from setia.storage.members import Known
from tests.services.receipts import bought, take, told
from tests.shop import TILL, Shop
from tests.storage.tables import run
from tests.stories.test_ledger_of_a_member import program, refused
from tests.stories.test_returns_of_merged_members import merge, sound

NAMES = ("Chitra", "Aisyah", "Budi")


@pytest.fixture
def shop(database: str) -> Shop:
    """Chitra has 30, Aisyah 20, Budi 10 points; each has bought on another day."""
    shop = Shop(program())
    for name, cents in zip(NAMES, (30_00, 20_00, 10_00), strict=True):
        shop.buys(name, cents, receipt=f"of {name}")
        shop.moves_clock(86_400_000_000)
    return shop


def parted(shop: Shop) -> tuple[str, int, str, int]:
    """Chitra into Aisyah, Aisyah into Budi; public ids of the first two, and the merges' numbers."""
    chitra, first = merge(shop, "Chitra", "Aisyah")
    aisyah, second = merge(shop, "Aisyah", "Budi")
    return chitra, first, aisyah, second


def test_all_three_are_one(shop: Shop) -> None:
    parted(shop)
    assert [shop.points(name) for name in NAMES] == [60, 60, 60]
    assert sound(shop)


def test_the_first_goes_with_the_one_into_whom_she_was_merged(shop: Shop) -> None:
    _, _, aisyah, second = parted(shop)
    assert shop.unmerges("Budi", aisyah, second).status == "done"
    assert [shop.points(name) for name in NAMES] == [50, 50, 10]
    shop.buys("Chitra", 5_00)
    assert [shop.points(name) for name in NAMES] == [55, 55, 10], "what is hers now is Aisyah's"
    assert shop.buys("Chitra", 30_00, "2018-01-02", receipt="of Chitra").status == "unchanged"
    assert sound(shop)


def test_all_three_are_three_again(shop: Shop) -> None:
    chitra, first, aisyah, second = parted(shop)
    shop.redeems("Budi", 15)  # of Chitra's: hers are the oldest
    asked = Request(
        UnmergeOut(clock.read(), first, ""), account_id=shop._account(aisyah), to_account_id=shop._account(chitra)
    )
    assert refused(apply(shop.program, [asked], TILL)[0]) == "account_closed", "Aisyah's things are with Budi"
    shop.unmerges("Budi", aisyah, second)
    assert [shop.points(name) for name in NAMES] == [35, 35, 10]
    assert shop.unmerges("Aisyah", chitra, first).status == "done"
    assert [shop.points(name) for name in NAMES] == [15, 20, 10]
    for name in NAMES:
        shop.buys(name, 1_00)
    assert [shop.points(name) for name in NAMES] == [16, 21, 11]
    assert sound(shop)


def test_of_a_merge_that_went_on_no_more_comes_back_than_it_had_brought(shop: Shop) -> None:
    chitra, first = merge(shop, "Chitra", "Aisyah")
    shop.redeems("Aisyah", 25)
    aisyah, second = merge(shop, "Aisyah", "Budi")
    shop.unmerges("Budi", aisyah, second)
    shop.unmerges("Aisyah", chitra, first)
    assert [shop.points(name) for name in NAMES] == [5, 20, 10]
    assert sound(shop)


def test_one_who_was_merged_into_the_last_by_himself_stays_there(shop: Shop) -> None:
    shop.joins("Dewi")
    _, _, aisyah, second = parted(shop)
    merge(shop, "Dewi", "Budi")
    shop.unmerges("Budi", aisyah, second)
    shop.buys("Dewi", 2_00)
    assert [shop.points(name) for name in (*NAMES, "Dewi")] == [50, 50, 12, 12]
    assert sound(shop)


def test_in_one_batch_names_find_their_way_too(shop: Shop) -> None:
    _, _, aisyah, second = parted(shop)
    part = Request(UnmergeOut(clock.read(), second, ""), Known("external", "Budi"), to_account_id=shop._account(aisyah))
    outcomes = take(shop, part, bought("Chitra", 5_00, "N1"), bought("Aisyah", 1_00, "N2"), bought("Budi", 7_00, "N3"))
    assert told(outcomes) == ["done", "done", "done", "done"]
    assert [shop.points(name) for name in NAMES] == [56, 56, 17]
    assert sound(shop)


def test_a_receipt_of_the_first_can_be_returned_by_the_one_she_went_with(shop: Shop) -> None:
    chitra, first, aisyah, second = parted(shop)
    shop.unmerges("Budi", aisyah, second)
    key = order_key(shop.program.key, "till", "of Chitra")
    outcome = take(shop, Request(Return(clock.read(), 0, Refund("F1", amount=10**6)), order=key))[0]
    assert outcome.awarded == {"points": -30}
    assert [shop.points(name) for name in NAMES] == [20, 20, 10]
    shop.unmerges("Aisyah", chitra, first)
    assert [shop.points(name) for name in NAMES] == [0, 20, 10]
    assert sound(shop)


def test_an_alias_that_stayed_behind_is_named_by_the_audit(shop: Shop) -> None:
    _, _, aisyah, second = parted(shop)
    shop.unmerges("Budi", aisyah, second)
    run("UPDATE account SET alias_of = %s WHERE alias_of IS NOT NULL", shop._account("Budi"))
    assert [(one.code, one.what) for one in shop.findings()] == [("I8", "alias")]


def test_units_of_one_instant_find_their_ways_apart(database: str) -> None:
    shop = Shop(program())
    for name, cents in zip(NAMES, (30_00, 20_00, 10_00), strict=True):
        shop.buys(name, cents, receipt=f"of {name}")
    chitra, first, aisyah, second = parted(shop)
    shop.unmerges("Budi", aisyah, second)
    shop.unmerges("Aisyah", chitra, first)
    assert [shop.points(name) for name in NAMES] == [30, 20, 10]
    assert sound(shop)


def test_what_a_merge_brought_and_was_given_away_is_not_replaced_by_ones_own(database: str) -> None:
    shop = Shop(program())
    shop.joins("Aisyah", "Budi")
    shop.buys("Chitra", 30_00, receipt="of Chitra")
    chitra, first = merge(shop, "Chitra", "Aisyah")
    shop.buys("Aisyah", 30_00, receipt="of Aisyah")
    shop.asks("Aisyah", TransferOut(clock.read(), "points", 30, ""), other="Budi")
    shop.unmerges("Aisyah", chitra, first)
    assert [shop.points(name) for name in NAMES] == [0, 30, 30], "what was given away was Chitra's"
    assert sound(shop)


def test_a_merge_is_undone_once(shop: Shop) -> None:
    chitra, first = merge(shop, "Chitra", "Aisyah")
    assert shop.unmerges("Aisyah", chitra, first).status == "done"
    assert refused(shop.unmerges("Aisyah", chitra, first)) == "not_a_merge"
    _, again = merge(shop, "Chitra", "Aisyah")
    assert refused(shop.unmerges("Aisyah", chitra, first)) == "not_a_merge"
    assert shop.unmerges("Aisyah", chitra, again).status == "done"
    assert [shop.points(name) for name in NAMES] == [30, 20, 10]
    assert sound(shop)
