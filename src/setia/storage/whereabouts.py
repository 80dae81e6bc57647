"""Whereabouts: in which store something was done, for whoever may only see to what is of his own.

A purchase says its store. Of anything else it is the one store that whoever did it works in; members, and who works in
any store, do things in none.
"""

from __future__ import annotations

from setia.storage.models import Client, Staff
from setia.storage.streaming import fetch

_STAFF = "staff:"


def of_actor(program_id: int, actor: str) -> str:
    """The only store that somebody works in; empty where he works in any, or in none."""
    kind = Staff if actor.startswith(_STAFF) else Client
    named = kind.objects.filter(program_id=program_id, name=actor.removeprefix(_STAFF))
    return str(named.values_list("store", flat=True).first() or "")


def of_order(order_key: bytes) -> str | None:
    """The store of a purchase, as its newest version has it; None: there is no such purchase."""
    rows = fetch("SELECT store FROM purchase WHERE order_key = %s ORDER BY version DESC, id DESC LIMIT 1", [order_key])
    return str(rows[0][0]) if rows else None


def of_transaction(program_id: int, account_id: int, seq: int) -> str:
    """The store of one transaction of an account; empty where it was in none, or is not there."""
    rows = fetch(
        "SELECT p.store, t.actor FROM ledger_transaction t"
        " LEFT JOIN journal j ON j.account_id = t.account_id AND j.known_as = t.seq"
        " LEFT JOIN purchase p ON p.id = j.purchase_id WHERE t.account_id = %s AND t.seq = %s",
        [account_id, seq],
    )
    if not rows:
        return ""
    [(store, actor)] = rows
    return str(store) if store is not None else of_actor(program_id, str(actor))
