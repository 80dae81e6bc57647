"""Two who show the last use of a code at the same moment: the second waits for the first, and is told no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from setia.services.batch import Outcome
from setia.storage import price_codes
from tests.cli_ledger.test_same_key_at_once import until_somebody_waits
from tests.services.basket_shop import BasketShop, said
from tests.services.test_claims_at_once import uncommitted


@pytest.fixture
def shop(postgres_database: str) -> BasketShop:
    """A code that can be used once."""
    shop = BasketShop()
    shop.makes("LAST")
    return shop


def of_code(outcome: Outcome) -> str:
    """What was said of the code; nothing where it was kept."""
    return str(said(outcome)["codes"]["LAST"])


def test_the_second_waits_and_is_told_that_it_is_kept(shop: BasketShop) -> None:
    with uncommitted(lambda: shop.keeps("Siti", 50_00, "LAST"), lambda: shop.keeps("Budi", 50_00, "LAST")) as second:
        until_somebody_waits()
    assert of_code(second.result()) == "code_reserved"


def test_without_its_lock_both_would_have_it(shop: BasketShop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The mutant that shows what the lock is for."""
    rows = price_codes._rows

    def unlocked(program_id: int, digests: Sequence[str], *, lock: bool = False) -> list[tuple[Any, ...]]:
        return rows(program_id, digests)

    monkeypatch.setattr(price_codes, "_rows", unlocked)
    with uncommitted(lambda: shop.keeps("Siti", 50_00, "LAST"), lambda: shop.keeps("Budi", 50_00, "LAST")) as second:
        assert of_code(second.result()) == ""
