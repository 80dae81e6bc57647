"""Two processes that do not see each other's awards add up to one sum, and raise one alarm."""

from __future__ import annotations

import pytest

from setia.engine.guard import Expected, Forecast, to_json
from setia.services.apply_program import apply_program
from setia.services.batch import Outcome, apply
from setia.services.documents import read_program
from setia.storage import guards, programs
from setia.storage.models import Flag, GuardCount, GuardTrip
from tests.cli_ledger.test_same_key_at_once import until_somebody_waits
from tests.guard.test_counting_in_batches import requests
from tests.guard.typed_wrong import with_stars
from tests.services.test_claims_at_once import uncommitted
from tests.shop import TILL, Shop


@pytest.fixture
def shop(postgres_database: str) -> Shop:
    """A shop of which a hundred points are expected in a quarter of an hour."""
    shop = Shop(with_stars(1, 1, "2017-01-01"))
    text = with_stars(2, 1, "2018-01-03")
    apply_program(read_program(text), text, "owner")
    guards.add_forecast(shop.program.id, 2, to_json(Forecast({"base/points": Expected(10, 100, 1)})))
    shop.program = programs.load()
    shop.day_is("2018-01-10")
    return shop


def sell(shop: Shop, count: int, name: str) -> Outcome:
    """So many sales in one batch; what became of the last one."""
    return apply(shop.program, requests(count, name=name), TILL)[-1]


def test_what_two_give_at_once_is_one_sum_for_whoever_comes_next(shop: Shop) -> None:
    with uncommitted(lambda: sell(shop, 110, "a"), lambda: sell(shop, 110, "b")) as second:
        until_somebody_waits()
    assert second.result().status == "done"
    [counted] = GuardCount.objects.filter(thing="base/points")
    assert (counted.awards, counted.units, GuardTrip.objects.count()) == (220, 4400, 0)
    sell(shop, 1, "c")
    assert GuardTrip.objects.get().units == 4420
    sell(shop, 1, "d")
    assert (shop.wallet("c0").available, shop.wallet("d0").pending) == (20, 20)


def test_two_that_find_out_at_once_raise_one_alarm(shop: Shop) -> None:
    sell(shop, 199, "a")
    with uncommitted(lambda: sell(shop, 2, "b"), lambda: sell(shop, 2, "c")) as second:
        until_somebody_waits()
    assert second.result().status == "done"
    assert (GuardTrip.objects.count(), Flag.objects.filter(kind="guard").count()) == (1, 1)
    assert [shop.wallet(name).pending for name in ("b0", "b1", "c0", "c1")] == [0, 20, 0, 20]
    assert shop.findings() == []
