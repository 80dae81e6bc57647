"""Nothing starts where what was confirmed could be lost, or the database's password be guessed (T4, T15)."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from setia.services.doctor import examine
from setia.services.initialise import initialise
from setia.storage.safety.passwords import KNOWN, weakness
from tests.cli.terminal import setia
from tests.conftest import START, use
from tests.postgres import cluster
from tests.shop import Shop
from tests.storage.tables import run

pytestmark = pytest.mark.slow

ENTRIES = {
    "serve": [sys.executable, "-m", "setia.cli.main", "serve", "--port", "1"],
    "worker": [sys.executable, "-m", "setia.cli.main", "worker"],
    "the server's own entry": [sys.executable, "-c", "from setia.config.serving import create; create()"],
    "the worker's own entry": [sys.executable, "-m", "setia.config.working"],
}
GOOD = "kQ7-vTz2_Rw9pLx4"


@pytest.fixture(scope="module")
def durable() -> Iterator[str]:
    """A cluster that keeps what it confirms, with a database `shop` with a program; the URL of it."""
    with cluster(durable=True) as url:
        with use(f"{url}/postgres"):
            run("CREATE DATABASE shop")
        with use(f"{url}/shop"):
            initialise("simulated", START)
            Shop()
            connection.close()
        yield f"{url}/shop"


def start(entry: str, url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ENTRIES[entry],
        cwd=folder,
        env={**os.environ, "DATABASE_URL": url, "COLUMNS": "160"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_starts_on_unsafe_settings(durable: str, tmp_path: Path, entry: str) -> None:
    with use(durable):
        run("ALTER DATABASE shop SET synchronous_commit = off")
    try:
        done = start(entry, durable, tmp_path)
    finally:
        with use(durable):
            run("ALTER DATABASE shop RESET synchronous_commit")
    assert done.returncode != 0
    assert "synchronous_commit" in done.stderr


@pytest.mark.parametrize("entry", ENTRIES)
def test_nothing_starts_with_a_password_that_can_be_guessed(durable: str, tmp_path: Path, entry: str) -> None:
    done = start(entry, durable.replace("setia@", "setia:password123@"), tmp_path)
    assert done.returncode != 0
    assert "database_password" in done.stderr
    assert "password123" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("secret", "known"),
        ("Passw0rd!", "known"),
        ("postgres", "known"),
        ("changeme123", "known"),
        ("SecretSecret", "known"),
        ("setia", "known"),
        ("kedai-runcit", "named"),
        ("db.kedai.example", "named"),
        ("kQ7-vTz2", "short"),
        ("aaaaaaaaaaaaaaaa", "repeated"),
        ("abcabcabcabcabc", "repeated"),
        ("123456789012345", "repeated"),
        ("abcdefghijklmnop", "repeated"),
        (GOOD, ""),
        ("correct horse battery staple", ""),
    ],
)
def test_a_password_is_judged(password: str, why: str) -> None:
    assert weakness(password, ("kedai-runcit", "shop", "db.kedai.example")) == why


@pytest.mark.parametrize("word", KNOWN)
def test_what_is_on_every_list_is_known_with_digits_behind_it(word: str) -> None:
    assert weakness(f"{word}2027", ()) == weakness(word.upper(), ()) == "known"


def test_the_doctor_says_why_and_never_what_it_is(durable: str) -> None:
    with use(durable.replace("setia@", "setia:letmein99@")):
        answer = setia("doctor")
        assert answer.code == 1
        assert "the database's password can be guessed: it is on every list" in answer.out
        assert "letmein99" not in answer.told
    with use(durable.replace("setia@", f"setia:{GOOD}@")):
        assert {check.code: check.verdict for check in examine()}["database_password"] == "ok"
        assert setia("doctor").code == 0
