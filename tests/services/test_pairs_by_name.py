"""A transfer or merge whose member is named as a till knows him, and what else happens to that member meanwhile."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from setia.engine.commands import Earn, Enrol, MergeOut, TransferOut
from setia.services.batch import Manner, Request, apply
from setia.services.requests import Outcome, Repeatable
from setia.storage import clock, loading
from setia.storage.members import Known
from tests.services.receipts import bought, told
from tests.shop import TILL, Shop


def merge(shop: Shop, member: str, into: str, **fields: object) -> Request:
    return Request(MergeOut(clock.read(), ""), Known("external", member), to_account_id=shop._account(into), **fields)  # type: ignore[arg-type]  # fields of Request


def transfer(shop: Shop, member: str, to: str) -> Request:
    command = TransferOut(clock.read(), "points", 5, "")
    return Request(command, Known("external", member), to_account_id=shop._account(to))


def test_nobody_joins_by_a_transfer_or_a_merge_and_the_rest_of_the_batch_does_not_suffer(shop: Shop) -> None:
    shop.joins("Siti")
    asked = [merge(shop, "nobody", "Siti"), transfer(shop, "no one", "Siti"), bought("Siti", 700, "R1")]
    outcomes = apply(shop.program, asked, TILL)
    assert told(outcomes) == ["unknown_member", "unknown_member", "done"]
    assert shop.findings() == []


def test_who_joins_in_a_batch_sends_and_is_merged_in_the_same_batch(shop: Shop) -> None:
    shop.joins("Siti")
    asked = [
        bought("Ali", 20_00, "R1"),
        transfer(shop, "Ali", "Siti"),
        Request(Earn(clock.read(), "points", 7, "goodwill"), Known("external", "Ali")),
        merge(shop, "Ali", "Siti"),
        Request(Enrol(clock.read()), Known("external", "Budi")),
        merge(shop, "Budi", "Siti"),
        bought("Ali", 10_00, "R2"),
    ]
    assert told(apply(shop.program, asked, TILL)) == ["done"] * 7
    assert shop.points("Siti") == shop.points("Ali") == 20 + 7 + 10, "all that was Ali's is Siti's"
    assert shop.findings() == []
    assert shop.differences() == 0


def test_the_answer_to_a_merge_is_kept_for_the_account_that_was_merged(shop: Shop) -> None:
    """Where it can be looked up once its bytes are forgotten, and from where it is erased."""
    shop.joins("Ali", "Siti")
    for amount in (5, 7, 9):
        shop.earns("Ali", amount)
    again = Repeatable("till", "key-1", b"merge", lambda outcome: str(outcome.seq).encode())
    [outcome] = apply(shop.program, [merge(shop, "Ali", "Siti", repeatable=again)], Manner("Siti", "till"))
    assert (outcome.status, outcome.answer) == ("done", b"5")
    assert shop.findings() == []


def test_who_is_merged_while_his_command_waits_for_his_account_is_found_where_he_went(
    postgres_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """His name is looked up before his account is locked, and between the two somebody merges him."""
    shop = Shop()
    shop.joins("Ali", "Siti")
    shop.earns("Ali", 30)
    right, merging = loading.lock_heads, [merge(shop, "Ali", "Siti")]

    def meanwhile() -> list[Outcome]:
        try:
            return apply(shop.program, [merging.pop()], TILL)
        finally:
            connection.close()

    def lock_heads(*given: Any, **named: Any) -> Any:
        if merging:
            with ThreadPoolExecutor(1) as pool:
                assert told(pool.submit(meanwhile).result()) == ["done"]
        return right(*given, **named)

    monkeypatch.setattr(loading, "lock_heads", lock_heads)
    asked = [bought("Budi", 10_00, "R1"), bought("Ali", 20_00, "R2"), bought("Ali", 5_00, "R3")]
    assert told(apply(shop.program, asked, TILL)) == ["done"] * 3
    assert not merging
    assert shop.points("Siti") == shop.points("Ali") == 55
    assert shop.findings() == []
