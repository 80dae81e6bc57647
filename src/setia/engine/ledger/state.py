"""The state from which a command is decided: the head of an account, and whatever of its past the command names."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.accounts import Status, Wallet
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.past import Past


class Account(Struct, frozen=True):
    """One account as a command finds it."""

    head: bytes
    """Hash of the last transaction; of the account's own random key before the first."""
    seq: int = 0
    lot_count: int = 0
    recorded_at: int = 0
    next_due_at: int | None = None
    """Earliest instant at which something falls due without a command, or None."""
    status: Status = "open"
    wallets: dict[str, Wallet] = {}
    complete: bool = False
    """Whether `lots` and `holds` have all open ones, and not only those that a command named or made."""
    lots: dict[int, Lot] = {}
    holds: dict[int, Hold] = {}
    past: dict[int, Past] = {}
    """Earlier transactions that the command names."""


class Needs(Struct, frozen=True):
    """What a command must see beyond the head: the second round of gathering loads exactly this."""

    open_lots: bool = False
    """All open lots and open holds."""
    hold: int = 0
    """One hold, in whatever state; 0 is none."""
    lots_since: int | None = None
    """Every lot earned at or after this instant, open or not."""
    past: tuple[int, ...] = ()
    """Earlier transactions, with what came of each and the lots that it moved."""


def both(one: Needs, other: Needs) -> Needs:
    """What two commands need of one account. Of two holds only the first is loaded by name."""
    return Needs(
        open_lots=one.open_lots or other.open_lots,
        hold=one.hold or other.hold,
        lots_since=one.lots_since if one.lots_since is not None else other.lots_since,
        past=tuple(sorted({*one.past, *other.past})),
    )
