"""The server as a process: what it has acknowledged is there whatever happens, and what is sent again is done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import httpx
import pytest
from django.db import connection

from setia.services import clients
from setia.services.initialise import initialise
from tests.api.serving import Server, free_port, serving
from tests.api.till import Till, purchase
from tests.conftest import START, use
from tests.postgres import cluster
from tests.shop import Shop

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def postgres_template() -> Iterator[str]:
    """A cluster that a server agrees to start on: nothing that was confirmed is lost in a power cut."""
    with cluster(durable=True) as url:
        with use(f"{url}/postgres"), connection.cursor() as cursor:
            cursor.execute("CREATE DATABASE template_setia")
        with use(f"{url}/template_setia"):
            initialise("simulated", START)
        yield url


@pytest.fixture
def key(shop: Shop) -> str:
    """A key that may do everything."""
    return clients.make(shop.program, "till", frozenset(clients.SCOPES), "", "owner").key.text


@contextmanager
def till(server: Server, key: str, shop: Shop) -> Iterator[Till]:
    """A till at that server."""
    with httpx.Client(base_url=server.base_url, timeout=20) as client:
        yield Till(client, key, shop)


def test_many_tills_at_once_and_every_sale_earns_once(database: str, shop: Shop, key: str) -> None:
    with serving(database) as server, till(server, key, shop) as counter:

        def sells(number: int) -> tuple[int, int]:
            sale = counter.sells(f"card:{number % 10}", 10_00, f"R{number // 2}-{number % 10}", enrol=True)
            return sale.status_code, sum(sale.json().get("awarded", {}).values())

        with ThreadPoolExecutor(16) as tills:
            told = list(tills.map(sells, [n for n in range(200) for _ in range(2)]))
        assert {status for status, _ in told} == {200, 201}
        assert sum(points for status, points in told if status == 201) == 200 * 10
        assert sum(counter.points(f"card:{n}") for n in range(10)) == 200 * 10
    assert shop.differences() == 0
    assert shop.findings() == []


def test_a_till_whose_server_dies_in_the_middle_retries_and_earns_once(database: str, shop: Shop, key: str) -> None:
    """Sales go on while the server is killed; each is sent again until it is answered."""
    port = free_port()
    server = Server(database, port)
    server.wait_until_ready()
    acknowledged: list[str] = []
    enough = Event()

    def sells(number: int) -> None:
        try:
            sale = counter.sells("card:1", 1_00, f"R{number}")
        except httpx.TransportError:
            return
        if sale.status_code == 201:
            acknowledged.append(f"R{number}")
            if len(acknowledged) == 20:
                enough.set()

    with till(server, key, shop) as counter, ThreadPoolExecutor(8) as tills:
        counter.sells("card:1", 1_00, "R0", enrol=True)
        running = [tills.submit(sells, number) for number in range(1, 300)]
        assert enough.wait(30)
        server.kill()
        for one in running:
            one.result()
    assert len(acknowledged) < 299
    with serving(database) as again, till(again, key, shop) as counter:
        statuses = {f"R{number}": counter.sells("card:1", 1_00, f"R{number}").status_code for number in range(300)}
        assert [name for name in acknowledged if statuses[name] != 200] == []
        assert counter.points("card:1") == 300
    assert shop.differences() == 0


def test_a_server_that_is_asked_to_stop_answers_first(database: str, shop: Shop, key: str) -> None:
    with serving(database) as server, till(server, key, shop) as counter:
        counter.sells("card:1", 1_00, "R0", enrol=True)
        assert server.stop() == 0
        with pytest.raises(httpx.TransportError):
            counter.sells("card:1", 1_00, "R1")


@pytest.mark.usefixtures("shop")
def test_on_sqlite_there_is_one_writing_process(sqlite_database: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "setia.cli.main", "--database", sqlite_database, "serve", "--workers", "2"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == 2
    assert "--workers" in told.stderr


def test_a_server_needs_a_database_and_a_program(sqlite_database: str) -> None:
    for url, said in ((sqlite_database, "no program yet"), ("sqlite:////tmp/no/such.sqlite3", "set up")):
        told = subprocess.run(
            [sys.executable, "-m", "setia.cli.main", "--database", url, "serve", "--no-pages"],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert told.returncode == 2
        assert said in told.stderr


def test_one_command_starts_it_for_the_first_time(tmp_path: Path) -> None:
    """In a folder where nothing is, a database is made, and a link to set a shop up; one that was named is not."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "setia.cli.main", "serve", "--port", str(free_port())]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            link = process.stdout.readline().strip()
            assert "/start/first." in link
            assert (tmp_path / "setia.sqlite3").exists()
            assert _answers(link) == 200
        finally:
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0


def _answers(link: str) -> int:
    """What its pages answer, once they are drawn."""
    for _ in range(600):
        try:
            if (status := httpx.get(link).status_code) < 500:
                return status
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("nothing answers")


def test_the_health_of_a_server_needs_no_key(database: str, shop: Shop) -> None:
    assert shop.program.code == "grocery"
    with serving(database) as server:
        assert httpx.get(f"{server.base_url}/health/live").json() == {"status": "live"}
        assert httpx.get(f"{server.base_url}/health/ready").json() == {"status": "ready"}
        assert httpx.post(f"{server.base_url}/api/v1/purchases", json=purchase(1, "R")).status_code == 401
