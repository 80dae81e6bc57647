"""Rows written many at a time are read back as they were, however few or many there are, on both databases."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from setia.storage.rows import COPY_LEAST, insert
from setia.storage.streaming import fetch

PLAIN = ("", "plain", "'quoted'", '"quoted"', "{1,2}", "NULL", "ผัก", "🍉", "%s")
TEXTS = (*PLAIN, "a\tb", "a\nb", "a\rb", "a\\b", "\\N", "\\.")
NUMBERS = (0, -1, 1, 2**63 - 1, -(2**63))


@pytest.mark.parametrize("count", [1, COPY_LEAST - 1, COPY_LEAST, 3 * COPY_LEAST])
def test_what_is_written_is_what_is_read(database: str, count: int) -> None:
    keys: list[tuple[Any, ...]] = []
    texts = [(n, TEXTS[n % len(TEXTS)]) for n in range(count)]
    for n in range(count):
        content = bytes((n + i) % 256 for i in range(256))
        number = NUMBERS[n % len(NUMBERS)]
        keys.append((n.to_bytes(16, "big"), number, None if n % 2 else number, None, n, content, number))
    insert("purchase_reference", "purchase_id, reference", texts)
    columns = "key, program_id, account_id, seq, purchase_id, digest, recorded_at"
    insert("natural_key", columns, keys)
    assert fetch("SELECT purchase_id, reference FROM purchase_reference ORDER BY purchase_id") == texts
    found = fetch(f"SELECT {columns} FROM natural_key ORDER BY purchase_id")
    assert [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in found] == keys


def test_a_row_that_breaks_a_rule_breaks_all_of_them(database: str) -> None:

    rows = [(n % (2 * COPY_LEAST - 1), "twice") for n in range(2 * COPY_LEAST)]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert("purchase_reference", "purchase_id, reference", rows)
    assert fetch("SELECT count(*) FROM purchase_reference") == [(0,)]
