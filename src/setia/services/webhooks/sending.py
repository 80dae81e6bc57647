"""Sending one message: signed, to an address that was judged, within a time, without following where it points."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpcore
from msgspec import Struct
from standardwebhooks import Webhook

from setia.engine.calendar import SECOND, to_datetime
from setia.services.webhooks import guard
from setia.services.webhooks.guard import Allowed, Refused, Resolve
from setia.storage import clock

WITHIN_SECONDS = 20.0
"""For one try from beginning to end, however slowly a receiver speaks."""
CONNECT_SECONDS = 5.0
ANSWER_MAX = 1_000
"""Bytes of an answer that are read and kept; the rest is never asked for."""
RESOLVERS = 16

USER_AGENT = "Setia-Webhooks/1"

_log = logging.getLogger("setia.webhooks")


class Letter(Struct, frozen=True):
    """A message with what it takes to send it."""

    url: str
    message_id: str
    body: str
    secrets: tuple[str, ...]
    """Each signs; two while one replaces the other."""


class Sent(Struct, frozen=True):
    """How a try went."""

    status: int | None = None
    fault: str = ""
    answer: str = ""
    retry_after: int = 0
    """Seconds that the receiver asked to be left alone for."""
    duration_ms: int = 0

    @property
    def is_taken(self) -> bool:
        """Whether the receiver has it now."""
        return self.status is not None and 200 <= self.status < 300


def headers(letter: Letter, now: int) -> dict[str, str]:
    """The headers of Standard Webhooks, of a try at that time."""
    at = to_datetime(now // SECOND * SECOND, "UTC")
    signed = [Webhook(one).sign(letter.message_id, at, letter.body) for one in letter.secrets]
    return {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": letter.message_id,
        "webhook-timestamp": str(now // SECOND),
        "webhook-signature": " ".join(signed),
    }


class Sender:
    """Sends; used in one event loop. `resolve` and `tls` are the machine's own where nothing is said."""

    def __init__(
        self,
        allowed: Allowed,
        resolve: Resolve = guard.resolve,
        tls: ssl.SSLContext | None = None,
        within_seconds: float = WITHIN_SECONDS,
    ) -> None:
        self._allowed, self._resolve, self._within = allowed, resolve, within_seconds
        self._tls = tls or httpcore.default_ssl_context()
        self._resolvers = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolver")

    async def send(self, letter: Letter) -> Sent:
        """One try. Never raises for what a receiver does."""
        began = clock.stopwatch()
        try:
            async with asyncio.timeout(self._within):
                sent = await self._send(letter)
        except TimeoutError:
            sent = Sent(fault="timeout")
        except Refused as refused:
            sent = Sent(fault=refused.code)
        except (httpcore.NetworkError, httpcore.TimeoutException, OSError):
            sent = Sent(fault="unreachable")
        except httpcore.ProtocolError:
            sent = Sent(fault="bad_answer")
        except Exception:  # noqa: BLE001 - one that cannot be sent keeps no other from being sent
            _log.exception("message %s cannot be sent", letter.message_id)
            sent = Sent(fault="not_sent")
        took = round((clock.stopwatch() - began) * 1000)
        return Sent(sent.status, sent.fault, sent.answer, sent.retry_after, took)

    def close(self) -> None:
        """Resolve no more."""
        self._resolvers.shutdown(wait=False, cancel_futures=True)

    async def _send(self, letter: Letter) -> Sent:
        found = guard.target(letter.url, self._allowed)
        loop = asyncio.get_running_loop()
        judged = await loop.run_in_executor(self._resolvers, guard.addresses, found, self._allowed, self._resolve)
        url = httpcore.URL(scheme=found.scheme, host=found.host, port=found.port, target=found.path)
        sent = {"host": found.authority, **headers(letter, clock.machine_reading())}
        # One connection of its own: nothing of another address can be used again.
        async with (
            httpcore.AsyncConnectionPool(ssl_context=self._tls, network_backend=_Pinned(judged)) as pool,
            pool.stream("POST", url, headers=list(sent.items()), content=letter.body.encode()) as answer,
        ):
            return Sent(answer.status, answer=await _first_bytes(answer), retry_after=_asked(answer.headers))


async def _first_bytes(answer: httpcore.Response) -> str:
    read = b""
    async for part in answer.aiter_stream():
        read += part
        if len(read) >= ANSWER_MAX:
            break
    return read[:ANSWER_MAX].decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _asked(answered: Iterable[tuple[bytes, bytes]]) -> int:
    said = next((value for name, value in answered if name.lower() == b"retry-after"), b"")
    return int(said) if said.isdigit() and len(said) < 10 else 0


class _Pinned(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were judged, whatever host it is told; TLS and `Host` keep the name."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses
        self._beneath = httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """One address after the other, until one answers."""
        for address in self._addresses[:-1]:
            try:
                return await self._beneath.connect_tcp(address, port, CONNECT_SECONDS)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._beneath.connect_tcp(self._addresses[-1], port, CONNECT_SECONDS)
