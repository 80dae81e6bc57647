"""Senders die in the middle: every event arrives, and what arrives twice has the same id and the same body (T11)."""

from __future__ import annotations

import os
from secrets import randbelow

import pytest

from tests.time_travel.saying import say
from tests.webhooks.conftest import Hooked
from tests.webhooks.killing import Told, killed
from tests.webhooks.receiver import Receiver


def seed() -> str:
    return os.environ.get("SETIA_SEED") or str(randbelow(10**9))


def faults(told: Told) -> dict[str, int]:
    found = {"missing": told.missing, "two bodies": told.bodies_that_differ, "ids": told.ids_too_many}
    return {name: count for name, count in {**found, "signatures": told.bad_signatures}.items() if count}


def holds(told: Told, events: int) -> None:
    assert not faults(told), told.line()
    assert told.events == events
    assert told.requests >= events


@pytest.mark.slow
def test_nothing_is_lost_when_senders_are_killed(
    hooked: Hooked, receiver: Receiver, database: str, pytestconfig: pytest.Config
) -> None:
    told = killed(hooked, receiver, database, (seed(), 500, 6))
    say(pytestconfig, told.line())
    holds(told, 500)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("database", "mutant", "fault"),
    [("sqlite", "marked_before_it_is_sent", "missing"), ("postgresql", "another_id_at_every_try", "ids")],
    indirect=["database"],
)
def test_a_sender_with_a_mistake_is_found(
    hooked: Hooked, receiver: Receiver, database: str, mutant: str, fault: str
) -> None:
    assert fault in faults(killed(hooked, receiver, database, (seed(), 300, 3), mutant))


@pytest.mark.torture
def test_nothing_of_twenty_thousand_events_is_lost_in_fifty_kills(
    hooked: Hooked, receiver: Receiver, database: str, pytestconfig: pytest.Config
) -> None:
    told = killed(hooked, receiver, database, (seed(), 20_000, 50))
    say(pytestconfig, told.line())
    holds(told, 20_000)
