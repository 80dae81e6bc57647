"""Newcomers of two batches at the same moment: who comes second waits, and nobody waits for each other."""

from __future__ import annotations

from setia.services.batch import apply
from setia.storage.models import Identifier
from tests.services.receipts import bought
from tests.shop import TILL, Shop


def test_names_are_taken_in_the_same_order_by_whoever_takes_them(shop: Shop) -> None:
    """As keys are: two that take the same ones in another order would each wait for what the other has."""
    apply(shop.program, [bought(f"member {n}", 100, f"R{n}") for n in range(40)], TILL)
    keys = [bytes(key) for key in Identifier.objects.order_by("id").values_list("key", flat=True)]
    assert len(keys) == 40
    assert keys == sorted(keys)
