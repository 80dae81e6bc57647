"""One earlier transaction of an account with what came of it: what a return or a restoration starts from."""

from __future__ import annotations

from collections.abc import Sequence

from setia.engine.commands import (
    CelebrateBirthday,
    ClaimPurchase,
    EditPurchase,
    MoveIn,
    RecordEvent,
    Return,
    ReturnOut,
    from_body,
)
from setia.engine.commands.events import event_of
from setia.engine.ledger.entries import Entry
from setia.engine.ledger.past import Judgement, Past, Refund
from setia.engine.purchase import Purchase, from_bytes
from setia.engine.rules.facts import Event
from setia.engine.rules.verdict import from_json
from setia.storage.keys import placeholders
from setia.storage.streaming import fetch


def load_past(account_id: int, seq: int) -> Past | None:
    """The transaction, its entries and those of every transaction that names it as origin; None if there is none."""
    headers = fetch(
        f"SELECT t.id, t.kind, t.effective_at, t.recorded_at, t.program_version, t.counterpart, {_COMMAND}"
        " FROM ledger_transaction t WHERE t.account_id = %s AND t.seq = %s",
        [account_id, seq],
    )
    if not headers:
        return None
    id_, kind, effective_at, recorded_at, version, counterpart, command = headers[0]
    entries = fetch(f"SELECT {_ENTRY} FROM ledger_entry e WHERE e.transaction_id = %s ORDER BY e.n", [id_])
    since = fetch(
        f"SELECT t.kind, {_ENTRY} FROM ledger_transaction t JOIN ledger_entry e ON e.transaction_id = t.id"
        " WHERE t.account_id = %s AND t.origin_seq = %s ORDER BY t.seq, e.n",
        [account_id, seq],
    )
    order = _order(account_id, seq)
    return Past(
        seq=seq,
        kind=kind,
        effective_at=effective_at,
        recorded_at=recorded_at,
        program_version=version,
        entries=tuple(Entry(*columns) for columns in entries),
        since=tuple((later_kind, Entry(*columns)) for later_kind, *columns in since),
        counterpart=counterpart,
        command=command or "",
        purchase=order.purchase,
        refunds=tuple(order.refunds),
        judgements=_judgements(account_id, seq) if order.is_judged else (),
        order_key=order.key,
        event=order.event,
    )


class _Order:
    """An order as the commands about it leave it."""

    def __init__(self) -> None:
        self.purchase: Purchase | None = None
        self.refunds: list[Refund] = []
        self.key = ""
        self.event: Event | None = None

    @property
    def is_judged(self) -> bool:
        """Whether rules have judged it."""
        return self.purchase is not None or self.event is not None


def _order(account_id: int, seq: int) -> _Order:
    """From the command that wrote the transaction, and those since that changed the order.

    A command may also have booked something due of what the transaction was: then it is about something else.
    """
    order = _Order()
    rows = fetch(
        "SELECT j.kind, j.known_as, j.body, p.body, j.natural_key"
        " FROM journal j LEFT JOIN purchase p ON p.id = j.purchase_id"
        " WHERE j.account_id = %s AND j.seq IN (SELECT"
        "  (SELECT min(c.seq) FROM journal c WHERE c.account_id = t.account_id AND c.seq >= t.seq)"
        "  FROM ledger_transaction t WHERE t.account_id = %s AND (t.seq = %s OR t.origin_seq = %s)) ORDER BY j.seq",
        [account_id, account_id, seq, seq],
    )
    for kind, known_as, body, purchase_body, natural_key in rows:
        if kind == "record_purchase" and known_as == seq and purchase_body is not None:
            order.purchase, order.key = from_bytes(bytes(purchase_body)), bytes(natural_key or b"").hex()
        elif kind in _ABOUT_ORDERS and body is not None:
            command = from_body(bytes(body))
            if isinstance(command, ClaimPurchase | MoveIn) and known_as == seq:
                order.purchase, order.refunds = command.purchase, list(command.refunds)
                order.key = command.order_key
            elif isinstance(command, RecordEvent | CelebrateBirthday) and known_as == seq:
                order.event = event_of(command)
            elif isinstance(command, EditPurchase) and command.order == seq:
                order.purchase = command.purchase
            elif isinstance(command, Return | ReturnOut) and command.purchase == seq:
                order.refunds.append(command.refund)
    return order


_ABOUT_ORDERS = frozenset(
    {"claim_purchase", "move_in", "edit_purchase", "return", "return_out", "record_event", "celebrate_birthday"}
)


def _judgements(account_id: int, seq: int) -> tuple[Judgement, ...]:
    rows = fetch(
        f"SELECT {_COMMAND}, t.program_version, t.why FROM ledger_transaction t"
        " WHERE t.account_id = %s AND (t.seq = %s OR t.origin_seq = %s) AND t.why <> '' ORDER BY t.seq",
        [account_id, seq, seq],
    )
    return tuple(Judgement(command, version, why) for command, version, why in rows)


_COMMAND = "(SELECT j.kind FROM journal j WHERE j.account_id = t.account_id AND j.seq >= t.seq ORDER BY j.seq LIMIT 1)"
"""The kind of the command that wrote a transaction `t`."""

_ENTRY = "e.wallet_type, e.from_account, e.to_account, e.amount, e.lot_no"


def merge_between(source_id: int, target_id: int | None) -> int:
    """The transaction, in the target's history, by which the source became one with it; 0 where that went otherwise.

    The source's last merge must have been that one, and not into somebody who was merged into the target later.
    """
    keys = {id_: bytes(key).hex() for id_, key in fetch(_KEYS, [source_id, target_id])}
    last = fetch(f"{_MERGES} AND j.kind = 'merge_out' ORDER BY t.seq DESC LIMIT 1", [source_id])
    if not last or last[0][1] != keys.get(target_id or 0):
        return 0
    into = f"{_MERGES} AND j.kind = 'merge_in' AND t.counterpart = %s ORDER BY t.seq DESC LIMIT 1"
    rows = fetch(into, [target_id, keys[source_id]])
    return int(rows[0][0]) if rows else 0


_KEYS = "SELECT id, key FROM account WHERE id IN (%s, %s)"
_MERGES = (
    "SELECT t.seq, t.counterpart FROM journal j"
    " JOIN ledger_transaction t ON t.account_id = j.account_id AND t.seq = j.known_as WHERE j.account_id = %s"
)


def over_returned(places: Sequence[tuple[int, int]]) -> frozenset[tuple[int, int]]:
    """Of returns, by account and transaction, those that brought back more than was bought.

    Why is said by the last transaction of what a return has moved: the first from the return on that says any.
    """
    if not places:
        return frozenset()
    accounts = sorted({account_id for account_id, _ in places})
    rows = fetch(
        f"SELECT account_id, seq, why FROM ledger_transaction WHERE account_id IN ({placeholders(accounts)})"
        " AND seq >= %s AND why <> '' ORDER BY account_id, seq",
        [*accounts, min(seq for _, seq in places)],
    )
    found = set()
    for account_id, return_seq in places:
        said = next((why for id_, seq, why in rows if id_ == account_id and seq >= return_seq), "")
        if said and from_json(said).over_returned:
            found.add((account_id, return_seq))
    return frozenset(found)
