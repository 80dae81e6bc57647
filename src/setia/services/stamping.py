"""Stamps: who asks, when it counts and is recorded, and under which natural key; the same for every surface."""

from __future__ import annotations

from setia.engine.commands import Advance, ClaimPurchase, Command, MoveIn, name
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.state import Account
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

    def stamp(self, command: Command, account: Account | None, key: bytes = b"", body_digest: bytes = b"") -> Stamp:
        """The stamp of a command for an account, or for a guest's purchase.

        Without key and digest it says all that a command's needs follow from.
        """
        recorded_at = self._now if account is None else max(self._now, account.recorded_at)
        return Stamp(
            command=name(command),
            recorded_at=recorded_at,
            event_at=command.event_at,
            effective_at=min(command.event_at, recorded_at),
            horizon=self._horizon(command, account),
            actor=(self._by.actor if self._by is not None else "") or self._manner.actor,
            channel=(self._by.channel if self._by is not None else "") or self._manner.channel,
            natural_key=key,
            body_digest=body_digest,
        )

    def _horizon(self, command: Command, account: Account | None) -> int:
        """An import is booked at each event's own time, unless the account has come further: then it is late news."""
        is_late = account is not None and command.event_at < account.progress.booked_to
        at_its_own_time = (self._manner.history and not is_late) or isinstance(command, Advance)
        return min(command.event_at, self._now) if at_its_own_time else self._now


def natural_key(command: Command, row: PurchaseRow | None) -> bytes:
    """What makes the command the same event whenever it is sent; nothing where only an idempotency key does."""
    if row is not None:
        return row.version_key or row.order_key
    return bytes.fromhex(command.order_key) if isinstance(command, ClaimPurchase) else b""


def owned(command: Command) -> bytes:
    """The key of the order that a command makes its account's own."""
    return bytes.fromhex(command.order_key) if isinstance(command, ClaimPurchase | MoveIn) else b""


def order_key(program_key: bytes, source: str, reference: str, part: str = "") -> bytes:
    """The natural key of a purchase: unique within its source; of a bill that was split, of one part of it."""
    return keys.keyed_hash(program_key, "purchase", source, reference, *([part] if part else []))


def version_key(program_key: bytes, order: bytes, version: int) -> bytes:
    """The natural key of a further version of a purchase."""
    return keys.keyed_hash(program_key, "purchase version", order.hex(), str(version))
