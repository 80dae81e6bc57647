"""What the API says of webhooks: endpoints, deliveries, and a secret, once."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from setia.api import instants
from setia.services.webhooks.deliveries import Delivery
from setia.services.webhooks.endpoints import Secret
from setia.storage.models import WebhookEndpoint

State = Literal["waiting", "delivered", "failed"]


class EndpointOut(Struct, frozen=True):
    """An endpoint as it is now."""

    id: str
    url: str
    kinds: tuple[str, ...]
    is_enabled: bool
    disabled: str
    """Why it is not: `by_hand`, `gone` (it answered 410), `failing` (it took nothing for days)."""
    disabled_at: datetime | None
    failing_since: datetime | None
    """The first failure since it last took something."""
    position: int
    """Everything up to here has been laid out for it; what has not been delivered is in its deliveries."""
    created_at: datetime
    created_by: str


class SecretOut(Struct, frozen=True):
    """An endpoint with its secret, shown once: sent again under its key the request is answered the same."""

    endpoint: EndpointOut
    secret: str
    """`whsec_…`: verifies signatures, as Standard Webhooks says."""


class EndpointsOut(Struct, frozen=True):
    """A page of endpoints, in the order in which they were added."""

    endpoints: tuple[EndpointOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


class AttemptOut(Struct, frozen=True):
    """One try."""

    at: datetime
    duration_ms: int
    status: int | None
    fault: str
    """Where there was no answer: `timeout`, `unreachable`, `bad_answer`, or why it was not sent there."""
    answer: str
    """The first bytes of what it said."""


class DeliveryOut(Struct, frozen=True):
    """One message."""

    id: str
    """The `webhook-id`."""
    kind: str
    position: int
    state: State
    made_at: datetime
    next_at: datetime | None
    """When it is tried next; null: not again by itself."""
    attempts: tuple[AttemptOut, ...]


class DeliveriesOut(Struct, frozen=True):
    """A page of messages, newest first."""

    deliveries: tuple[DeliveryOut, ...]
    next: str
    """The cursor of the next page; empty: there is none."""


class ReplayedOut(Struct, frozen=True):
    """What is told again."""

    messages: int
    """So many that are known; what was forgotten is laid out anew beside them."""


def secret(made: Secret) -> SecretOut:
    """As it is shown once."""
    return SecretOut(endpoint(made.endpoint), made.text)


def endpoint(one: WebhookEndpoint) -> EndpointOut:
    """As it is shown, without its secret."""
    return EndpointOut(
        id=one.public_id,
        url=one.url,
        kinds=tuple(one.kinds.split()),
        is_enabled=not one.disabled,
        disabled=one.disabled,
        disabled_at=instants.show_end(one.disabled_at),
        failing_since=instants.show_end(one.failing_since),
        position=one.position,
        created_at=instants.show(one.created_at),
        created_by=one.created_by,
    )


def delivery(one: Delivery) -> DeliveryOut:
    """As it is shown."""
    message = one.message
    tries = tuple(
        AttemptOut(instants.show(tried.at), tried.duration_ms, tried.status, tried.fault, tried.answer)
        for tried in one.attempts
    )
    return DeliveryOut(
        id=message.message_id,
        kind=message.kind,
        position=message.position,
        state=message.state,
        made_at=instants.show(message.made_at),
        next_at=instants.show(max(message.next_at, message.made_at)) if message.state == "waiting" else None,
        attempts=tries,
    )
