"""Who is erased while his basket is paid, kept or given up: one comes second, and none waits for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from setia.engine.refusals import Refusal
from setia.services import baskets
from setia.services.batch import Manner
from setia.services.erase_member import Erased, erase_member
from setia.storage import loading
from setia.storage.models import Basket, Member, PriceCodeUse
from setia.storage.streaming import fetch
from tests.services.basket_shop import BasketShop, no

Deed = Callable[[], Any]
OFFICE = Manner("office", "console")


@pytest.fixture
def shop(postgres_database: str) -> BasketShop:
    """The grocery with price rules and a code FIVE-OFF; Siti has 200 points."""
    shop = BasketShop()
    shop.makes("FIVE-OFF")
    return shop


@contextmanager
def in_line(shop: BasketShop, *deeds: Deed) -> Iterator[list[Future[Any]]]:
    """Deeds in sessions of their own, each begun once those before it wait; then Siti's account is free."""

    def alone(deed: Deed) -> Any:
        try:
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        with transaction.atomic():
            loading.lock_heads([shop._account("Siti")])
            futures: list[Future[Any]] = []
            for deed in deeds:
                futures.append(pool.submit(alone, deed))
                _until_so_many_wait(len(futures))
        yield futures


def _until_so_many_wait(count: int) -> None:
    for _ in range(3_000):
        [(waiting,)] = fetch("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        if waiting >= count:
            return
        fetch("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits")


def erases(shop: BasketShop, listed_in: Path) -> Erased | Refusal:
    """Siti is erased."""
    return erase_member(shop.program, Member.objects.get(account_id=shop._account("Siti")), OFFICE, listed_in)


def test_one_who_is_erased_first_does_not_pay_any_more(shop: BasketShop, tmp_path: Path) -> None:
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF")
    with in_line(shop, lambda: erases(shop, tmp_path / "erased"), lambda: shop.pays(kept, 45_00)) as (first, second):
        assert isinstance(first.result(30), Erased)
        assert no(second.result(30)) == "basket_released"
    assert (Basket.objects.get().state, PriceCodeUse.objects.get().state) == ("released", "released")
    assert shop.findings() == []


def test_one_who_pays_first_is_erased_with_what_he_bought(shop: BasketShop, tmp_path: Path) -> None:
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF")
    with in_line(shop, lambda: shop.pays(kept, 45_00), lambda: erases(shop, tmp_path / "erased")) as (first, second):
        assert first.result(30).status == "done"
        erased = second.result(30)
    assert isinstance(erased, Erased)
    assert erased.forfeited == {"points": 200 + 45}
    assert (Basket.objects.get().state, PriceCodeUse.objects.get().state) == ("committed", "used")
    assert shop.findings() == []


def test_one_who_is_erased_first_keeps_and_gives_up_nothing(shop: BasketShop, tmp_path: Path) -> None:
    kept = shop.keeps("Siti", 50_00, "FIVE-OFF")
    again = {"key": "another"}
    deeds = (lambda: shop.gives_up(kept), lambda: shop.keeps("Siti", 20_00, **again))
    with in_line(shop, lambda: erases(shop, tmp_path / "erased"), *deeds) as (first, second, third):
        assert isinstance(first.result(30), Erased)
        assert no(second.result(30)) == "basket_released"
        assert no(third.result(30)) == "member_erased"
    assert Basket.objects.count() == 1
    assert not bytes(Basket.objects.get().content)


def test_baskets_that_lock_the_account_last_would_wait_for_each_other(
    shop: BasketShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order that they had before: the database ends one of the two, and nobody is told why."""
    monkeypatch.setattr(baskets, "_lock_account", lambda _: None)
    kept = shop.keeps("Siti", 50_00)
    with in_line(shop, lambda: erases(shop, tmp_path / "erased"), lambda: shop.pays(kept, 50_00)) as futures:
        faults = [one.exception(30) for one in futures]
    [fault] = [one for one in faults if one is not None]
    assert isinstance(fault, DatabaseError)
    assert "deadlock" in str(fault)
