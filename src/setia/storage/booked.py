"""What the ledger has of whole accounts: every transaction with its entries, and how the account now stands."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from setia.engine.ledger.entries import Entry, Transaction
from setia.engine.ledger.state import Account
from setia.storage import among
from setia.storage.loading import read_heads
from setia.storage.streaming import fetch


class Booked(Struct, frozen=True):
    """One account. Of its transactions what tells what was moved, given and changed; without lots and hashes."""

    account: Account
    transactions: list[Transaction]


def booked(account_ids: Sequence[int]) -> dict[int, Booked]:
    """Some accounts as they now stand; inside an open transaction."""
    where, ids = among.ids("t.account_id", sorted(account_ids))
    entries: dict[int, list[Entry]] = {}
    for transaction_id, *columns in fetch(
        "SELECT e.transaction_id, e.wallet_type, e.from_account, e.to_account, e.amount, e.lot_no"
        f" FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id WHERE {where} ORDER BY t.id, e.n",
        ids,
    ):
        entries.setdefault(transaction_id, []).append(Entry(*columns))
    found = {id_: Booked(account, []) for id_, account in read_heads(account_ids).items()}
    for id_, account_id, seq, kind, effective_at, version, origin, why, changes in fetch(
        "SELECT t.id, t.account_id, t.seq, t.kind, t.effective_at, t.program_version, t.origin_seq, t.why, t.changes"
        f" FROM ledger_transaction t WHERE {where} ORDER BY t.account_id, t.seq",
        ids,
    ):
        transaction = Transaction(
            seq=seq,
            kind=kind,
            effective_at=effective_at,
            program_version=version,
            entries=tuple(entries.pop(id_, ())),
            opened=(),
            prev_hash=b"",
            hash=b"",
            origin_seq=origin,
            why=why,
            changes=changes,
        )
        found[account_id].transactions.append(transaction)
    return found
