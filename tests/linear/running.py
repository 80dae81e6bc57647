"""One run: the clients work, then everything that they were told is compared with the model's answers."""

from __future__ import annotations

from collections import Counter

from django.db import connection

from setia.storage.streaming import fetch
from tests.linear.checking import Checker
from tests.linear.client import Worked
from tests.linear.figures import Figures, of_run
from tests.linear.floor import Floor
from tests.linear.history import history
from tests.linear.ordering import order


def run(floor: Floor, url: str, seed: str, wishes: int, cold: int) -> Figures:
    """So many wishes on the connected, empty database, the model check, the order, and the audit."""
    _find_deadlocks_at_once()
    shop, worked = floor.work(url, seed, wishes, cold)
    told = [one for of_process in worked for one in of_process.told]
    met = _met(worked)
    found = history(shop.program, told)
    anomalies = [
        *Checker(shop.program, found).check(told),
        *order(found),
        *(str(finding) for finding in shop.findings()),
        *("a writer did not end" for of_process in worked if not of_process.stopped),
        *(f"{met[name]} {name}" for name in ("splits", "deadlocks") if met[name]),
    ]
    return of_run(told, met, [f"{seed}: {what}" for what in anomalies])


def _find_deadlocks_at_once() -> None:
    """Before whoever waits gives up: for connections that are opened from now on."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} SET deadlock_timeout = '20ms'")


def _met(worked: list[Worked]) -> Counter[str]:
    met = Counter(
        batches=sum(one.counts.batches for one in worked),
        splits=sum(one.counts.splits for one in worked),
    )
    if connection.vendor == "postgresql":
        [(met["deadlocks"],)] = fetch("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    return met
