"""The audit names a code that is counted wrongly, and a basket whose codes are not as it ended."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.services.basket_shop import BasketShop

ALTERED = {
    "a use that is not counted": ("UPDATE price_code SET used = 0 WHERE uses = 2", "code for five"),
    "a use too many": ("UPDATE price_code SET used = 2 WHERE uses = 2", "code for five"),
    "a use that never was": ("DELETE FROM price_code_use WHERE state = 'used'", "code for five"),
    "a use of no code": ("DELETE FROM price_code WHERE uses = 1", "use of a code on basket 2"),
    "a use on no basket": ("DELETE FROM basket WHERE id = 2", "basket 2"),
    "a used code of a basket that was given up": ("UPDATE basket SET state = 'released' WHERE id = 1", "basket 1"),
    "a paid basket that keeps its code": ("UPDATE basket SET state = 'committed' WHERE id = 2", "basket 2"),
    "an ended basket that keeps its code": ("UPDATE basket SET state = 'expired' WHERE id = 2", "basket 2"),
}


@pytest.fixture
def shop(sqlite_database: str) -> BasketShop:
    """Basket 1 is paid, with one of two uses of a code; basket 2 keeps another code."""
    shop = BasketShop()
    shop.makes("TWICE", uses=2)
    shop.makes("ONCE")
    shop.pays(shop.keeps("Siti", 50_00, "TWICE"), 45_00)
    shop.keeps("Siti", 50_00, "ONCE")
    return shop


@pytest.mark.parametrize("case", ALTERED)
def test_what_was_altered_is_named(shop: BasketShop, case: str) -> None:
    assert shop.findings() == []
    statement, what = ALTERED[case]
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert what in [one.what for one in shop.findings()]
