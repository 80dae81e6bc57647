"""Movements: an account's transactions as they can be told to people, each with what it moved and what it was about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from setia.engine.commands import ChooseConversion, GrantTier, RecordEvent, from_body
from setia.engine.ledger import changes
from setia.engine.ledger.accounts import BUCKETS
from setia.engine.ledger.changes import Changes
from setia.engine.ledger.entries import Transaction
from setia.engine.purchase import Purchase, goods
from setia.storage.keys import placeholders
from setia.storage.streaming import fetch


class Flow(Struct, frozen=True):
    """Units of one wallet that one transaction took from one account to another, all lots together."""

    wallet: str
    source: str
    target: str
    amount: int


class Origin(Struct, frozen=True):
    """The earlier transaction that a movement names: what was returned, restored, captured or released."""

    seq: int
    kind: str
    effective_at: int
    reference: str
    """Its receipt or other readable number; empty once erased."""


Asked = RecordEvent | ChooseConversion | GrantTier


class Movement(Struct, frozen=True):
    """One transaction of an account, summed for a reader."""

    seq: int
    kind: str
    command: str
    """The verb that it closes; empty for what came before in the same command."""
    reason: str
    effective_at: int
    channel: str
    program_version: int
    changes: dict[str, int]
    """What the wallet's holder gained or lost, by wallet: what came into its four balances less what left them."""
    flows: tuple[Flow, ...]
    store: str
    reference: str
    """Receipt of the purchase, or another system's readable number; empty once erased."""
    note: str
    """What somebody wrote about it; empty once erased."""
    net: int | None
    """Net of the purchase behind it, in minor units."""
    why: str
    besides: Changes
    """What it changed besides units: levels, rewards, badges, attributes."""
    asked: Asked | None
    """What was asked, where the kind of the command does not say it all."""
    origin: Origin | None
    ends_at: int | None
    """Of a hold, or what concerns one: when the hold ends."""
    counterpart: str
    """Public id of the other member of a transfer, merge or move; empty once there is none."""
    actor: str
    recorded_at: int


def last_movements(account_id: int, limit: int) -> tuple[Movement, ...]:
    """The last transactions, latest first."""
    return _read("t.account_id = %s ORDER BY t.seq DESC LIMIT %s", [account_id, limit])


def movements_before(account_id: int, before: int | None, limit: int) -> tuple[Movement, ...]:
    """The transactions before one, or the last ones, latest first."""
    if before is None:
        return last_movements(account_id, limit)
    return _read("t.account_id = %s AND t.seq < %s ORDER BY t.seq DESC LIMIT %s", [account_id, before, limit])


def movements_of_command(account_id: int, seq: int) -> tuple[Movement, ...]:
    """The transactions of the command that wrote one of them, earliest first; what was due before it included."""
    return _read(
        "t.account_id = %s"
        " AND t.seq > (SELECT coalesce(max(e.seq), 0) FROM journal e WHERE e.account_id = %s AND e.seq < %s)"
        " AND t.seq <= (SELECT coalesce(min(e.seq), 0) FROM journal e WHERE e.account_id = %s AND e.seq >= %s)"
        " ORDER BY t.seq",
        [account_id, account_id, seq, account_id, seq],
    )


def movements_since(account_id: int, seq: int) -> tuple[Movement, ...]:
    """The transactions after one, earliest first."""
    return _read("t.account_id = %s AND t.seq > %s ORDER BY t.seq", [account_id, seq])


def judged_before(account_id: int, order: int, seq: int) -> str:
    """Why an order gave what it gave, as it was judged last before a transaction; empty if it had not been."""
    rows = fetch(
        "SELECT why FROM ledger_transaction WHERE account_id = %s AND (seq = %s OR origin_seq = %s) AND seq < %s"
        " AND why <> '' ORDER BY seq DESC LIMIT 1",
        [account_id, order, order, seq],
    )
    return str(rows[0][0]) if rows else ""


def references(account_id: int, seqs: Sequence[int]) -> dict[int, str]:
    """What other systems call some transactions, by sequence number, where they said so."""
    if not seqs:
        return {}
    rows = fetch(
        f"SELECT seq, reference FROM transaction_text WHERE account_id = %s AND seq IN ({placeholders(seqs)})",
        [account_id, *seqs],
    )
    return {seq: reference for seq, reference in rows if reference}


def causes_of_debt(account_id: int) -> dict[str, tuple[Movement, ...]]:
    """By wallet with a debt: the transactions that it comes from, since nothing was owed last, earliest first."""
    rows = fetch(
        "SELECT e.wallet_type, t.seq, sum(CASE WHEN e.from_account = 'debt' THEN e.amount ELSE -e.amount END)"
        " FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id"
        " WHERE t.account_id = %s AND 'debt' IN (e.from_account, e.to_account)"
        " GROUP BY e.wallet_type, t.seq ORDER BY e.wallet_type, t.seq",
        [account_id],
    )
    owed: dict[str, int] = {}
    causes: dict[str, list[int]] = {}
    for wallet, seq, more in rows:
        owed[wallet] = owed.get(wallet, 0) + int(more)
        if not owed[wallet]:
            causes[wallet] = []
        elif more > 0:
            causes.setdefault(wallet, []).append(seq)
    return {wallet: _of_seqs(account_id, seqs) for wallet, seqs in causes.items() if seqs}


