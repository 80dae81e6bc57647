"""The state from which a command is decided: the head of an account, and whatever of its past the command names."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.ledger.accounts import Status, Wallet
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.past import Past
from setia.engine.ledger.progress import Progress

Counter = tuple[str, str]
"""The name of something that is counted, and the period in which."""


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
    lots_of: tuple[str, ...] = ()
    """Wallets all of whose open lots are there, if not `complete`."""
    lots: dict[int, Lot] = {}
    holds: dict[int, Hold] = {}
    past: dict[int, Past] = {}
    """Earlier transactions that the command names."""
    progress: Progress = Progress()
    rewards: dict[int, Issued] = {}
    """Issued rewards: all open ones if `complete`, and those that the command names."""
    counters: dict[Counter, int] = {}
    """Those of the periods that the command needs."""


class Needs(Struct, frozen=True, gc=False):
    """What a command must see beyond the head: the second round of gathering loads exactly this."""

    open_lots: bool = False
    """All open lots and open holds."""
    hold: int = 0
    """One hold, in whatever state; 0 is none."""
    lots_of: tuple[str, ...] = ()
    """Wallets whose open lots are needed, where not all are."""
    lots_since: int | None = None
    """Every lot earned at or after this instant, open or not."""
    past: tuple[int, ...] = ()
    """Earlier transactions, with what came of each, the lots that it moved, and the rewards given by it, because of it
    or used on it."""
    reward: int = 0
    """One issued reward, in whatever state; 0 is none."""
    counters_since: str | None = None
    """Counters without period, and those of periods that begin with this year or a later one; None: none at all."""
    budgets: tuple[str, ...] = ()
    """Budgets to be locked, as `limit@period`."""
    stock: tuple[str, ...] = ()
    """Rewards whose stock or pool of codes is to be locked."""
    facts: bool = False
    """Whether the member's attributes and segments are read."""
    birthday: bool = False
    """Whether it is asked how long ago his birthday was."""


def both(one: Needs, other: Needs) -> Needs:
    """What two commands need of one account. Of two holds or rewards only the first is loaded by name."""
    return Needs(
        open_lots=one.open_lots or other.open_lots,
        hold=one.hold or other.hold,
        lots_since=one.lots_since if one.lots_since is not None else other.lots_since,
        past=tuple(sorted({*one.past, *other.past})),
        reward=one.reward or other.reward,
        counters_since=_earlier(one.counters_since, other.counters_since),
        budgets=tuple(sorted({*one.budgets, *other.budgets})),
        stock=tuple(sorted({*one.stock, *other.stock})),
        lots_of=tuple(sorted({*one.lots_of, *other.lots_of})),
        facts=one.facts or other.facts,
        birthday=one.birthday or other.birthday,
    )


def _earlier(one: str | None, other: str | None) -> str | None:
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)
