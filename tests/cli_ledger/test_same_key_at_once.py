"""Two processes with the same key at the same moment, which only PostgreSQL allows: one decides, the other waits."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from django.db import connection

from setia.engine.commands import Command, Redeem
from setia.services.batch import Outcome, apply
from setia.storage import clock
from setia.storage.streaming import fetch
from tests.cli_ledger.keyed import DESK, code, keyed
from tests.shop import Shop


@pytest.fixture
def shop(postgres_database: str) -> Shop:
    """A shop whose members Siti and Budi have 100 points each."""
    shop = Shop()
    shop.buys("Siti", 100_00)
    shop.buys("Budi", 100_00)
    return shop


@contextmanager
def undecided(shop: Shop, member: str, command: Command) -> Iterator[Future[Outcome]]:
    """Another process has decided a request under the key k1 and commits at the end of the block."""
    decided, may_commit = Event(), Event()

    def wait(_: object) -> None:
        decided.set()
        assert may_commit.wait(30)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(elsewhere, shop, member, command, wait)
        assert decided.wait(30)
        second = pool.submit(elsewhere, shop, "Siti", redeem(60))
        try:
            until_somebody_waits()
            yield second
        finally:
            may_commit.set()
        assert first.result().status == "done"


def redeem(amount: int) -> Redeem:
    return Redeem(clock.read(), "points", amount)


def elsewhere(shop: Shop, member: str, command: Command, within: object = None) -> Outcome:
    """Ask it in this thread's own connection."""
    try:
        [outcome] = apply(shop.program, [keyed(member, command, "k1")], DESK, within)  # type: ignore[arg-type]
        return outcome
    finally:
        connection.close()


def until_somebody_waits() -> None:
    """Until a transaction of this database waits for another's lock."""
    for _ in range(3_000):
        if fetch(
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            " AND pg_sleep(0.01) IS NOT NULL"
        ):
            return
        fetch("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody waits")


def test_the_second_waits_and_is_answered_what_the_first_was(shop: Shop) -> None:
    with undecided(shop, "Siti", redeem(60)) as second:
        assert not second.done()
    assert (second.result().status, shop.points("Siti")) == ("replayed", 40)


def test_the_second_waits_even_if_it_asks_for_somebody_else(shop: Shop) -> None:
    with undecided(shop, "Budi", redeem(60)) as second:
        assert not second.done()
    assert code(second.result()) == "idempotency_key_reused"
    assert (shop.points("Siti"), shop.points("Budi")) == (100, 40)
    assert shop.findings() == []
