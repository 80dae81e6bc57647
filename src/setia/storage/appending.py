"""Rows of the append-only tables: gathered per table, in the order of their columns, then inserted all at once."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from setia.engine.ledger.entries import Redated, Stamp, Transaction
from setia.engine.purchase import Purchase, goods
from setia.storage.rows import insert, upsert


class PurchaseRow(Struct, frozen=True, gc=False):
    """A version of a purchase about to be stored: the value, its canonical bytes, its keys."""

    purchase: Purchase
    body: bytes
    digest: bytes
    """Of `body`."""
    order_key: bytes
    reference: str
    version_key: bytes = b""
    """For a further version, the natural key of that version; the first one has the order's own."""


class Posting(Struct, frozen=True):
    """One accepted command with all that it wrote."""

    account_id: int | None
    """None for a guest sale: nothing but its purchase and key is written."""
    stamp: Stamp
    transactions: tuple[Transaction, ...]
    body: bytes
    """The command; empty where `purchase` is the body."""
    purchase: PurchaseRow | None = None
    words: tuple[str, str] = ("", "")
    """Another system's number and a remark, readable: kept apart from history, where they can be erased."""
    known_as: int = 0
    """The transaction by which the command is known from now on."""
    owns: bytes = b""
    """The key of an order that is this account's from now on: claimed, or moved here."""


class AppendedRows:
    """What a batch adds to journal, transactions, entries, purchases and natural keys."""

    def __init__(self) -> None:
        self.transaction_ids: list[int] = []
        self._transactions: list[tuple[Any, ...]] = []
        self._entries: list[tuple[Any, ...]] = []
        self._journal: list[tuple[Any, ...]] = []
        self._purchases: list[tuple[Any, ...]] = []
        self._references: list[tuple[Any, ...]] = []
        self._keys: list[tuple[Any, ...]] = []
        self._texts: list[tuple[Any, ...]] = []
        self._owners: list[tuple[Any, ...]] = []

    def add_transaction(self, id_: int, posting: Posting, done: Transaction) -> None:
        stamp = posting.stamp
        self.transaction_ids.append(id_)
        self._transactions.append(
            (
                id_,
                posting.account_id,
                done.seq,
                done.kind,
                done.reason,
                done.origin_seq,
                done.counterpart,
                redated_text(done.redated),
                done.idle_from,
                stamp.actor,
                stamp.channel,
                stamp.event_at,
                done.effective_at,
                stamp.recorded_at,
                done.program_version,
                (stamp.natural_key or None) if done.closes else None,
                done.prev_hash,
                done.hash,
                done.why,
                done.changes,
            )
        )
        for n, entry in enumerate(done.entries, 1):
            self._entries.append((id_, n, entry.wallet, entry.source, entry.target, entry.amount, entry.lot))

    def add_journal(self, transaction_id: int, program_id: int, posting: Posting, purchase_id: int | None) -> None:
        stamp = posting.stamp
        if any(posting.words):
            self._texts.append((posting.account_id, posting.known_as, *posting.words))
        if posting.owns:
            self._owners.append((posting.owns, program_id, posting.account_id, posting.known_as))
        own_body = posting.purchase is None or bool(posting.purchase.version_key)
        self._journal.append(
            (
                transaction_id,
                posting.account_id,
                posting.transactions[-1].seq,
                posting.known_as,
                stamp.command,
                stamp.recorded_at,
                stamp.event_at,
                stamp.effective_at,
                stamp.horizon,
                stamp.actor,
                stamp.channel,
                stamp.natural_key or None,
                None if own_body else purchase_id,
                posting.body if own_body else None,
                posting.transactions[-1].given,
            )
        )

    def add_purchase(self, id_: int, program_id: int, posting: Posting, row: PurchaseRow) -> None:
        purchase, stamp = row.purchase, posting.stamp
        self._purchases.append(
            (
                id_,
                program_id,
                row.order_key,
                purchase.version,
                posting.account_id,
                purchase.store,
                purchase.status,
                purchase.currency,
                purchase.event_at,
                stamp.recorded_at,
                goods(purchase),
                row.body,
            )
        )
        if not row.version_key:
            self._references.append((id_, row.reference))
        key = row.version_key or row.order_key
        self._keys.append(
            (key, program_id, posting.account_id, posting.known_as or None, id_, row.digest, stamp.recorded_at)
        )

    def insert(self) -> None:
        insert("ledger_transaction", _TRANSACTION, self._transactions)
        insert("ledger_entry", _ENTRY, self._entries)
        insert("purchase", _PURCHASE, self._purchases)
        insert("purchase_reference", "purchase_id, reference", self._references)
        insert("transaction_text", "account_id, seq, reference, note", self._texts)
        insert("natural_key", _KEY, sorted(self._keys))
        insert("journal", _JOURNAL, self._journal)
        upsert("order_owner", "order_key, program_id, account_id, seq", "order_key", self._owners, "account_id, seq")


_TRANSACTION = (
    "id, account_id, seq, kind, reason, origin_seq, counterpart, redated, idle_from, actor, channel,"
    " event_at, effective_at, recorded_at,"
    " program_version, natural_key, prev_hash, hash, why, changes"
)
_ENTRY = "transaction_id, n, wallet_type, from_account, to_account, amount, lot_no"
_JOURNAL = (
    "transaction_id, account_id, seq, known_as, kind, recorded_at, event_at, effective_at, horizon, actor, channel,"
    " natural_key, purchase_id, body, given"
)
_PURCHASE = "id, program_id, order_key, version, account_id, store, status, currency, event_at, recorded_at, net, body"
_KEY = "key, program_id, account_id, seq, purchase_id, digest, recorded_at"


def redated_text(redated: tuple[Redated, ...]) -> str:
    """The column's form of lots that got another end; nothing for none."""
    return msgspec.json.encode(redated).decode() if redated else ""


def redated_from(text: str) -> tuple[Redated, ...]:
    """Inverse of `redated_text`."""
    return msgspec.json.decode(text, type=tuple[Redated, ...]) if text else ()
