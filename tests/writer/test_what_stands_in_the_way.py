"""A writer whose connection is lost, and one whose way somebody else's lock is in: it goes on, and says how it is."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from setia.engine.commands import Earn
from setia.services import writer
from setia.services.requests import Manner, Request
from setia.services.safely import Failed
from setia.services.writer import WAIT_MAX, BatchWriter
from setia.storage import clock, loading, programs
from setia.storage.members import Known
from setia.storage.streaming import fetch
from tests.shop import Shop

TILL = Manner(actor="Siti", channel="till", enrol=True)


@contextmanager
def writing(shop: Shop) -> Iterator[BatchWriter]:
    one = BatchWriter(shop.program.code)
    try:
        yield one
    finally:
        assert one.stop(30)


def earn(member: str) -> Request:
    return Request(Earn(clock.read(), "points", 5, "goodwill"), Known("external", member))


@contextmanager
def locked(shop: Shop, member: str) -> Iterator[None]:
    """Somebody has locked a member's account, and does not let go of it."""
    begun, ends = Event(), Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                loading.lock_heads([shop._account(member)])
                begun.set()
                ends.wait(60)
        finally:
            connection.close()

    thread = Thread(target=hold)
    thread.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        ends.set()
        thread.join()


def test_a_connection_that_was_lost_while_nobody_asked_is_opened_again(postgres_database: str) -> None:
    shop = Shop()
    with writing(shop) as one:
        assert one.submit(earn("Ali"), TILL).result(30).status == "done"
        ended = fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        assert ended == [(True,)]
        assert one.submit(earn("Ali"), TILL).result(30).status == "done"
    assert shop.points("Ali") == 10


def test_a_writer_outlives_a_database_that_is_not_there(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    right = programs.refreshed
    with writing(shop) as one:

        def is_gone(*_: Any) -> Any:
            raise OperationalError("the database is starting up")

        monkeypatch.setattr(programs, "refreshed", is_gone)
        with pytest.raises(Failed, match="error"):
            one.submit(earn("Ali"), TILL).result(30)
        monkeypatch.setattr(programs, "refreshed", right)
        assert one.submit(earn("Ali"), TILL).result(30).status == "done"
    assert shop.points("Ali") == 5


def test_who_wants_an_account_that_stays_locked_is_sent_away_and_the_others_are_served(postgres_database: str) -> None:
    shop = Shop()
    shop.joins("Ali", "Siti")
    with writing(shop) as one:
        with locked(shop, "Ali"):
            began = time.monotonic()
            futures = [one.submit(earn(name), TILL) for name in ("Ali", "Siti", "Budi")]
            assert [future.result(30).status for future in futures] == ["busy", "done", "done"]
            assert time.monotonic() - began < 2 * WAIT_MAX[True] / 1000
        assert one.submit(earn("Ali"), TILL).result(30).status == "done"
    assert one.counts.splits == 0
    assert (shop.points("Ali"), shop.points("Siti")) == (5, 5)


def test_where_the_log_stays_locked_everybody_is_sent_away(postgres_database: str) -> None:
    """All commits need its row: nobody waits for longer than the rounds that there are."""
    shop = Shop()
    begun, ends = Event(), Event()

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE log SET position = position WHERE id = 1")
            begun.set()
            ends.wait(60)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    assert begun.wait(30)
    with writing(shop) as one:
        began = time.monotonic()
        futures = [one.submit(earn(f"member {n}"), TILL) for n in range(8)]
        assert {future.result(60).status for future in futures} == {"busy"}
        most = (writer.BUSY_ROUNDS * WAIT_MAX[False] + WAIT_MAX[True]) / 1000
        assert time.monotonic() - began < 3 * most
        ends.set()
        thread.join()
        assert one.submit(earn("Ali"), TILL).result(30).status == "done"
    assert one.counts.splits == 0
    assert shop.findings() == []


def test_where_somebody_else_keeps_the_only_lock_of_sqlite_everybody_is_sent_away(sqlite_database: str) -> None:
    """After the time that SQLite waits by itself, and not once more for each round."""
    shop = Shop()
    keeper = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    connection.settings_dict["OPTIONS"]["timeout"] = 2.5
    keeper.execute("BEGIN IMMEDIATE")
    try:
        with writing(shop) as one:
            began = time.monotonic()
            futures = [one.submit(earn(f"member {n}"), TILL) for n in range(8)]
            assert {future.result(60).status for future in futures} == {"busy"}
            assert time.monotonic() - began < 3 * 2.5, "the first alone, and all others together"
            keeper.execute("ROLLBACK")
            assert one.submit(earn("Ali"), TILL).result(30).status == "done"
        assert one.counts.splits == 0
    finally:
        keeper.close()
