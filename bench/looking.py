"""Earns a second over HTTP while four people load the overview, beside earns alone on the same server."""

from __future__ import annotations

import asyncio
import multiprocessing
import re
import subprocess
import sys
import time
from multiprocessing.synchronize import Event
from threading import Thread
from typing import Any

import httpx

from bench.answering import calls, tills
from bench.earning import WHY_ONCE
from bench.measuring import Figure
from bench.places import postgresql, sqlite
from tests.api.serving import Server, serving

PEOPLE = 4
AT_LEAST = 0.4


def figures() -> list[Figure]:
    """Both databases."""
    return [_measured("SQLite", sqlite), _measured("PostgreSQL", postgresql)]


def _measured(name: str, place: Any) -> Figure:
    with place() as url:
        keys = tills()
        with serving(url, pages=True) as server:
            cookies = _signed_in(server, url)
            alone = _rate(server.port, keys, "a")
            beside, waits = _while_people_look(server, keys, cookies)
    ratio = beside / alone
    page = f"p95 of a page {waits[int(len(waits) * 0.95)] * 1000:.0f} ms" if waits else "no page was answered"
    return Figure(
        f"earns a second with {PEOPLE} people loading the overview, beside earns alone, {name}",
        ratio,
        "",
        limit=f">= {AT_LEAST}",
        met=ratio >= AT_LEAST,
        beside=f"{beside:,.0f}/s and {alone:,.0f}/s; {len(waits):,} pages, {page}",
        runs=WHY_ONCE,
    )


def _rate(port: int, keys: list[str], run: str) -> float:
    told = asyncio.run(calls(port, keys, run))
    return len(told.waits) / told.spent


def _while_people_look(server: Server, keys: list[str], cookies: dict[str, str]) -> tuple[float, list[float]]:
    """The same with people in a process of their own; and how long their pages took, in order of size."""
    context = multiprocessing.get_context("spawn")
    over, waits = context.Event(), context.Queue()
    people = context.Process(target=_look, args=(server.base_url, cookies, over, waits))
    people.start()
    rate = _rate(server.port, keys, "b")
    over.set()
    found = sorted(waits.get(timeout=60))
    people.join()
    return rate, found


def _look(base_url: str, cookies: dict[str, str], over: Event, waits: Any) -> None:
    found: list[float] = []

    def one() -> None:
        with httpx.Client(base_url=base_url, cookies=cookies, timeout=30) as client:
            while not over.is_set():
                began = time.perf_counter()
                client.get("/overview").raise_for_status()
                found.append(time.perf_counter() - began)

    threads = [Thread(target=one) for _ in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waits.put(found)


def _signed_in(server: Server, url: str) -> dict[str, str]:
    """The cookies of an owner who came by a link, once the figures are there."""
    command = [sys.executable, "-m", "setia.cli.main", "--database", url, "staff", "add", "bench"]
    asked = [*command, "--email", "bench@example.com", "--role", "owner", "--url", server.base_url]
    link = subprocess.run(
        asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, text=True
    ).stdout.strip()
    with httpx.Client(base_url=server.base_url, timeout=30) as client:
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', client.get(link).text)
        assert token is not None
        assert client.post(link, data={"csrfmiddlewaretoken": token[1]}).status_code == 302
        while "<rect" not in client.get("/overview/figures").text:
            time.sleep(0.2)
        return dict(client.cookies)
