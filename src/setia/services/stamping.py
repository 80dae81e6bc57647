"""Stamps: who asks, when it counts and is recorded, and under which natural key; the same for every surface."""

from __future__ import annotations

from setia.engine.commands import Advance, ClaimPurchase, Command, MoveIn, digest, name
from setia.engine.ledger.entries import Stamp
from setia.services.requests import Manner, Request
from setia.storage import keys
from setia.storage.appending import PurchaseRow


class Stamper:
    """Of one round: all its commands share one clock reading."""

    def __init__(self, manner: Manner, now: int) -> None:
        self._manner, self._now = manner, now
        self._by: Request | None = None

    def asked_by(self, request: Request) -> None:
        """Whose command is stamped from now on."""
        self._by = request

    def stamp(self, command: Command, recorded_at: int, content: bytes, key: bytes) -> Stamp:
        """The stamp of a command; an import is judged and booked at each event's own time."""
        return Stamp(
            command=name(command),
            recorded_at=recorded_at,
            event_at=command.event_at,
            effective_at=min(command.event_at, recorded_at),
            horizon=self._horizon(command),
            actor=(self._by.actor if self._by is not None else "") or self._manner.actor,
            channel=(self._by.channel if self._by is not None else "") or self._manner.channel,
            natural_key=key,
            body_digest=digest(content),
        )

    def _horizon(self, command: Command) -> int:
        at_its_own_time = self._manner.history or isinstance(command, Advance)
        return min(command.event_at, self._now) if at_its_own_time else self._now


def natural_key(command: Command, row: PurchaseRow | None) -> bytes:
    """What makes the command the same event whenever it is sent; nothing where only an idempotency key does."""
    if row is not None:
        return row.version_key or row.order_key
    return bytes.fromhex(command.order_key) if isinstance(command, ClaimPurchase) else b""


def owned(command: Command) -> bytes:
    """The key of the order that a command makes its account's own."""
    return bytes.fromhex(command.order_key) if isinstance(command, ClaimPurchase | MoveIn) else b""


def order_key(program_key: bytes, source: str, reference: str) -> bytes:
    """The natural key of a purchase: unique within its source."""
    return keys.keyed_hash(program_key, "purchase", source, reference)


def version_key(program_key: bytes, source: str, reference: str, version: int) -> bytes:
    """The natural key of a further version of a purchase."""
    return keys.keyed_hash(program_key, "purchase version", source, reference, str(version))
