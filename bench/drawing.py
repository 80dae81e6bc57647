"""How long the server works on a page of console, till or member, beside 100,000 members with 2,000,000 entries.

The others' history is rows that SQL wrote (`bench.filling`), for deciding two million entries takes hours; they have
names and phone numbers as people have. Those whose pages are drawn have a history that the ledger wrote, one of them a
long one. Measured is processor time, the database's own included, which what else the machine does hardly touches; how
long it took by the clock stands beside it. The first rounds, in which programs and templates are read, do not count.
Pages have settings of their own, hence a process of their own: `python -m bench.drawing sqlite` prints seconds by page
as JSON.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.measuring import Figure

ENTRIES, TRANSACTIONS_EACH = 2_000_000, 10
ROUNDS, WARM_UP = 42, 2
LONG = 300
"""Purchases of the member who has come for years."""
BOUND_MS = 100
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
Spent = list[tuple[float, float]]
"""Of each round: by the clock, and processor time."""


def figures() -> list[Figure]:
    """A line a page, the slowest first, on both databases."""
    return [one for name in DATABASES for one in _of(name)]


def _of(name: str) -> list[Figure]:
    told = subprocess.run(
        [sys.executable, "-m", "bench.drawing", name],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "setia.config.pages"},
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        check=True,
    )
    found = [_figure(page, DATABASES[name], spent) for page, spent in json.loads(told.stdout).items()]
    return sorted(found, key=lambda one: -one.value)


def _figure(page: str, database: str, spent: Spent) -> Figure:
    clock, worked = (_p95([one[which] for one in spent]) * 1000 for which in (0, 1))
    return Figure(
        f"p95 of {page}, {database}",
        worked,
        " ms",
        limit=f"<= {BOUND_MS} ms",
        met=worked <= BOUND_MS,
        beside=f"{clock:.1f} ms by the clock",
        runs=f"{len(spent)} rounds: a p95",
    )


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def main(name: str) -> None:
    """Measure on one database, in a process that has pages' settings."""
    import django  # noqa: PLC0415 - figures() needs none of it

    django.setup()
    from bench import places  # noqa: PLC0415
    from tests.conftest import START  # noqa: PLC0415
    from tests.web.counter import api_in_process  # noqa: PLC0415

    place = places.sqlite if name == "sqlite" else places.postgresql
    with place(START), api_in_process():
        json.dump(_measured(), sys.stdout)


def _measured() -> dict[str, Spent]:
    from bench.crowd import fill_with_names  # noqa: PLC0415
    from setia.web.console import at_hand  # noqa: PLC0415
    from tests.web.counter import TEXT, Counter  # noqa: PLC0415
    from tests.web.phones import phone_of  # noqa: PLC0415
    from tests.web.reader import Desk, figures_are_there  # noqa: PLC0415
    from tests.web.store import Store  # noqa: PLC0415

    store = Store(TEXT)
    store.hires("owner", "owner")
    store.hires("nok", "cashier")
    for number in range(LONG):
        store.buys("C-4", 5_00, "2018-01-01T10:00", receipt=f"L{number}")
    desk = Desk().signs_in(store.sends_a_link("owner"))
    figures_are_there(desk)
    at_hand.FRESH_SECONDS = float("inf")  # figures are made beside the pages; here they would take a core from them
    fill_with_names(ENTRIES, TRANSACTIONS_EACH)
    counter, phone = Counter().opens(store, "nok"), phone_of(store, "C-1")
    drawn: list[tuple[str, Any, str]] = [
        *((f"console {page}", desk, path) for page, path in _console(store).items()),
        *((f"till {page}", counter, path) for page, path in _till(store).items()),
        *((f"member's page {path}", phone, path) for path in _mine(phone)),
    ]
    return {page: _rounds(lambda: who.client.get(path)) for page, who, path in drawn}  # noqa: B023 - drawn at once


def _console(store: Any) -> dict[str, str]:
    from tests.web.store import pages_of  # noqa: PLC0415

    of_name = {f"members, {what}": f"/members?q={text}" for what, text in SOUGHT.items()}
    filters = {f"purchases, {what}": f"/purchases?{asked}" for what, asked in FILTERS.items()}
    regular = f"/members/{store.public_id('C-4')}"
    return {
        **{page: path for page, path in pages_of(store).items() if page != "search"},
        "figures": "/overview/figures",
        "member of years": regular,
        "own data of years": f"{regular}/data",
        "members, far down": "/members?after=1090000",
        **of_name,
        "merge, chosen by name": f"/members/{store.public_id('C-1')}/merge?q=siti",
        **filters,
        "audit log of one": "/audit-log?actor=owner",
    }


SOUGHT = {
    "phone tail": "6781",
    "phone": "012-345%206781",
    "many with a tail": "000",
    "tail of nobody": "00000000000",
    "identifier": "C-1",
    "common name": "siti",
    "two names": "siti%20binti%20ahmad",
    "part of a name": "haliza",
    "Thai name": "ใจดี",
    "one letter": "a",
    "two letters": "zz",
    "nobody": "nobody%20at%20all",
}
"""What is typed to find members, by what it is."""
FILTERS = {
    "receipt": "receipt=R10",
    "no such receipt": "receipt=none",
    "store": "store=7",
    "no such store": "store=nowhere",
    "day": "day=2017-06-01",
    "amount": "amount=12.34",
    "no such amount": "amount=987654",
    "store, day and amount": "store=7&day=2017-06-01&amount=12.34",
    "far down": "before=1490000000000000-1000000000",
}
"""What is asked of purchases, by what it is."""


ONE_FOUND = re.compile("/members/mem_|/receipts/till/")
"""Where a search leads that has found one thing alone; whoever is not let in is led elsewhere."""


def _till(store: Any) -> dict[str, str]:
    member, regular = (f"/till/members/{store.public_id(name)}" for name in ("C-1", "C-4"))
    return {
        "start": "/till",
        "phone tail": "/till?q=6781",
        "common name": "/till?q=siti",
        "nobody": "/till?q=nobody%20at%20all",
        "no such phone": "/till?q=0199999999",
        "join": "/till/join?value=0199999999",
        "member": member,
        "member of years": regular,
        "sale": f"{member}/sale",
        "sale to a guest": "/till/sale",
        "redeem": f"{member}/redeem",
        "today": "/till/today",
        "returns": "/till/returns?receipt=R10",
        "receipt": "/till/receipts/till/R10",
        "return": "/till/receipts/till/R10/return",
    }


def _mine(phone: Any) -> tuple[str, ...]:
    assert phone.client.get("/me").status_code == 200
    more = ("rewards", "history", "history/3", "card", "claim", "settings", "e-mail", "proof", "consents", "data")
    return ("/me", *(f"/me/{page}" for page in more))


def _rounds(draw: Callable[[], Any]) -> Spent:
    spent: Spent = []
    for _ in range(ROUNDS):
        began, worked = time.perf_counter(), _worked()
        answer = draw()
        spent.append((time.perf_counter() - began, _worked() - worked))
        assert answer.status_code == 200 or ONE_FOUND.search(answer.get("Location", "")), answer
    return spent[WARM_UP:]


def _worked() -> float:
    """Seconds of processor time of this process, in which SQLite works too, and of the server's that works for it."""
    from django.db import connection  # noqa: PLC0415

    if connection.vendor == "sqlite" or connection.connection is None:
        return time.process_time()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + (int(told.read_text().split()[0]) / 1e9 if told.exists() else 0.0)


if __name__ == "__main__":
    main(sys.argv[1])
