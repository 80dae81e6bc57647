"""Delivering: lays out what has been committed and sends it, many at once, so that a slow receiver delays nobody else.

At least once: a message is claimed with a lease, sent, and only then marked. Whoever dies in between leaves it to the
next one, who sends it under the same id.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import partial

from django.db import connection

from setia.engine.calendar import SECOND
from setia.services.webhooks import endpoints
from setia.services.webhooks.laying_out import lay_out
from setia.services.webhooks.retrying import FAILING_MAX, next_try
from setia.services.webhooks.sending import Letter, Sender, Sent
from setia.storage import clock, outbox, webhooks
from setia.storage.models import Program, WebhookEndpoint, WebhookMessage
from setia.storage.webhooks import Attempt

PAUSE_SECONDS = 1.0
"""Between two rounds in which there was nothing to do."""
LEASE = 60 * SECOND
"""After it a process that has not finished a try is thought dead; a try takes at most 20 seconds."""
FOR_ONE = 8
"""Tries at the same time for one endpoint; one where the last one failed."""
FOR_ALL = 64
STOP_SECONDS = 3.0
"""How long tries that are under way may take once it is to stop."""

_log = logging.getLogger("setia.webhooks")


class Deliverer:
    """One per process; several on one database share the work.

    `now` is the machine's time also where the ledger's clock is simulated: receivers do not live in the simulation.
    """

    def __init__(
        self, sender: Sender | None = None, now: Callable[[], int] = clock.system_reading, lease: int = LEASE
    ) -> None:
        self._sender, self._now, self._lease = sender or Sender(endpoints.allowed()), now, lease
        self._name = secrets.token_hex(4)
        self._stopping = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._under_way: dict[Future[Sent], WebhookMessage] = {}

    def run(self) -> None:
        """Deliver until told to stop."""
        sending = threading.Thread(target=self._loop.run_forever, name="webhooks", daemon=True)
        sending.start()
        try:
            while not self._stopping.is_set():
                if not self._safely(self._round):
                    self._rest()
            wait(self._under_way, STOP_SECONDS)
            self._safely(self._settle)
            self._safely(self._let_go)
        finally:
            asyncio.run_coroutine_threadsafe(_end(), self._loop).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            sending.join()
            self._loop.close()
            self._sender.close()
            connection.close()

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    def _rest(self) -> None:
        if self._under_way:
            wait(self._under_way, PAUSE_SECONDS, FIRST_COMPLETED)
        else:
            self._stopping.wait(PAUSE_SECONDS)

    def _safely(self, work: Callable[[], bool]) -> bool:
        """Do something that needs the database. False also where that went wrong: then it is done a little later."""
        try:
            return work()
        except Exception:  # noqa: BLE001 - whatever it is, what else there is to deliver is still to be delivered
            _log.exception("webhooks cannot be delivered")
            connection.close()
            self._stopping.wait(PAUSE_SECONDS)
            return False

    def _round(self) -> bool:
        """Everything that can be done now. Whether there was something."""
        worked = self._settle()
        found = list(WebhookEndpoint.objects.filter(disabled="").order_by("id"))
        if not found:
            return worked
        last, programs = outbox.last_position(), {one.pk: one for one in Program.objects.all()}
        under_way = Counter(one.endpoint_id for one in self._under_way.values())
        for endpoint in found:
            serve = partial(self._serve, endpoint, programs, last, under_way[endpoint.id])
            worked = self._safely(serve) or worked
        return worked

    def _serve(self, endpoint: WebhookEndpoint, programs: dict[int, Program], last: int, under_way: int) -> bool:
        """Lay out and begin what there is for one. Whether there was something."""
        worked = endpoint.position < last and lay_out(programs[endpoint.program_id], endpoint, self._now())
        most = (1 if endpoint.failing_since is not None else FOR_ONE) - under_way
        room = min(most, FOR_ALL - len(self._under_way))
        return (room > 0 and self._begin(endpoint, room)) or worked

    def _begin(self, endpoint: WebhookEndpoint, room: int) -> bool:
        now = self._now()
        claimed = webhooks.claim(endpoint.id, self._name, (now, now + self._lease), room)
        has_two = endpoint.secret_before and endpoint.secret_before_ends_at > now
        signing = (endpoint.secret, endpoint.secret_before) if has_two else (endpoint.secret,)
        for message in claimed:
            letter = Letter(endpoint.url, message.message_id, message.body, signing)
            future = asyncio.run_coroutine_threadsafe(self._sender.send(letter), self._loop)
            self._under_way[future] = message
        return bool(claimed)

    def _settle(self) -> bool:
        """Write down what has come of tries that are over. Whether there were any."""
        over = {future: message for future, message in self._under_way.items() if future.done()}
        if not over:
            return False
        now = self._now()
        tried = [(message, future.result()) for future, message in over.items()]
        webhooks.record([_attempt(message, sent, now) for message, sent in tried])
        for future in over:
            del self._under_way[future]
        for endpoint_id in {message.endpoint_id for message, _ in tried}:
            self._judge(endpoint_id, [sent for message, sent in tried if message.endpoint_id == endpoint_id], now)
        return True

    def _judge(self, endpoint_id: int, tried: list[Sent], now: int) -> None:
        """What tries say of the endpoint."""
        if any(sent.status == 410 for sent in tried):
            _disable(endpoint_id, "gone", now)
        elif any(sent.is_taken for sent in tried):
            webhooks.succeeded(endpoint_id)
        elif now - webhooks.failed(endpoint_id, now) >= FAILING_MAX:
            _disable(endpoint_id, "failing", now)

    def _let_go(self) -> bool:
        """Give up what is still under way: somebody else sends it, under the same id."""
        for future, message in self._under_way.items():
            future.cancel()
            webhooks.let_go(message)
        self._under_way.clear()
        return True


async def _end() -> None:
    """Let tries that were given up close what they have opened."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for one in others:
        one.cancel()
    if others:
        await asyncio.wait(others, timeout=1)


def _attempt(message: WebhookMessage, sent: Sent, now: int) -> Attempt:
    state, next_at = "waiting", message.next_at
    if sent.is_taken:
        state = "delivered"
    elif (wait_for := next_try(message.tries + 1, secrets.randbelow(1_001), sent.retry_after)) is None:
        state = "failed"
    else:
        next_at = now + wait_for
    return Attempt(message, now, sent.duration_ms, sent.status, sent.fault, sent.answer, state, next_at)


def _disable(endpoint_id: int, why: str, now: int) -> None:
    """The alarm: in the log, in the audit log, by `setia doctor`, and wherever endpoints are shown."""
    if public_id := endpoints.stop_telling(endpoint_id, why, now):
        _log.error("webhook endpoint %s is disabled: %s", public_id, why)
