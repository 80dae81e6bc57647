"""The clock: simulated stands still until it is moved forwards; the system's never falls behind what it has shown."""

from __future__ import annotations

import time

import pytest
from django.db import DatabaseError, transaction

from setia.engine.calendar import DAY, MINUTE
from setia.storage import clock
from setia.storage.clock import ClockRefusal, NotInitialised
from tests.conftest import START
from tests.shop import Shop
from tests.storage.tables import dump, run

AHEAD = 4 * MINUTE
"""How far a machine's clock may have gone back without being disbelieved, and a little less."""


@pytest.fixture
def system_clock(database: str) -> None:
    """A database that was set up to run by the system's clock."""
    run("UPDATE deployment SET clock = 'system', now = %s", clock.system_reading())


def test_a_simulated_clock_never_moves_by_itself(shop: Shop) -> None:
    assert clock.read() == START
    time.sleep(0.01)
    shop.buys("Aisyah", 100)
    shop.findings()
    clock.remember(START + DAY)
    assert clock.read() == START


def test_a_simulated_clock_moves_forwards_and_may_be_told_to_stay(database: str) -> None:
    clock.advance(START + DAY)
    assert clock.read() == START + DAY
    clock.advance(START + DAY)
    assert clock.read() == START + DAY


@pytest.mark.parametrize("to", [START - 1, 0, -(10**15)])
def test_a_simulated_clock_is_never_set_back(database: str, to: int) -> None:
    before = dump()
    with pytest.raises(ClockRefusal, match="backwards"):
        clock.advance(to)
    assert dump() == before


@pytest.mark.usefixtures("system_clock")
def test_the_systems_clock_is_the_machines(database: str) -> None:
    before = time.time_ns() // 1000
    assert before <= clock.read() <= time.time_ns() // 1000


@pytest.mark.usefixtures("system_clock")
def test_the_systems_clock_is_never_behind_its_highest_reading(database: str) -> None:
    ahead = clock.system_reading() + AHEAD
    clock.remember(ahead)
    assert clock.read() == ahead
    clock.remember(ahead - 1)
    assert clock.read() == ahead, "a lower reading is not remembered"


@pytest.mark.usefixtures("system_clock")
def test_the_systems_clock_cannot_be_moved(database: str) -> None:
    before = dump()
    with pytest.raises(ClockRefusal, match="not_simulated"):
        clock.advance(clock.system_reading() + DAY)
    assert dump() == before


@pytest.mark.usefixtures("system_clock")
def test_what_is_recorded_never_goes_back_in_time_although_the_machine_does(database: str) -> None:
    shop = Shop()
    ahead = clock.system_reading() + AHEAD
    clock.remember(ahead)
    shop.buys("Aisyah", 100)
    shop.buys("Aisyah", 100)
    recorded = [row[0] for row in run("SELECT recorded_at FROM ledger_transaction ORDER BY id")]
    assert recorded == [ahead] * 3


@pytest.mark.usefixtures("system_clock")
def test_a_batch_leaves_its_reading_behind(database: str) -> None:
    shop = Shop()
    before = clock.system_reading()
    shop.buys("Aisyah", 100)
    ((highest,),) = run("SELECT now FROM deployment")
    assert before <= highest <= clock.system_reading()


@pytest.mark.usefixtures("system_clock")
def test_the_next_instant_is_later_than_all_readings_even_while_the_clock_stands_still(database: str) -> None:
    ahead = clock.system_reading() + AHEAD
    clock.remember(ahead)
    assert [clock.next_instant(lambda _: False) for _ in range(2)] == [ahead + 1, ahead + 2]
    assert clock.read() == ahead + 2


def test_a_simulated_clock_moves_on_only_where_its_instant_is_taken(database: str) -> None:
    assert clock.next_instant(lambda _: False) == clock.read() == START
    assert clock.next_instant(lambda at: at == START) == clock.read() == START + 1


def test_there_is_no_time_before_the_database_is_set_up(database: str) -> None:
    run("DELETE FROM deployment")
    for ask in (clock.read, clock.kind, lambda: clock.advance(START)):
        with pytest.raises(NotInitialised):
            ask()


@pytest.mark.parametrize("row", ["(2, 'simulated', 0, 0)", "(1, 'stopped', 0, 0)"])
def test_there_is_one_clock_of_one_of_two_kinds(database: str, row: str) -> None:
    run("DELETE FROM deployment")
    with pytest.raises(DatabaseError), transaction.atomic():
        run(f"INSERT INTO deployment (id, clock, now, created_at) VALUES {row}")
