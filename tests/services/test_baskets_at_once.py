"""Many who want one code, one basket or one key at the same moment, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from setia.engine.calendar import MINUTE
from setia.services.batch import Outcome
from setia.storage.models import Basket, PriceCode, PriceCodeUse
from tests.services.basket_shop import BasketShop, named, no, said


@pytest.fixture
def shop(database: str) -> BasketShop:
    """The grocery with price rules and a code FIVE-OFF that can be used once."""
    shop = BasketShop()
    shop.makes("FIVE-OFF")
    return shop


@pytest.mark.parametrize("uses", [1, 3])
def test_of_many_who_want_the_last_uses_of_a_code_at_once_no_more_have_it(shop: BasketShop, uses: int) -> None:
    shop.makes("LAST", uses=uses)
    asking = 6
    together = Barrier(asking)

    def wants(number: int) -> Outcome:
        try:
            together.wait(30)
            kept = shop.keeps(None, 50_00, "LAST", key=f"race-{number}")
            if said(kept)["codes"]["LAST"]:
                return kept
            return shop.pays(kept, 45_00, f"race-{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(asking) as pool:
        outcomes = list(pool.map(wants, range(asking)))
    told = [said(one).get("codes", {}).get("LAST", "had it") for one in outcomes]
    assert told.count("had it") == uses
    assert set(told) <= {"had it", "code_reserved", "code_used"}
    assert PriceCode.objects.get(rule="five", uses=uses, used=uses).used == uses
    assert PriceCodeUse.objects.filter(state="used").count() == uses


def test_one_basket_paid_and_given_up_by_many_at_once_ends_once(shop: BasketShop) -> None:
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF", points=100)
    together = Barrier(6)

    def ends(number: int) -> Outcome:
        try:
            together.wait(30)
            return shop.pays(kept, 45_00, "R1") if number % 2 else shop.gives_up(kept)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(ends, range(6)))
    state = Basket.objects.get().state
    others = {"committed": "basket_committed", "released": "basket_released"}
    won = [one for one in outcomes if one.refusal is None]
    assert {one.answer for one in won} == {won[0].answer}
    assert [one.status for one in won].count("done") == 1
    assert {no(one) for one in outcomes if one.refusal is not None} == {others[state]}
    assert len(won) == 3
    expected = {"committed": 100 + 45, "released": 200}
    assert shop.points("Siti") == expected[state]
    assert shop.findings() == []


def test_one_key_sent_by_many_at_once_makes_one_basket(shop: BasketShop) -> None:
    together = Barrier(5)

    def keeps(_: int) -> Outcome:
        try:
            together.wait(30)
            return shop.keeps("Siti", 50_00, "FIVE-OFF", points=100, key="same", ttl=MINUTE)
        finally:
            connection.close()

    with ThreadPoolExecutor(5) as pool:
        outcomes = list(pool.map(keeps, range(5)))
    assert {one.answer for one in outcomes} == {outcomes[0].answer}
    assert sorted(one.status for one in outcomes) == ["done", *["replayed"] * 4]
    assert shop.wallet("Siti").held == 100
    assert named(outcomes[0]).startswith("bsk_")
