"""The outbox read: committed transactions in order of position, with what may be told of them (ledger 4.16)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from setia.engine.ledger import changes
from setia.engine.ledger.changes import Changes
from setia.storage.keys import placeholders
from setia.storage.streaming import fetch


class Told(Struct, frozen=True):
    """One committed transaction, without anything that is readable about a person."""

    position: int
    owner_kind: str
    member: str
    """Public id; empty where the account is no member's."""
    seq: int
    kind: str
    command: str
    """The verb that it is known by; empty for what came before in the same command."""
    reason: str
    channel: str
    effective_at: int
    recorded_at: int
    origin: int | None
    counterpart: str
    """Public id of the other member; empty where there is none."""
    besides: Changes
    store: str
    net: int | None
    flows: tuple[tuple[str, str, str, int], ...]
    """Wallet, from, to and how much, all lots together."""


class Page(Struct, frozen=True):
    """A stretch of the log."""

    upto: int
    """Its last position, whether or not something of this program stands there."""
    transactions: tuple[Told, ...]


def last_position() -> int:
    """How far the log has come."""
    [(position,)] = fetch("SELECT position FROM log WHERE id = 1")
    return int(position)


def read(program_id: int, after: int, limit: int) -> Page:
    """The next `limit` positions after one; imports of history are passed over (ledger 4.18)."""
    upto = min(after + limit, last_position())
    if upto <= after:
        return Page(after, ())
    rows = fetch(_ROWS, [after, upto, program_id])
    flows = _flows([row[0] for row in rows])
    others = _members({str(row[11]) for row in rows if row[11]})
    return Page(upto, tuple(_told(row, flows, others) for row in rows))


_ROWS = """
    SELECT t.id, o.position, a.owner_kind, coalesce(m.public_id, ''), t.seq, t.kind,
           CASE WHEN j.known_as = t.seq THEN j.kind ELSE '' END, t.reason, t.channel, t.effective_at, t.recorded_at,
           t.counterpart, t.origin_seq, t.changes, p.store, p.net
      FROM outbox o
      JOIN ledger_transaction t ON t.id = o.transaction_id
      JOIN account a ON a.id = t.account_id
      LEFT JOIN member m ON m.account_id = a.id
      LEFT JOIN journal j ON j.account_id = t.account_id AND j.seq = (
           SELECT min(c.seq) FROM journal c WHERE c.account_id = t.account_id AND c.seq >= t.seq)
      LEFT JOIN purchase p ON p.id = j.purchase_id
     WHERE o.position > %s AND o.position <= %s AND NOT o.historical AND a.program_id = %s
     ORDER BY o.position"""


def _told(row: tuple, flows: dict[int, list[tuple[str, str, str, int]]], others: dict[str, str]) -> Told:  # type: ignore[type-arg]
    id_, position, owner, member, seq, kind, command, reason, channel, effective, recorded, other, *rest = row
    origin, changed, store, net = rest
    return Told(
        position=position,
        owner_kind=owner,
        member=member,
        seq=seq,
        kind=kind,
        command=command,
        reason=reason,
        channel=channel,
        effective_at=effective,
        recorded_at=recorded,
        origin=origin,
        counterpart=others.get(other, ""),
        besides=changes.from_json(changed),
        store=store or "",
        net=net,
        flows=tuple(flows.get(id_, ())),
    )


def _flows(transaction_ids: Sequence[int]) -> dict[int, list[tuple[str, str, str, int]]]:
    found: dict[int, list[tuple[str, str, str, int]]] = {}
    if transaction_ids:
        rows = fetch(
            "SELECT transaction_id, wallet_type, from_account, to_account, sum(amount) FROM ledger_entry"
            f" WHERE transaction_id IN ({placeholders(transaction_ids)})"
            " GROUP BY transaction_id, wallet_type, from_account, to_account ORDER BY transaction_id, min(n)",
            transaction_ids,
        )
        for id_, wallet, source, target, amount in rows:
            found.setdefault(id_, []).append((wallet, source, target, int(amount)))
    return found


def _members(account_keys: set[str]) -> dict[str, str]:
    """Public ids by the account's own key in hexadecimal."""
    if not account_keys:
        return {}
    keys = [bytes.fromhex(key) for key in sorted(account_keys)]
    rows = fetch(
        "SELECT a.key, m.public_id FROM account a JOIN member m ON m.account_id = a.id"
        f" WHERE a.key IN ({placeholders(keys)})",
        keys,
    )
    return {bytes(key).hex(): public_id for key, public_id in rows}
