"""Figures for whoever watches a deployment: how far it has come, and what waits."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from setia.storage import clock
from setia.storage.streaming import fetch

SECOND = 1_000_000


class Figures(Struct, frozen=True):
    """Read in one go; seconds are whole ones."""

    position: int
    overdue_seconds: dict[str, int]
    """By program: for how long what is due longest has been due; 0 where nothing is."""
    job_age_seconds: dict[tuple[str, str], int]
    """By program and job: since when it was done last."""
    endpoints: tuple[Endpoint, ...]


class Endpoint(Struct, frozen=True):
    """One receiver of webhooks."""

    id: str
    program: str
    is_disabled: bool
    lag: int
    """Positions of the log that have not been laid out for it."""
    waiting: int
    oldest_seconds: int
    """How long the message that waits longest has been waiting."""


def read() -> Figures:
    """All of them."""
    now, machine = clock.read(), clock.system_reading()
    [(position,)] = fetch("SELECT position FROM log WHERE id = 1")
    due = fetch(
        "SELECT p.code, (SELECT min(a.next_due_at) FROM account a WHERE a.program_id = p.id AND a.next_due_at <= %s)"
        " FROM program p ORDER BY p.id",
        [now],
    )
    jobs = fetch("SELECT p.code, j.name, j.done_at FROM job j JOIN program p ON p.id = j.program_id")
    ends = fetch(
        "SELECT e.public_id, p.code, e.disabled, e.position, count(m.id), min(m.made_at) FROM webhook_endpoint e"
        " JOIN program p ON p.id = e.program_id"
        " LEFT JOIN webhook_message m ON m.endpoint_id = e.id AND m.state = 'waiting'"
        " GROUP BY e.id, e.public_id, p.code, e.disabled, e.position ORDER BY e.id"
    )
    return Figures(
        int(position),
        {code: _since(at, now) for code, at in due},
        {(code, name): _since(at, machine) for code, name, at in jobs if at is not None},
        tuple(
            Endpoint(id_, code, bool(why), int(position) - reached, count, _since(oldest, machine))
            for id_, code, why, reached, count, oldest in ends
        ),
    )


def _since(instant: Any, now: int) -> int:
    return 0 if instant is None else max(0, now - int(instant)) // SECOND
