"""A session whose process stopped in the middle of a statement keeps its locks until somebody waits for them.

PostgreSQL's own limit ends sessions that stopped between two statements; it does not see these.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import psycopg
import pytest
from django.db import connection

from setia.engine.commands import Earn
from setia.services.batch import apply
from setia.services.requests import Manner, Outcome, Request
from setia.services.safely import apply_safely
from setia.storage import clock, sessions
from setia.storage.members import Known
from tests.races import copies
from tests.shop import TILL, Shop
from tests.zombies.pausing import DOCUMENT

Session = psycopg.Connection[tuple[object, ...]]
HASTY = Manner("Siti", "till", wait_max=100)
MUCH = b"SELECT repeat('x', 1000) FROM account, generate_series(1, 100000)"
"""More than fits between the two processes."""


@pytest.fixture
def shop(postgres_template: str) -> Iterator[Shop]:
    """A shop with one member, whom other sessions may lock."""
    with copies.of_cluster(postgres_template)():
        shop = Shop(DOCUMENT)
        apply(shop.program, [_gift()], TILL)
        yield shop


def test_one_that_stopped_while_it_sent_rows_is_ended(shop: Shop) -> None:
    _lease("1s")
    with _holding() as stopped:
        stopped.pgconn.send_query(b"COPY transaction_text FROM STDIN")
        _keeps_nobody_for_long(shop, stopped)


def test_one_that_stopped_before_it_read_an_answer_is_ended(shop: Shop) -> None:
    _lease("1s")
    with _holding() as stopped:
        stopped.pgconn.send_query(MUCH)
        _keeps_nobody_for_long(shop, stopped)


def test_who_waits_for_ever_waits_no_longer_than_that_either(shop: Shop) -> None:
    _lease("1s")
    with _holding() as stopped:
        stopped.pgconn.send_query(MUCH)
        assert apply(shop.program, [_gift()], TILL)[0].status == "done"


def test_one_that_only_reads_is_left_alone(shop: Shop) -> None:
    _lease("1s")
    with closing(psycopg.connect(_url())) as reader:
        reader.execute("SELECT 1")
        reader.pgconn.send_query(MUCH)
        time.sleep(1.2)
        assert sessions.end_stopped() == 0
        assert _is_alive(reader)


def test_one_that_is_at_work_is_left_alone(shop: Shop) -> None:
    _lease("1s")
    with _holding() as busy:
        busy.pgconn.send_query(b"SELECT pg_sleep(2)")
        time.sleep(1.2)
        assert _asks(shop).status == "busy"
        assert _is_alive(busy)


@pytest.mark.parametrize("lease", ["10s", "0"])
def test_nobody_is_ended_before_his_time(shop: Shop, lease: str) -> None:
    _lease(lease)
    with _holding() as stopped:
        stopped.pgconn.send_query(MUCH)
        time.sleep(1.2)
        assert _asks(shop).status == "busy"
        assert _is_alive(stopped)


def _keeps_nobody_for_long(shop: Shop, stopped: Session) -> None:
    assert _asks(shop).status == "busy", "it has only begun"
    assert _is_alive(stopped)
    time.sleep(1.2)
    assert _asks(shop).status == "busy", "who finds out has waited as long as he may"
    assert _asks(shop).status == "done"
    assert not _is_alive(stopped)


def _asks(shop: Shop) -> Outcome:
    (result,), _ = apply_safely(shop.program, [_gift()], HASTY)
    assert isinstance(result, Outcome)
    return result


def _gift() -> Request:
    return Request(Earn(clock.read(), "points", 5, "goodwill"), Known("external", "Mei"))


@contextmanager
def _holding() -> Iterator[Session]:
    """A session with all members locked."""
    with closing(psycopg.connect(_url())) as session:
        session.execute("SELECT id FROM account FOR UPDATE")
        yield session


def _is_alive(session: Session) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [session.info.backend_pid])
        return cursor.fetchone() is not None


def _lease(time_: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, false)", [time_])


def _url() -> str:
    of = connection.settings_dict
    return f"postgresql://{of['USER']}@/{of['NAME']}?host={of['HOST']}&port={of['PORT']}"
