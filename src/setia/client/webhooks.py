"""Calls about webhooks, and reading what a webhook brings.

from setia.client import webhooks

made = setia.send(webhooks.add("https://erp.example.com/hooks", ["points_earned"]))
keep(made.secret)  # shown once
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from setia.client.call import Call
from setia.client.making import get, in_path, patch, post


class Endpoint(Struct, frozen=True):
    """Somebody who is told what happens."""

    id: str
    url: str
    kinds: list[str]
    is_enabled: bool
    disabled: str
    """Why it is not enabled: `by_hand`, `gone`, `failing`."""
    failing_since: datetime | None
    position: int


class Endpoints(Struct, frozen=True):
    """A page of endpoints, in the order in which they were added."""

    endpoints: list[Endpoint]
    next: str
    """The cursor of the next page; empty: there is none."""


class Secret(Struct, frozen=True):
    """An endpoint with its secret, which is shown once."""

    endpoint: Endpoint
    secret: str


class Attempt(Struct, frozen=True):
    """One try."""

    at: datetime
    duration_ms: int
    status: int | None
    fault: str
    answer: str


class Delivery(Struct, frozen=True):
    """One message, and what became of it."""

    id: str
    kind: str
    position: int
    state: str
    next_at: datetime | None
    attempts: list[Attempt]


class Deliveries(Struct, frozen=True):
    """A page of messages, newest first."""

    deliveries: list[Delivery]
    next: str
    """The cursor of the next page; empty: there is none."""


class Replayed(Struct, frozen=True):
    """How many messages are sent again."""

    messages: int


class Event(Struct, frozen=True):
    """What a webhook brings, once its signature has been verified; `data` is what the reference has for its kind."""

    type: str
    timestamp: datetime
    data: dict[str, Any]


def read(body: bytes | str) -> Event:
    """The body of a webhook. Verify it first, with any library of Standard Webhooks and the endpoint's secret."""
    return msgspec.json.decode(body, type=Event)


def add(url: str, kinds: Sequence[str] = ("*",), from_position: int | None = None) -> Call[Secret]:
    """Tell a system what happens. Where the answer is lost, the next is 409 `endpoint_exists`: rotate its secret."""
    return post("/webhooks", Secret, {"url": url, "kinds": list(kinds), "from_position": from_position})


def endpoints(**wanted: int | str | None) -> Call[Endpoints]:
    """Endpoints, in the order in which they were added.

    `wanted`: `limit`, `cursor`.
    """
    return get("/webhooks", Endpoints, wanted)


def endpoint(id_: str) -> Call[Endpoint]:
    """One endpoint."""
    return get(_of(id_), Endpoint)


def change(id_: str, **more: Any) -> Call[Endpoint]:
    """Send to another `url`, or tell other `kinds`; the secret stays as it is."""
    return patch(_of(id_), Endpoint, more)


def rotate(endpoint: str, overlap_seconds: int = 86_400) -> Call[Secret]:
    """Another secret; the one before signs too until the overlap is over."""
    return post(f"{_of(endpoint)}/rotate", Secret, {"overlap_seconds": overlap_seconds})


def disable(endpoint: str) -> Call[Endpoint]:
    """Send nothing more."""
    return post(f"{_of(endpoint)}/disable", Endpoint, {})


def enable(endpoint: str) -> Call[Endpoint]:
    """Go on where it stopped."""
    return post(f"{_of(endpoint)}/enable", Endpoint, {})


def ping(endpoint: str) -> Call[Delivery]:
    """Send a test."""
    return post(f"{_of(endpoint)}/ping", Delivery, {})


def deliveries(endpoint: str, **wanted: int | str | None) -> Call[Deliveries]:
    """What became of messages, newest first; `only` those in one state.

    `wanted`: `only`, `limit`, `cursor`.
    """
    return get(f"{_of(endpoint)}/deliveries", Deliveries, wanted)


def delivery(endpoint: str, message: str) -> Call[Delivery]:
    """One message with all its tries."""
    return Call("GET", f"{_of(endpoint)}/deliveries/{in_path(message)}", Delivery)


def replay(endpoint: str, message: str) -> Call[Delivery]:
    """Send one message again."""
    return post(f"{_of(endpoint)}/deliveries/{in_path(message)}/replay", Delivery, {})


def replay_from(endpoint: str, position: int) -> Call[Replayed]:
    """Tell everything again from a position on."""
    return post(f"{_of(endpoint)}/replay", Replayed, {"from_position": position})


def _of(endpoint: str) -> str:
    return f"/webhooks/{in_path(endpoint)}"
