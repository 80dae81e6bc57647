"""After an erasure nothing of a member's baskets can be read, and what was open of them is given up."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.services.erase_member import Erased, erase_member
from setia.storage.models import Basket, PriceCodeUse
from setia.storage.reading import find_member
from tests.privacy.canaries import Canaries, seen_in_tables
from tests.services.basket_shop import WEB, BasketShop, no


@pytest.fixture
def shop(database: str) -> BasketShop:
    """The grocery with price rules."""
    return BasketShop()


def test_a_code_that_an_erased_member_typed_is_gone_and_free(shop: BasketShop, tmp_path: Path) -> None:
    canaries = Canaries()
    first, second = canaries.next(), canaries.next()
    shop.makes(first, second)
    paid = shop.keeps("Budi", 50_00, first, key="one")
    shop.pays(paid, 45_00)
    kept = shop.keeps("Budi", 50_00, second, key="two")
    assert seen_in_tables() == {first, second}
    budi = find_member(shop.program, "Budi")
    assert budi is not None

    assert isinstance(erase_member(shop.program, budi, WEB, tmp_path / "erased"), Erased)

    assert seen_in_tables() == set()
    assert sorted(Basket.objects.values_list("state", flat=True)) == ["committed", "released"]
    assert sorted(PriceCodeUse.objects.values_list("state", flat=True)) == ["released", "used"]
    assert no(shop.pays(paid, 45_00)) == "key_erased"
    assert no(shop.pays(kept, 45_00)) == "basket_released"
    assert no(shop.gives_up(kept)) == "basket_released"
    assert [one.refusal for one in shop.prices("Siti", 50_00, second).codes] == [None]
    assert shop.findings() == []
