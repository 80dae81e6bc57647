"""The book: one account while a command writes into it.

A working copy. `decide` opens it, writes transactions one after the other, and takes the account as it then stands;
the account it was opened from is never touched, so that a command that fails half-way has done nothing.
"""

from __future__ import annotations

from copy import copy

import msgspec

from setia.engine.ledger.accounts import BALANCE_MAX, BUCKETS, Account, AccountName, Wallet
from setia.engine.ledger.entries import Entry, Kind, Stamp, Transaction, chain
from setia.engine.ledger.lots import PART_OF_ACCOUNT, Lot

_EMPTY = Wallet()


class OutOfRange(Exception):
    """A balance would pass the bound that every reader can represent exactly."""


class Book:
    """Movements of one account, gathered into transactions that carry its sequence and its hash chain."""

    def __init__(self, account: Account, stamp: Stamp) -> None:
        self._account = account
        self._stamp = stamp
        self._head = account.head
        self._wallets = dict(account.wallets)
        self._lots = dict(account.lots)
        self._lot_count = account.lot_count
        self._own: set[int] = set()
        self._entries: list[Entry] = []
        self._opened: list[int] = []
        self._soonest = account.next_due_at
        self.transactions: list[Transaction] = []

    @property
    def lots(self) -> dict[int, Lot]:
        """The lots loaded or opened so far, by number. To read: change them through `move`."""
        return self._lots

    @property
    def changed(self) -> dict[int, Lot]:
        """The lots that this command opened or moved."""
        return {no: self._lots[no] for no in self._own}

    def open_lot(self, lot: Lot) -> int:
        """Add a lot, numbered here, still empty; `move` from a system account fills it. Returns its number."""
        self._lot_count += 1
        mine = copy(lot)
        mine.no = self._lot_count
        mine.origin_seq = self._account.seq + len(self.transactions) + 1
        mine.amount = 0
        self._lots[mine.no] = mine
        self._own.add(mine.no)
        self._opened.append(mine.no)
        return mine.no

    def move(self, lot_no: int, source: AccountName, target: AccountName, amount: int) -> None:
        """Move `amount` > 0 units of one lot between two accounts: one entry, and the lot and wallet it implies."""
        lot = self._touch(lot_no)
        if lot_no in self._opened and source not in BUCKETS:
            lot.amount += amount
        else:
            part = PART_OF_ACCOUNT[source]
            setattr(lot, part, getattr(lot, part) - amount)
        part = PART_OF_ACCOUNT[target]
        setattr(lot, part, getattr(lot, part) + amount)
        self._entries.append(Entry(lot.wallet, source, target, amount, lot_no))
        wallet = self._wallets.get(lot.wallet, _EMPTY).moved(source, -amount).moved(target, amount)
        if wallet.pending + wallet.available + wallet.held > BALANCE_MAX or wallet.debt > BALANCE_MAX:
            raise OutOfRange(lot.wallet)
        self._wallets[lot.wallet] = wallet

    def write(self, kind: Kind, effective_at: int, version: int, *, why: str = "", closes: bool = False) -> Transaction:
        """Close the movements since the last call into one transaction at the end of the chain."""
        draft = Transaction(
            seq=self._account.seq + len(self.transactions) + 1,
            kind=kind,
            effective_at=effective_at,
            program_version=version,
            entries=tuple(self._entries),
            opened=tuple(self._lots[no] for no in self._opened),
            prev_hash=self._head,
            hash=b"",
            why=why,
            closes=closes,
        )
        self._head = chain(draft, self._stamp)
        done = msgspec.structs.replace(draft, hash=self._head)
        self.transactions.append(done)
        for no in self._opened:
            self._soonest = sooner(self._soonest, self._lots[no].next_due())
        self._entries, self._opened = [], []
        return done

    def close(self) -> None:
        """Make the last transaction the one that closes the command, for a command that is only its dues."""
        if self.transactions and not self.transactions[-1].closes:
            last = msgspec.structs.replace(self.transactions[-1], closes=True, hash=b"")
            self._head = chain(last, self._stamp)
            self.transactions[-1] = msgspec.structs.replace(last, hash=self._head)

    def set_next_due(self) -> None:
        """Reckon anew, from all open lots, when something next falls due; only where all of them are loaded."""
        self._soonest = None
        for lot in self._lots.values():
            self._soonest = sooner(self._soonest, lot.next_due())

    def account(self) -> Account:
        """The account as it stands after what was written."""
        before = self._account
        return Account(
            head=self._head,
            seq=before.seq + len(self.transactions),
            lot_count=self._lot_count,
            recorded_at=self._stamp.recorded_at,
            next_due_at=self._soonest,
            status=before.status,
            wallets=self._wallets,
            lots=self._lots,
        )

    def _touch(self, lot_no: int) -> Lot:
        if lot_no not in self._own:
            self._lots[lot_no] = copy(self._lots[lot_no])
            self._own.add(lot_no)
        return self._lots[lot_no]


def sooner(one: int | None, other: int | None) -> int | None:
    """The earlier of two instants, where None is never."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)
