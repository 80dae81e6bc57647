"""Who owns an order that was claimed: a row that says otherwise is found."""

from __future__ import annotations

import pytest

from setia.services.batch import Manner
from setia.services.claim_purchase import claim, receipt_token
from tests.services.receipts import bought, take
from tests.shop import Shop
from tests.storage.tables import run


@pytest.mark.parametrize("deed", ["UPDATE order_owner SET seq = seq - 1", "DELETE FROM order_owner"])
def test_an_owner_that_was_altered_or_taken_away_is_found(shop: Shop, deed: str) -> None:
    shop.joins("Siti")
    take(shop, bought(None, 45_00, "R1"))
    token = receipt_token(shop.program, "till", "R1")
    assert isinstance(token, str)
    claim(shop.program, token, shop._account("Siti"), Manner("Siti", "portal"))
    assert shop.findings() == []
    run(deed)
    assert [one.code for one in shop.findings()] == ["I8"]
