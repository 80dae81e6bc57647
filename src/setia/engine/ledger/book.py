"""The book: one account while a command writes into it.

A working copy. `decide` opens it, writes transactions one after the other, and takes the account as it then stands;
the account it was opened from is never touched, so that a command that fails half-way has done nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from setia.engine import given
from setia.engine.calendar import sooner
from setia.engine.ledger import changes
from setia.engine.ledger.accounts import AMOUNT_MAX, BALANCE_MAX, BUCKETS, AccountName, Status, Wallet
from setia.engine.ledger.beside import Beside
from setia.engine.ledger.entries import Entry, Kind, Redated, Stamp, Transaction, chained
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import PART_OF_ACCOUNT, Lot
from setia.engine.ledger.past import Past
from setia.engine.ledger.state import Account
from setia.engine.rules.versions import Redating

_EMPTY = Wallet()


DebtEnds = Callable[[str], int | None]


class OutOfRange(Exception):
    """An entry or a balance would pass the bounds of ledger 4.1."""


class Header(msgspec.Struct, frozen=True):
    """What a transaction says of itself beyond its movements."""

    version: int
    reason: str = ""
    origin_seq: int | None = None
    counterpart: str = ""
    idle_from: int | None = None


class Book:
    """Movements of one account, gathered into transactions that carry its sequence and its hash chain."""

    def __init__(self, account: Account, stamp: Stamp) -> None:
        self._account = account
        self._stamp = stamp
        self.chained = True
        """Whether transactions get their hashes when the book is closed."""
        self._head = account.head
        self._status: Status = account.status
        self._wallets = dict(account.wallets)
        self._lots = dict(account.lots)
        self._holds = dict(account.holds)
        self._lot_count = account.lot_count
        self._own: set[int] = set()
        self._own_holds: set[int] = set()
        self._entries: list[Entry] = []
        self._opened: list[int] = []
        self._redated: list[Redated] = []
        self._soonest = account.next_due_at
        self.beside = Beside(account)
        """Counters, tiers and rewards."""
        self.redatings: tuple[Redating, ...] = ()
        """What versions will do to lots that are there, in order of instant."""
        self._had: list[tuple[int, str]] = []
        self.transactions: list[Transaction] = []
        self.debt_ends: DebtEnds = lambda _: None
        """When a debt of a wallet that moves now is to be written off, if nothing more happens to it."""

    @property
    def lots(self) -> dict[int, Lot]:
        """The lots loaded or opened so far, by number. To read: change them through `move`."""
        return self._lots

    def has_lots_of(self, wallet: str) -> bool:
        """Whether all open lots of a wallet are loaded."""
        return self._account.complete or wallet in self._account.lots_of

    @property
    def merged(self) -> bool:
        """Whether another account has what this one had: what is taken or given here is due there."""
        return self._status == "merged"

    @property
    def past(self) -> dict[int, Past]:
        """Earlier transactions that the command names."""
        return self._account.past

    @property
    def holds(self) -> dict[int, Hold]:
        """The holds loaded or made so far. To read: change them through `set_hold`."""
        return self._holds

    @property
    def seq(self) -> int:
        """The sequence number that the next transaction will have."""
        return self._account.seq + len(self.transactions) + 1

    @property
    def changed(self) -> dict[int, Lot]:
        """The lots that this command opened or moved."""
        return {no: self._lots[no] for no in sorted(self._own)}

    @property
    def changed_holds(self) -> dict[int, Hold]:
        """The holds that this command made or ended."""
        return {seq: self._holds[seq] for seq in sorted(self._own_holds)} if self._own_holds else {}

    def wallet(self, wallet: str) -> Wallet:
        """A wallet as it now stands; an empty one if the account has none of this type."""
        return self._wallets.get(wallet, _EMPTY)

    def deadline(self, lot: Lot) -> int | None:
        """When a lot ends, by its own date or by idleness, whichever comes first; None is never (ledger 4.3a)."""
        return lot.deadline(self.wallet(lot.wallet))

    def next_due(self, lot: Lot) -> int | None:
        """The earliest instant at which a lot activates or ends by itself, or None."""
        return lot.next_due(self.wallet(lot.wallet))

    def set_wallet(self, wallet: str, changed: Wallet) -> None:
        """Change what a wallet knows of idleness and pauses; never its balances, which only entries move."""
        self._wallets[wallet] = changed
        if changed.idle_at is not None and changed.pending + changed.available:
            self._soonest = sooner(self._soonest, changed.idle_at)

    def redate(self, lot_no: int, expires_at: int | None) -> None:
        """Give a lot another end; the transaction being written names it with both (ledger 4.3a)."""
        lot = self._touch(lot_no)
        self._redated.append((lot_no, lot.expires_at, expires_at))
        lot.expires_at = expires_at
        self._soonest = sooner(self._soonest, self.next_due(lot))

    def had(self, redating: Redating) -> None:
        """Note that a version's new life is booked, or finds nothing to change."""
        self.redatings = tuple(one for one in self.redatings if one.name != redating.name)
        self._had.append(redating.name)

    def open_lot(self, lot: Lot) -> int:
        """Add a lot, numbered here, still empty; `move` from a system account fills it. Returns its number.

        The lot is the book's from now on.
        """
        self._lot_count = no = self._lot_count + 1
        lot.no, lot.origin_seq, lot.amount = no, self.seq, 0
        self._lots[no] = lot
        self._own.add(no)
        self._opened.append(no)
        return no

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
        self._enter(Entry(lot.wallet, source, target, amount, lot_no))

    def credit(self, lot_no: int, source: AccountName, amount: int) -> None:
        """Make units of a lot available, paying debt first (ledger 4.2): the only way into `available`."""
        repaid = min(amount, self.wallet(self._lots[lot_no].wallet).debt)
        if repaid:
            self.move(lot_no, source, "debt", repaid)
        if amount > repaid:
            self.move(lot_no, source, "available", amount - repaid)

    def move_without_lot(self, wallet: str, source: AccountName, target: AccountName, amount: int) -> None:
        """Move units that belong to no lot: debt that is incurred, or what is forgiven."""
        self._enter(Entry(wallet, source, target, amount, 0))

    def set_hold(self, hold: Hold) -> None:
        """Make a hold, or change its state."""
        self._holds[hold.seq] = hold
        self._own_holds.add(hold.seq)
        if hold.state == "open":
            self._soonest = sooner(self._soonest, hold.ends_at)

    def set_status(self, status: Status) -> None:
        """Close the account, or give it up in a merge."""
        self._status = status

    def write(self, kind: Kind, effective_at: int, header: Header) -> Transaction:
        """Close the movements since the last call into one transaction at the end of the chain."""
        draft = Transaction(
            seq=self.seq,
            kind=kind,
            effective_at=effective_at,
            program_version=header.version,
            entries=tuple(self._entries),
            opened=tuple([msgspec.structs.replace(self._lots[no]) for no in self._opened]),
            redated=tuple(self._redated),
            idle_from=header.idle_from,
            prev_hash=b"",
            hash=b"",
            reason=header.reason,
            origin_seq=header.origin_seq,
            counterpart=header.counterpart,
            changes=changes.to_json(self.beside.take()),
        )
        self.transactions.append(draft)
        for wallet in dict.fromkeys([one.wallet for one in self._entries if "debt" in (one.source, one.target)]):
            self._debt_moved(wallet)
        for no in self._opened:
            self._soonest = sooner(self._soonest, self.next_due(self._lots[no]))
        self._entries, self._opened, self._redated = [], [], []
        return draft

    def tell(self, why: str) -> None:
        """Say why of what was written last."""
        self.transactions[-1] = msgspec.structs.replace(self.transactions[-1], why=why)

    def close(self) -> None:
        """Chain what was written; the last transaction closes the command and carries what it was given."""
        last = len(self.transactions) - 1
        if self.transactions and self._stamp.horizon > self.beside.progress.booked_to:
            self.beside.note(booked_to=self._stamp.horizon)
        if self.transactions and self._had:
            self.beside.note(redated=(*self.beside.progress.redated, *self._had))
        if not self.chained:
            return
        self._head = self._account.head
        for i, draft in enumerate(self.transactions):
            told = given.to_json(self.beside.taken) if i == last else None
            self.transactions[i] = linked = chained(draft, self._stamp, self._head, told)
            self._head = linked.hash

    def account(self) -> Account:
        """The account as it stands after what was written."""
        before = self._account
        return Account(
            head=self._head,
            seq=before.seq + len(self.transactions),
            lot_count=self._lot_count,
            recorded_at=self._stamp.recorded_at if self.transactions else before.recorded_at,
            next_due_at=sooner(
                self._next_due() if before.complete else sooner(self._soonest, self.beside.next_due()),
                self._next_redating(),
            ),
            status=self._status,
            wallets=self._wallets,
            complete=before.complete,
            lots_of=before.lots_of,
            lots=self._lots,
            holds=self._holds,
            progress=self.beside.progress,
            rewards=self.beside.rewards,
            counters=self.beside.counters,
        )

    def _next_due(self) -> int | None:
        """Reckoned anew from all open lots and holds; without all of them an earlier instant is kept, never a later."""
        soonest: int | None = None
        for lot in self._lots.values():
            soonest = sooner(soonest, self.next_due(lot))
        for hold in self._holds.values():
            if hold.state == "open":
                soonest = sooner(soonest, hold.ends_at)
        return sooner(soonest, self.beside.next_due())

    def _next_redating(self) -> int | None:
        """The first that finds something; one for which there is nothing yet is seen to by what comes after it."""
        if not self.redatings:
            return None
        wallets = {id_ for id_, one in self._wallets.items() if one.pending + one.available + one.held}
        return next((one.instant for one in self.redatings if one.wallet in wallets), None)

    def _debt_moved(self, wallet: str) -> None:
        ends = {id_: end for id_, end in self.beside.progress.debts_end.items() if id_ != wallet}
        if self.wallet(wallet).debt and (end := self.debt_ends(wallet)) is not None:
            ends[wallet] = end
        if ends != self.beside.progress.debts_end:
            self.beside.note(debts_end=ends)

    def _enter(self, entry: Entry) -> None:
        wallet = self.wallet(entry.wallet).moved(entry.source, -entry.amount).moved(entry.target, entry.amount)
        too_much = max(wallet.pending + wallet.available + wallet.held, wallet.debt) > BALANCE_MAX
        if too_much or entry.amount > AMOUNT_MAX:
            raise OutOfRange(entry.wallet)
        self._wallets[entry.wallet] = wallet
        self._entries.append(entry)

    def _touch(self, lot_no: int) -> Lot:
        if lot_no not in self._own:
            self._lots[lot_no] = msgspec.structs.replace(self._lots[lot_no])
            self._own.add(lot_no)
        return self._lots[lot_no]
