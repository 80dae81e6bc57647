"""Two who claim one receipt, and a till that changes it meanwhile, at the same moment: only PostgreSQL allows that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import TypeVar

import pytest
from django.db import connection, transaction

from setia.services.batch import Manner, Outcome
from setia.services.claim_purchase import claim, receipt_token
from setia.services.requests import Repeatable
from tests.cli_ledger.test_same_key_at_once import until_somebody_waits
from tests.services.receipts import bought, take, told
from tests.shop import Shop

Told = TypeVar("Told")
Deed = Callable[[], Outcome]


@pytest.fixture
def shop(postgres_database: str) -> Shop:
    """Siti and Ali, and a guest's receipt R1 of 45.00."""
    shop = Shop()
    shop.joins("Siti", "Ali")
    take(shop, bought(None, 45_00, "R1"))
    return shop


def scans(shop: Shop, who: str) -> Outcome:
    code = receipt_token(shop.program, "till", "R1")
    assert isinstance(code, str)
    return claim(shop.program, code, shop._account(who), Manner(actor=who, channel="portal"))


@contextmanager
def uncommitted(first: Deed, second: Callable[[], Told]) -> Iterator[Future[Told]]:
    """The first has been done and commits at the end of the block, in which the second is asked for."""
    done, may_commit = Event(), Event()

    def before() -> Outcome:
        try:
            with transaction.atomic():
                outcome = first()
                done.set()
                assert may_commit.wait(30)
            return outcome
        finally:
            connection.close()

    def meanwhile() -> Told:
        try:
            return second()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(before)
        assert done.wait(30)
        other = pool.submit(meanwhile)
        try:
            yield other
        finally:
            may_commit.set()
        assert one.result().status == "done"


def test_one_of_two_who_scan_a_receipt_has_it(shop: Shop) -> None:
    with uncommitted(lambda: scans(shop, "Siti"), lambda: scans(shop, "Ali")) as second:
        until_somebody_waits()
    assert told([second.result()]) == ["already_claimed"]
    assert (shop.points("Siti"), shop.points("Ali")) == (45, 0)
    assert shop.findings() == []


def test_a_till_that_changes_a_receipt_that_is_being_claimed_asks_again(shop: Shop) -> None:
    changed = bought(None, 50_00, "R1", version=2)
    with uncommitted(lambda: scans(shop, "Siti"), lambda: take(shop, changed)[0]) as second:
        assert second.result().status == "busy"
    assert take(shop, changed)[0].awarded == {"points": 5}
    assert shop.points("Siti") == 50
    assert shop.findings() == []


def test_one_key_sent_in_two_sessions_is_answered_once(shop: Shop) -> None:
    """The second waits for the first, and is answered what the first was; what it did meanwhile is undone."""
    key = Repeatable("app", "c-1", b"claim R1", lambda outcome: outcome.status.encode())
    manner = Manner(actor="Siti", channel="portal")

    def claims() -> Outcome:
        code = receipt_token(shop.program, "till", "R1")
        token = code if isinstance(code, str) else "CLAIMED"
        return claim(shop.program, token, shop._account("Siti"), manner, key)

    with uncommitted(claims, claims) as second:
        until_somebody_waits()
    assert (second.result().status, second.result().answer) == ("replayed", b"done")
    assert (claims().status, claims().answer) == ("replayed", b"done")
    assert shop.points("Siti") == 45
    assert shop.findings() == []