def unwritten(transaction: Transaction, purchase: Purchase, *, known_as: int) -> Movement:
    """A transaction of a purchase that was decided and not written, as its movement would be."""
    is_purchase = transaction.seq == known_as
    sums: dict[tuple[str, str, str], int] = {}
    for entry in transaction.entries:
        key = entry.wallet, entry.source, entry.target
        sums[key] = sums.get(key, 0) + entry.amount
    flows = tuple(Flow(*key, amount) for key, amount in sums.items())
    return Movement(
        seq=transaction.seq,
        kind=transaction.kind,
        command="record_purchase" if is_purchase else "",
        reason=transaction.reason,
        effective_at=transaction.effective_at,
        channel=purchase.channel,
        program_version=transaction.program_version,
        changes=_changes(flows),
        flows=flows,
        store=purchase.store,
        reference="",
        note="",
        net=goods(purchase) if is_purchase else None,
        why=transaction.why,
        besides=changes.from_json(transaction.changes),
        asked=None,
        origin=Origin(known_as, "earn", transaction.effective_at, "") if transaction.origin_seq == known_as else None,
        ends_at=None,
        counterpart="",
        actor="",
        recorded_at=transaction.effective_at,
    )


def _of_seqs(account_id: int, seqs: Sequence[int]) -> tuple[Movement, ...]:
    where = f"t.account_id = %s AND t.seq IN ({placeholders(seqs)}) ORDER BY t.seq"
    return _read(where, [account_id, *seqs])


_TRANSACTIONS = """
    SELECT t.id, t.seq, t.kind, j.kind, t.reason, t.effective_at, t.channel, t.program_version, t.why, t.counterpart,
           p.store, p.net, coalesce(r.reference, x.reference, ''), coalesce(x.note, ''), h.ends_at,
           t.actor, t.recorded_at, t.changes,
           CASE WHEN j.kind IN ('record_event', 'choose_conversion', 'grant_tier') THEN j.body END,
           o.seq, o.kind, o.effective_at, coalesce(pr.reference, ox.reference, '')
      FROM ledger_transaction t
      LEFT JOIN journal j ON j.account_id = t.account_id AND j.known_as = t.seq
      LEFT JOIN purchase p ON p.id = j.purchase_id
      LEFT JOIN purchase_reference r ON r.purchase_id = j.purchase_id
      LEFT JOIN transaction_text x ON x.account_id = t.account_id AND x.seq = t.seq
      LEFT JOIN ledger_transaction o ON o.account_id = t.account_id AND o.seq = t.origin_seq
      LEFT JOIN journal oj ON oj.account_id = o.account_id AND oj.known_as = o.seq
      LEFT JOIN purchase_reference pr ON pr.purchase_id = oj.purchase_id
      LEFT JOIN transaction_text ox ON ox.account_id = t.account_id AND ox.seq = t.origin_seq
      LEFT JOIN hold h ON h.account_id = t.account_id AND h.seq = CASE t.kind WHEN 'hold' THEN t.seq ELSE o.seq END
     WHERE """


def _read(where: str, parameters: Sequence[Any]) -> tuple[Movement, ...]:
    rows = fetch(_TRANSACTIONS + where, parameters)
    flows = _flows([row[0] for row in rows])
    others = _public_ids({row[9] for row in rows if row[9]})
    return tuple(
        Movement(
            seq=seq,
            kind=kind,
            command=command or "",
            reason=reason,
            effective_at=effective_at,
            channel=channel,
            program_version=version,
            changes=_changes(flows.get(id_, ())),
            flows=flows.get(id_, ()),
            store=store or "",
            reference=reference,
            note=note,
            net=net,
            why=why,
            besides=changes.from_json(changed),
            asked=_asked(body),
            origin=Origin(*origin) if origin[0] is not None else None,
            ends_at=ends_at,
            counterpart=others.get(counterpart, ""),
            actor=actor,
            recorded_at=recorded_at,
        )
        for id_, seq, kind, command, reason, effective_at, channel, version, why, counterpart, *rest in rows
        for store, net, reference, note, ends_at, actor, recorded_at, changed, body, *origin in [rest]
    )


def _asked(body: bytes | None) -> Asked | None:
    command = from_body(bytes(body)) if body is not None else None
    return command if isinstance(command, Asked) else None


def _flows(transaction_ids: Sequence[int]) -> dict[int, tuple[Flow, ...]]:
    if not transaction_ids:
        return {}
    rows = fetch(
        "SELECT transaction_id, wallet_type, from_account, to_account, sum(amount) FROM ledger_entry"
        f" WHERE transaction_id IN ({placeholders(transaction_ids)})"
        " GROUP BY transaction_id, wallet_type, from_account, to_account ORDER BY transaction_id, min(n)",
        transaction_ids,
    )
    flows: dict[int, tuple[Flow, ...]] = {}
    for transaction_id, wallet, source, target, amount in rows:
        flows[transaction_id] = (*flows.get(transaction_id, ()), Flow(wallet, source, target, int(amount)))
    return flows


def _changes(flows: Iterable[Flow]) -> dict[str, int]:
    changes: dict[str, int] = {}
    for flow in flows:
        came = (flow.target in BUCKETS) - (flow.source in BUCKETS)
        changes[flow.wallet] = changes.get(flow.wallet, 0) + came * flow.amount
    return changes


def _public_ids(account_keys: Iterable[str]) -> dict[str, str]:
    """Public ids of members by their account's own key in hexadecimal."""
    keys = [bytes.fromhex(key) for key in sorted(account_keys)]
    if not keys:
        return {}
    rows = fetch(
        "SELECT a.key, m.public_id FROM account a JOIN member m ON m.account_id = a.id"
        f" WHERE a.key IN ({placeholders(keys)})",
        keys,
    )
    return {bytes(key).hex(): public_id for key, public_id in rows}
