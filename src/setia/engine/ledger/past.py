"""What an account's own history says of one earlier transaction: what a return or a restoration starts from."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.ledger.entries import Entry, Kind
from setia.engine.purchase import Purchase
from setia.engine.rules.facts import Event

RefundStatus = Literal["pending", "done", "failed", "cancelled"]


class Refund(Struct, frozen=True):
    """A return of part of a purchase: whole lines, some of a line's quantity, or an amount off the whole."""

    id: str
    lines: tuple[tuple[int, int], ...] = ()
    """Line number and returned quantity in thousandths."""
    amount: int = 0
    """Minor units, where it names no lines."""
    version: int = 1
    """The source's own sequence for news of the same refund; a smaller one never overwrites a larger one."""
    status: RefundStatus = "done"
    """One that is on its way counts; one that failed or was called off does not (ledger 4.11)."""

    @property
    def counts(self) -> bool:
        """Whether anything comes back by it."""
        return self.status in ("pending", "done")


class Judgement(Struct, frozen=True):
    """What one command's verdicts of an order were, as stored."""

    command: str
    version: int
    why: str


class Past(Struct, frozen=True):
    """One transaction, and every movement that named it as its origin since."""

    seq: int
    kind: Kind
    effective_at: int
    recorded_at: int
    program_version: int
    entries: tuple[Entry, ...]
    since: tuple[tuple[Kind, Entry], ...] = ()
    counterpart: str = ""
    command: str = ""
    """The kind of the command that wrote it."""
    purchase: Purchase | None = None
    """For an order, its latest version."""
    refunds: tuple[Refund, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    """For an order, every judgement of it so far, oldest first."""
    order_key: str = ""
    """For an order, its natural key in hexadecimal."""
    event: Event | None = None
    """What the member did, where it was no purchase."""

    @property
    def moved_away(self) -> bool:
        """Whether it is an order that belongs to another account now."""
        return bool(self.judgements) and self.judgements[-1].command == "move_out"

    def lots(self) -> set[int]:
        """Numbers of the lots that it moved, and of those that were earned in its name since."""
        return {entry.lot for entry in self.entries if entry.lot} | {
            entry.lot for _, entry in self.since if entry.lot and entry.source == "issued"
        }

    def moved(self, source: str, target: str, wallet: str, lot: int | None = None) -> int:
        """Units that went from one account to another since, of a wallet or of one lot of it."""
        return sum(
            entry.amount
            for _, entry in self.since
            if (entry.source, entry.target, entry.wallet) == (source, target, wallet) and lot in (None, entry.lot)
        )
