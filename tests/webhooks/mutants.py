"""Senders with one mistake each, which the tests of killed senders must find."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache
from secrets import token_hex

import msgspec

from setia.jobs import deliver
from setia.services.webhooks.sending import Letter
from setia.storage import webhooks
from setia.storage.models import WebhookMessage
from setia.storage.webhooks import Attempt

WINDOW = 5
"""Seconds between what should be one step and the next, the first time that a process takes them: longer than a lease,
and longer than it takes until the first senders are killed, so that these kills fall there for certain."""


@cache
def _linger() -> None:
    time.sleep(WINDOW)


def marked_before_it_is_sent() -> None:
    """What is claimed counts as delivered: whoever dies then has lost it."""
    claim = webhooks.claim

    def claims(endpoint_id: int, holder: str, lease: tuple[int, int], limit: int) -> list[WebhookMessage]:
        found = claim(endpoint_id, holder, lease, limit)
        WebhookMessage.objects.filter(id__in=[one.id for one in found]).update(state="delivered")
        if found:
            _linger()
        return found

    vars(webhooks)["claim"] = claims


def another_id_at_every_try() -> None:
    """The receiver cannot tell that it has it already."""

    record = webhooks.record

    def records(attempts: Sequence[Attempt]) -> None:
        _linger()
        record(attempts)

    class Forgetful(Letter, frozen=True):
        def __post_init__(self) -> None:
            msgspec.structs.force_setattr(self, "message_id", f"msg_{token_hex(8)}")

    vars(webhooks)["record"] = records
    vars(deliver)["Letter"] = Forgetful


MUTANTS = {one.__name__: one for one in (marked_before_it_is_sent, another_id_at_every_try)}
