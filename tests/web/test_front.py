"""Two kinds of process behind one port: pages may go away and come back, and the API does not notice."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from setia.services import for_staff
from setia.services.for_staff import LIFE, Staff
from tests.api.serving import Server, free_port
from tests.shop import Shop

KEY = "0123456789abcdef0123456789abcdef"
AINA = Staff(1, 1, "aina", ("adjust",), "", 1_000_000_000)


def children(pid: int) -> list[int]:
    """Processes that a process has started, and what those have."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended meanwhile
        if parent == pid:
            child = int(stat.parent.name)
            found += [child, *children(child)]
    return found


def is_pages(pid: int) -> bool:
    """Whether a process draws pages."""
    try:
        return b"setia.config.paging" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def pages_of(server: Server) -> list[int]:
    """The processes that draw a server's pages."""
    return [pid for pid in children(server.pid) if is_pages(pid)]


def soon(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something comes true."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_pages_that_are_killed_come_back_and_pages_of_a_server_that_is_killed_end(sqlite_database: str) -> None:
    Shop()
    server = Server(sqlite_database, free_port(), pages=True)
    server.wait_until_ready("/health/pages")
    with httpx.Client(base_url=server.base_url) as client:
        assert client.get("/").headers["location"] == "/account/login/?next=/"
        assert client.get("/api/nowhere").headers["content-type"] == "application/problem+json"
        assert client.post("/language", content=b"x" * (1024 * 1024 + 1)).status_code == 413
        before = pages_of(server)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        away = client.get("/")
        assert (away.status_code, away.headers["retry-after"]) == (503, "1")
        assert client.get("/health/ready").json() == {"status": "ready"}
        assert soon(lambda: client.get("/health/pages").status_code == 200)
    after = pages_of(server)
    assert after
    assert set(after).isdisjoint(before)
    server.kill()
    assert soon(lambda: not any(is_pages(pid) for pid in after))


def test_the_api_believes_a_page_of_its_own_server_for_a_minute() -> None:
    token = for_staff.sign(KEY, AINA)
    assert for_staff.read(KEY, token, AINA.at + LIFE) == AINA
    assert for_staff.read(KEY, token, AINA.at + LIFE + 1) is None
    assert for_staff.read(KEY[::-1], token, AINA.at) is None
    prefix, body, mac = token.split(".")
    owner = for_staff.sign(KEY, Staff(2, 1, "owner", ("admin",), "", AINA.at)).split(".")[1]
    for forged in (f"{prefix}.{owner}.{mac}", f"{prefix}.{body}.{mac[:-1]}0", f"{prefix}.{body}.", f"{prefix}..", "é"):
        assert for_staff.read(KEY, forged, AINA.at) is None


def test_a_server_without_a_key_believes_nobody() -> None:
    with pytest.raises(ValueError, match="no key"):
        for_staff.sign("", AINA)
    assert for_staff.read("", f"staff.{'x' * 20}.", AINA.at) is None
