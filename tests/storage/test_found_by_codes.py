"""A reward by its code and the store of a purchase are found by an index, however many there are of others."""

from __future__ import annotations

import re

from setia.storage import reward_codes, whereabouts
from tests.api.test_vouchers_of_pools import SHOP
from tests.shop import Shop
from tests.storage.test_searching import plans

WHOLE = re.compile(
    r"SCAN (natural_key|k|purchase|p|issued_reward|r)\b"
    r"|Seq Scan on (natural_key|purchase|issued_reward)\b"
    r"|Index Scan using issued_reward_pkey on issued_reward r\n *Filter"
)
"""A table is read from its first row to its last."""


def test_neither_reads_a_table_whole(database: str) -> None:
    shop = Shop(SHOP)

    def look() -> None:
        whereabouts.of_order(b"k" * 16)
        reward_codes.by_code(shop.program, "CINE-1")

    told = plans(look)
    assert len(told) == 3
    assert not [one for one in told if WHOLE.search(one)], "\n\n".join(told)
    named = "reward_pool_code", "reward_code", "purchase_edited"
    assert [one for one in named if not any(one in plan for plan in told)] == [], "\n\n".join(told)
