"""The command as a shop would run it: a process of its own, a folder of its own, and a power cut."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from setia.cli.main import as_url
from setia.config.settings import database as describe
from setia.storage.models import ImportJob, Purchase
from tests.cli.terminal import process, purchases_file
from tests.conftest import use
from tests.shop import GROCERY, Shop
from tests.storage.tables import run


@pytest.mark.slow
def test_a_shop_is_set_up_filled_and_asked_from_the_command_line(tmp_path: Path) -> None:
    purchases_file(tmp_path)
    story = [
        (["init", "--clock", "simulated", "--at", "2018-01-02"], "is ready"),
        (["program", "apply", str(GROCERY)], "version 1 applied"),
        (["import", "purchases", "purchases.csv"], "4 purchases added"),
        (["member", "show", "Aisyah"], "115 points to use"),
        (["advance", "--to", "2018-04-01"], "booked what was due for 2 members"),
        (["member", "show", "Aisyah"], "0 points to use"),
        (["audit"], "The ledger is clean."),
    ]
    for words, told in story:
        answer = process(*words, folder=tmp_path)
        assert (answer.code, told in answer.told) == (0, True), answer
    assert (tmp_path / "setia.sqlite3").exists(), "the database is in this folder where nothing else is said"


@pytest.mark.slow
def test_a_command_that_there_is_not_is_a_wrong_use(tmp_path: Path) -> None:
    for words, code in ((["audti"], 2), (["audit", "--jsno"], 2), (["--help"], 0), (["member"], 2)):
        answer = process(*words, folder=tmp_path)
        assert answer.code == code
        assert "Traceback" not in answer.err
    assert list(tmp_path.iterdir()) == []


NAMES = [
    "shop.sqlite3",
    "my shop.sqlite3",
    "shop#1.sqlite3",
    "shop?.sqlite3",
    "100%41.sqlite3",
    "\u0e23\u0e49\u0e32\u0e19.db",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_database_is_the_file_that_was_named(name: str) -> None:
    for folder in ("", "sub/", "/srv/shops/"):
        assert describe(as_url(folder + name))["NAME"] == folder + name


@pytest.mark.parametrize("url", ["postgresql://u:p%40ss@h:5433/shop?sslmode=require", "sqlite:///shop.sqlite3"])
def test_an_address_is_taken_as_it_is(url: str) -> None:
    assert as_url(url) == url


@pytest.mark.slow
def test_an_import_that_was_killed_goes_on_where_it_stopped(sqlite_database: str, tmp_path: Path) -> None:
    shop = Shop()
    lines = [f"R{n},2017-03-{n % 28 + 1:02}T10:00:00Z,M{n % 500},{n % 97}.00" for n in range(8_000)]
    path = purchases_file(tmp_path, "purchase_id,event_at,member,net\n" + "\n".join(lines))
    kills = 0
    while kills < 2 and not ImportJob.objects.filter(finished_at__isnull=False).exists():
        before = Purchase.objects.count()
        _kill_when_there_are_more_than(before, sqlite_database, path)
        kills += 1
    job = ImportJob.objects.get()
    assert job.position == Purchase.objects.count() > 0
    with use(sqlite_database):
        done = process("import", "purchases", path, folder=tmp_path, DATABASE_URL=sqlite_database)
    assert done.code == 0, done
    assert Purchase.objects.count() == 8_000
    assert run("SELECT sum(available) FROM wallet") == [(sum(n % 97 for n in range(8_000)),)]
    assert shop.findings() == []


def _kill_when_there_are_more_than(purchases: int, database: str, path: Path) -> None:
    """Begin an import and kill it, with all that it holds, as soon as it has committed something."""
    command = [sys.executable, "-m", "setia.cli.main", "import", "purchases", str(path)]
    running = subprocess.Popen(
        command,
        env={**os.environ, "DATABASE_URL": database},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=path.parent,
    )
    deadline = time.monotonic() + 60
    while running.poll() is None and Purchase.objects.count() <= purchases and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
