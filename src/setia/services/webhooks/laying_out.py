"""Laying out: what has been committed becomes messages, for each endpoint those that it wants."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from setia.services.webhooks import telling
from setia.services.webhooks.kinds import ALL
from setia.storage import outbox, webhooks
from setia.storage.models import Program, WebhookEndpoint

AT_ONCE = 500
"""Positions in one database transaction."""


def lay_out(program: Program, endpoint: WebhookEndpoint, now: int) -> bool:
    """The next stretch of the log as messages for an endpoint. Whether there was one.

    The messages and how far they reach are one database transaction: cut anywhere, nothing is left out, and what is
    laid out a second time has the ids that it had.
    """
    page = outbox.read(program.pk, endpoint.position, AT_ONCE)
    if page.upto == endpoint.position:
        return False
    messages = [message for told in page.transactions for message in _messages(program, endpoint, told)]
    return webhooks.lay_out(endpoint, page.upto, webhooks.rows(endpoint.id, messages, now))


def _messages(program: Program, endpoint: WebhookEndpoint, told: outbox.Told) -> Iterator[tuple[str, int, str, str]]:
    wanted = frozenset(endpoint.kinds.split())
    before: Counter[str] = Counter()
    for one in telling.events(program.code, told):
        if one.kind in wanted or ALL in wanted:
            place = (endpoint.public_id, told.position, one.kind, before[one.kind])
            yield telling.message_id(bytes(program.key), *place), told.position, one.kind, one.body
        before[one.kind] += 1
