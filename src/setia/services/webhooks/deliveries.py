"""Deliveries: what became of messages, newest first, each with its tries."""

from __future__ import annotations

from msgspec import Struct

from setia.services.webhooks.endpoints import WebhookFault
from setia.storage.models import WebhookAttempt, WebhookEndpoint, WebhookMessage


class Delivery(Struct, frozen=True):
    """One message with its tries, earliest first."""

    message: WebhookMessage
    attempts: tuple[WebhookAttempt, ...]


def page(endpoint: WebhookEndpoint, before: int | None, limit: int, state: str = "") -> list[Delivery]:
    """The newest messages of an endpoint, or those before one, by the number of its row; of one state if wished."""
    found = WebhookMessage.objects.filter(endpoint_id=endpoint.id)
    if before is not None:
        found = found.filter(id__lt=before)
    if state:
        found = found.filter(state=state)
    return _with_attempts(list(found.order_by("-id")[:limit]))


def one(endpoint: WebhookEndpoint, message_id: str) -> Delivery:
    """One message. Raises WebhookFault."""
    found = list(WebhookMessage.objects.filter(endpoint_id=endpoint.id, message_id=message_id))
    if not found:
        raise WebhookFault("unknown_message", found=message_id)
    return _with_attempts(found)[0]


def _with_attempts(messages: list[WebhookMessage]) -> list[Delivery]:
    attempts: dict[int, list[WebhookAttempt]] = {}
    for tried in WebhookAttempt.objects.filter(of_id__in=[one.id for one in messages]).order_by("id"):
        attempts.setdefault(tried.of_id, []).append(tried)
    return [Delivery(one, tuple(attempts.get(one.id, ()))) for one in messages]
