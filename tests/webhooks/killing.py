"""Senders that are killed and stopped while they deliver, to a receiver that is slow, refuses, and answers wrongly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from random import Random
from typing import NamedTuple

from setia.engine.commands import Earn
from setia.services.batch import Request, apply
from setia.services.webhooks import endpoints
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.models import Outbox, WebhookAttempt, WebhookMessage
from setia.storage.streaming import fetch
from tests.shop import TILL
from tests.webhooks.conftest import Hooked
from tests.webhooks.receiver import Answer, Got, Receiver, is_signed, until
from tests.webhooks.sender import LEASE

SENDERS = 2
STOPPED = 0.2
"""The share of times at which a sender is stopped for longer than its lease, and not killed."""
MEMBERS = 50
AT_ONCE = 250
PATIENCE = 300
"""Seconds for everything to arrive once nobody is killed any more."""


class Told(NamedTuple):
    """What came of it."""

    seed: str
    events: int
    requests: int
    kills: int
    stops: int
    missing: int
    bodies_that_differ: int
    ids_too_many: int
    """Ids beyond one for each event."""
    bad_signatures: int
    seconds: float

    def line(self) -> str:
        """In one line."""
        return (
            f"webhooks, seed {self.seed}: {self.events:,} events, {self.requests:,} requests, {self.kills} kills,"
            f" {self.stops} stops, {self.missing} missing, {self.bodies_that_differ} ids with two bodies,"
            f" {self.ids_too_many} ids too many,"
            f" {self.bad_signatures} bad signatures, {self.seconds:.0f} s"
        )


def killed(hooked: Hooked, receiver: Receiver, url: str, plan: tuple[str, int, int], mutant: str = "") -> Told:
    """Deliver events while senders die. `plan` is the seed, how many events, and how many kills."""
    seed, events, kills = plan
    chance, began = Random(seed), time.monotonic()
    receiver.answers = _moody(Random(f"{seed} receiver"))
    secret = hooked.tells(receiver.url, "points_earned")
    earn(hooked, events)
    senders = [_start(url, receiver, mutant) for _ in range(SENDERS)]
    stops = died = 0
    try:
        while died < kills:
            time.sleep(chance.uniform(0.1, 1.0))
            place = died % SENDERS  # each of the first dies soon, whoever holds most
            if died >= SENDERS and chance.random() < STOPPED:
                # It goes on later, and finds that what it held is somebody else's.
                stops += 1
                senders[place].send_signal(signal.SIGSTOP)
                time.sleep(LEASE / 1_000_000 + 0.5)
                senders[place].send_signal(signal.SIGCONT)
                continue
            died += 1
            senders[place].send_signal(signal.SIGKILL)
            _ended(senders[place])
            senders[place] = _start(url, receiver, mutant)
        until(lambda: not WebhookMessage.objects.exclude(state="delivered").exists() and _laid(secret), PATIENCE)
    finally:
        for one in senders:
            one.send_signal(signal.SIGTERM)
            _ended(one)
    took = time.monotonic() - began
    return _told(hooked, receiver, secret, (seed, kills, stops, took))


def earn(hooked: Hooked, events: int) -> None:
    """So many earns of some members, each an event."""
    hooked.joins(*[f"M{n}" for n in range(MEMBERS)])
    for start in range(0, events, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, events))
        command = Earn(clock.read(), "points", 1, "goodwill")
        asked = [Request(command, Known("external", f"M{n % MEMBERS}")) for n in numbers]
        assert {one.status for one in apply(hooked.program, asked, TILL)} == {"done"}


def _laid(secret: endpoints.Secret) -> bool:
    secret.endpoint.refresh_from_db()
    return bool(secret.endpoint.position == Outbox.objects.count())


def _start(url: str, receiver: Receiver, mutant: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.webhooks.sender", mutant],
        env={**os.environ, "DATABASE_URL": url, "SETIA_WEBHOOK_PLACES": receiver.place},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "delivering\n"
    return process


def _ended(process: subprocess.Popen[str]) -> None:
    process.wait(30)
    assert process.stdout is not None
    process.stdout.close()


def _moody(chance: Random) -> Callable[[Got], Answer]:
    """Mostly it takes what comes; sometimes it thinks for long, hangs, refuses, or has it and says that it failed.

    An event that comes again is taken, whatever its id is now.
    """
    known: set[int] = set()

    def answers(got: Got) -> Answer:
        position = got.event["data"]["position"]
        mood = 1.0 if position in known else chance.random()
        known.add(position)
        if mood < 0.01:
            time.sleep(2)
        elif mood < 0.1:
            time.sleep(mood / 2)
        return Answer(500 if 0.1 < mood < 0.12 else 204)

    return answers


def _told(hooked: Hooked, receiver: Receiver, secret: endpoints.Secret, ran: tuple[str, int, int, float]) -> Told:
    seed, kills, stops, took = ran
    got = list(receiver.got)
    bodies: dict[str, set[str]] = defaultdict(set)
    for one in got:
        bodies[one.id].add(one.body)
    earned = {row.position for row in WebhookMessage.objects.all()}
    arrived = {one.event["data"]["position"] for one in got}
    bad = 0
    for one in got:
        try:
            is_signed(one, secret.text)
        except Exception:  # noqa: BLE001 - whatever the library says is counted
            bad += 1
    answered = WebhookAttempt.objects.exclude(status=None).count()
    assert len(got) >= answered, "an answer was written down that nobody gave"
    assert hooked.differences() == 0
    missing = len(earned - arrived) + len(earned ^ set(_positions_of_earns()))
    two = sum(len(found) > 1 for found in bodies.values())
    return Told(seed, len(earned), len(got), kills, stops, missing, two, len(bodies) - len(earned), bad, took)


def _positions_of_earns() -> list[int]:
    """From the ledger itself, not by what was laid out."""
    return [
        int(row[0])
        for row in fetch(
            "SELECT o.position FROM outbox o JOIN ledger_transaction t ON t.id = o.transaction_id WHERE t.kind = 'earn'"
        )
    ]
