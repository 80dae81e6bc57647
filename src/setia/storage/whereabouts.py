"""Whereabouts: in which store something was done, for whoever may only see to what is of his own.

A purchase says its store, and so does what an order became of it: its return, its release, its claim. Of anything else
it is the one store that whoever did it works in; members, and who works in any store, do things in none.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from setia.storage.keys import placeholders
from setia.storage.models import Client, Staff
from setia.storage.streaming import fetch

_STAFF = "staff:"


def of_order(order_key: bytes) -> str | None:
    """The store of a purchase, as its newest version has it; None: there is no such purchase."""
    rows = fetch(
        "SELECT store FROM (SELECT p.id, p.version, p.store FROM natural_key k JOIN purchase p ON p.id = k.purchase_id"
        " WHERE k.key = %s UNION SELECT id, version, store FROM purchase WHERE order_key = %s AND version > 1) v"
        " ORDER BY version DESC, id DESC LIMIT 1",
        [order_key, order_key],
    )
    return str(rows[0][0]) if rows else None


def of_transaction(program_id: int, account_id: int, seq: int) -> str:
    """The store of one transaction of an account; empty where it was in none, or is not there."""
    return of_transactions(program_id, account_id, [seq]).get(seq, "")


def of_transactions(program_id: int, account_id: int, seqs: Collection[int]) -> dict[int, str]:
    """The stores of some transactions of an account, by number; empty for those that were in none."""
    if not seqs:
        return {}
    rows = fetch(
        "SELECT seq, coalesce(origin_seq, seq), actor FROM ledger_transaction"
        f" WHERE account_id = %s AND seq IN ({placeholders([*seqs])})",
        [account_id, *seqs],
    )
    orders = _of_orders(account_id, sorted({one for seq, origin, _ in rows for one in (seq, origin)}))
    works = _of_actors(program_id, sorted({actor for *_, actor in rows}))
    return {
        seq: orders[seq] if seq in orders else orders[origin] if origin in orders else works.get(actor, "")
        for seq, origin, actor in rows
    }


def _of_orders(account_id: int, seqs: Sequence[int]) -> dict[int, str]:
    """The stores of those transactions by which an account's history has a purchase."""
    if not seqs:
        return {}
    of_these = [account_id, *seqs]
    recorded = fetch(
        "SELECT j.known_as, p.order_key FROM journal j JOIN purchase p ON p.id = j.purchase_id"
        f" WHERE j.account_id = %s AND j.known_as IN ({placeholders(seqs)})",
        of_these,
    )
    taken_over = fetch(
        f"SELECT seq, order_key FROM order_owner WHERE account_id = %s AND seq IN ({placeholders(seqs)})", of_these
    )
    return {seq: of_order(bytes(order_key)) or "" for seq, order_key in (*recorded, *taken_over)}


def _of_actors(program_id: int, actors: Sequence[str]) -> dict[str, str]:
    """The only stores that some of these work in."""
    found: dict[str, str] = {}
    for kind, before in ((Client, ""), (Staff, _STAFF)):
        names = [one.removeprefix(before) for one in actors if one.startswith(_STAFF) == bool(before)]
        of_these = kind.objects.filter(program_id=program_id, name__in=names)
        found |= {f"{before}{name}": store for name, store in of_these.values_list("name", "store")}
    return found
