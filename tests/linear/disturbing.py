"""Somebody ends the database sessions of the writers, again and again, in whatever they are doing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from threading import Event, Thread

from django.db import connection

from setia.storage.streaming import fetch

EVERY = 0.4
"""Seconds between two, at most."""


class Ended:
    """How many sessions have been ended."""

    number = 0


@contextmanager
def disturbed(seed: str) -> Iterator[Ended]:
    """For as long as this is entered; PostgreSQL only."""
    over, ended, random = Event(), Ended(), Random(seed)

    def end_sessions() -> None:
        while not over.wait(EVERY * random.random()):
            found = fetch(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clients'"
                " AND datname = current_database() ORDER BY (state = 'idle'), random() LIMIT 1"
            )
            ended.number += len(found)
        connection.close()

    thread = Thread(target=end_sessions)
    thread.start()
    try:
        yield ended
    finally:
        over.set()
        thread.join()
