"""One account of a program, driven through `decide` alone: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from setia.engine.commands import Advance, Command, Enrol, RecordPurchase, body, digest, name
from setia.engine.decide import Decision, Setting, decide
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.entries import Stamp, Transaction, genesis
from setia.engine.ledger.state import Account
from setia.engine.refusals import Refusal
from setia.engine.rules.versions import Versions
from tests.engine.receipts import receipt

FRESH = Account(head=genesis(b"k" * 16), complete=True)
"""Nothing has happened; all of its (no) lots are loaded."""


def stamp(command: Command, recorded_at: int, **fields: Any) -> Stamp:
    """What a batch would stamp a command with that it takes at an instant."""
    said: dict[str, Any] = {
        "command": name(command),
        "recorded_at": recorded_at,
        "event_at": command.event_at,
        "effective_at": min(command.event_at, recorded_at),
        "horizon": recorded_at,
        "actor": "Siti",
        "channel": "till",
        "body_digest": digest(body(command)),
    }
    return Stamp(**{**said, **fields})


class History:
    """An account and all that was written to it, under some versions of a program."""

    def __init__(self, versions: Versions, account: Account = FRESH) -> None:
        self.versions = versions
        self.account = account
        self.written: list[Transaction] = []

    def take(self, command: Command, recorded_at: int, **fields: Any) -> Decision | Refusal:
        """Decide a command and let the decision stand."""
        decided = decide(self.account, command, Setting(stamp(command, recorded_at, **fields), self.versions))
        if isinstance(decided, Decision):
            self.account = decided.account
            self.written.extend(decided.transactions)
        return decided

    def enrols(self, at: int) -> Decision | Refusal:
        """The member joins."""
        return self.take(Enrol(at), at)

    def buys(self, cents: int, at: int, recorded_at: int | None = None, **fields: Any) -> Decision | Refusal:
        """The member buys for so many cents; recorded at once unless said otherwise."""
        purchase = receipt(cents, event_at=at, **fields)
        return self.take(RecordPurchase(purchase), at if recorded_at is None else recorded_at)

    def sweep(self, at: int) -> Decision | Refusal:
        """Time has passed."""
        return self.take(Advance(at), at)

    def wallet(self, wallet: str = "points") -> Wallet:
        """A wallet as it stands."""
        return self.account.wallets.get(wallet, Wallet())

    @property
    def kinds(self) -> list[str]:
        """What was written, in order."""
        return [transaction.kind for transaction in self.written]


def story(transactions: Iterable[Transaction]) -> list[tuple[object, ...]]:
    """Transactions without what depends on when they were written: hashes, and which of them closes its command."""
    return [
        (one.seq, one.kind, one.effective_at, one.program_version, one.entries, _dates(one), one.why)
        for one in transactions
    ]


def _dates(transaction: Transaction) -> list[tuple[object, ...]]:
    return [(lot.no, lot.wallet, lot.earned_at, lot.active_at, lot.expires_at) for lot in transaction.opened]
