"""One earlier transaction of an account with what came of it: what a return or a restoration starts from."""

from __future__ import annotations

from setia.engine.commands import Return, from_body
from setia.engine.ledger.entries import Entry
from setia.engine.ledger.past import Past, Refund
from setia.engine.purchase import from_bytes
from setia.storage.streaming import fetch


def load_past(account_id: int, seq: int) -> Past | None:
    """The transaction, its entries and those of every transaction that names it as origin; None if there is none."""
    headers = fetch(
        "SELECT t.id, t.kind, t.effective_at, t.recorded_at, t.program_version, t.counterpart, p.body"
        " FROM ledger_transaction t"
        " LEFT JOIN journal j ON j.transaction_id = t.id LEFT JOIN purchase p ON p.id = j.purchase_id"
        " WHERE t.account_id = %s AND t.seq = %s",
        [account_id, seq],
    )
    if not headers:
        return None
    id_, kind, effective_at, recorded_at, version, counterpart, body = headers[0]
    entries = fetch(f"SELECT {_ENTRY} FROM ledger_entry e WHERE e.transaction_id = %s ORDER BY e.n", [id_])
    since = fetch(
        f"SELECT t.kind, {_ENTRY} FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id"
        " WHERE t.account_id = %s AND t.origin_seq = %s ORDER BY t.seq, e.n",
        [account_id, seq],
    )
    return Past(
        seq=seq,
        kind=kind,
        effective_at=effective_at,
        recorded_at=recorded_at,
        program_version=version,
        entries=tuple(Entry(*columns) for columns in entries),
        since=tuple((later_kind, Entry(*columns)) for later_kind, *columns in since),
        counterpart=counterpart,
        purchase=from_bytes(bytes(body)) if body is not None else None,
        refunds=_refunds(account_id, seq) if body is not None else (),
    )


def _refunds(account_id: int, seq: int) -> tuple[Refund, ...]:
    rows = fetch(
        "SELECT j.body FROM ledger_transaction t JOIN journal j ON j.transaction_id = t.id"
        " WHERE t.account_id = %s AND t.origin_seq = %s AND j.kind = 'return' ORDER BY t.seq",
        [account_id, seq],
    )
    commands = [from_body(bytes(body)) for (body,) in rows]
    return tuple(command.refund for command in commands if isinstance(command, Return))


_ENTRY = "e.wallet_type, e.from_account, e.to_account, e.amount, e.lot_no"
