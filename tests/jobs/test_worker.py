"""What has to be done whether or not anybody asks is done once, by one worker at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection

from setia.engine.calendar import MINUTE
from setia.jobs.schedule import SCHEDULE, Scheduled
from setia.jobs.worker import Worker
from setia.services.initialise import initialise
from setia.storage import clock, jobs
from setia.storage.jobs import Claimed
from setia.storage.models import Job
from setia.storage.programs import LoadedProgram
from tests.cli.terminal import setia
from tests.conftest import START, use
from tests.postgres import cluster
from tests.shop import Shop

[SWEEP] = [one for one in SCHEDULE if one.name == "sweep"]


def job(run: Callable[[LoadedProgram], object]) -> Scheduled:
    return Scheduled("try", MINUTE, 10 * MINUTE, run)


def is_due_again() -> None:
    """The time between two times of every job is over."""
    Job.objects.update(next_at=clock.system_reading())


def test_a_clock_that_stands_still_does_not_stop_the_work(shop: Shop) -> None:
    done: list[str] = []
    one = Scheduled("try", 0, 10 * MINUTE, lambda program: done.append(program.code))
    before = clock.read()
    assert Worker().work(shop.program.id, one)
    assert Worker().work(shop.program.id, one)
    assert (clock.read(), len(done)) == (before, 2)


def test_points_end_without_anybody_asking(shop: Shop) -> None:
    shop.buys("Siti", 50_00, "2018-01-01T10:00")
    shop.moves_clock(400 * 24 * 60 * MINUTE)
    assert shop.total("available", "expired") == 0
    assert Worker().work(shop.program.id, SWEEP)
    assert shop.total("available", "expired") == 50
    assert not Worker().work(shop.program.id, SWEEP)
    is_due_again()
    assert Worker().work(shop.program.id, SWEEP)
    assert shop.total("available", "expired") == 50
    assert shop.differences() == 0


def test_of_two_workers_one_does_it(shop: Shop) -> None:
    other = Claimed(shop.program.id, "try", "other")
    now = clock.system_reading()
    assert jobs.claim(other, now, 10 * MINUTE)
    done: list[str] = []
    one = job(lambda program: done.append(program.code))
    assert not Worker().work(shop.program.id, one)
    assert jobs.finish(other, now, now + 10 * MINUTE)
    assert not Worker().work(shop.program.id, one)
    is_due_again()
    assert Worker().work(shop.program.id, one)
    assert done == ["grocery"]


def test_what_a_dead_worker_held_is_done_by_another_and_the_dead_one_finishes_nothing(shop: Shop) -> None:
    dead = Claimed(shop.program.id, "try", "dead")
    assert jobs.claim(dead, clock.system_reading() - 10 * MINUTE, 10 * MINUTE)
    done: list[str] = []
    assert Worker().work(shop.program.id, job(lambda program: done.append(program.code)))
    assert done == ["grocery"]
    assert not jobs.finish(dead, clock.read(), 0)
    assert Job.objects.get(name="try").next_at > clock.system_reading()


def test_a_job_that_fails_keeps_nobody_from_the_next(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    def fails(_: LoadedProgram) -> None:
        raise ValueError("no")

    assert Worker().work(shop.program.id, job(fails))
    assert "try failed" in caplog.text
    assert Job.objects.get(name="try").held_until == 0


def test_a_worker_goes_round_until_it_is_told_to_stop(shop: Shop) -> None:
    done: list[str] = []

    def once(program: LoadedProgram) -> None:
        done.append(program.code)
        worker.stop()

    worker = Worker([job(once)])
    thread = Thread(target=worker.run)
    thread.start()
    thread.join(30)
    assert not thread.is_alive()
    assert done == [shop.program.code]


@pytest.mark.slow
def test_the_worker_as_a_process_books_what_is_due_and_ends_when_told() -> None:
    with cluster(durable=True) as url, use(f"{url}/postgres"):
        initialise("simulated", START)
        _works_as_a_process(f"{url}/postgres")
        connection.close()


def _works_as_a_process(url: str) -> None:
    shop = Shop()
    shop.buys("Siti", 50_00, "2018-01-01T10:00")
    shop.moves_clock(400 * 24 * 60 * MINUTE)
    command = [sys.executable, "-m", "setia.cli.main", "worker"]
    with subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}) as process:
        try:
            until = time.monotonic() + 60
            while shop.total("available", "expired") == 0 and time.monotonic() < until:
                time.sleep(0.2)
            assert shop.total("available", "expired") == 50
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert shop.differences() == 0


def test_on_sqlite_the_server_is_named_that_does_it(sqlite_database: str) -> None:
    assert Shop().program.code == "grocery"
    assert "`setia serve` does this work" in setia("worker").out
