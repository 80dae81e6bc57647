"""Recorded purchases with what was known of their members at the till, so that other rules can judge them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from setia.engine.purchase import Purchase, from_bytes
from setia.engine.rules.frame import Frame
from setia.engine.rules.verdict import from_json
from setia.storage.streaming import fetch, stream


class Recorded(Struct, frozen=True):
    """One purchase as it was first recorded for a member."""

    account_id: int
    purchase: Purchase
    frame: Frame


class Asked(Struct, frozen=True):
    """What returns asked members for that they no longer had: owed, or forgiven."""

    wallet: str
    members: int
    units: int


# The last of the transactions of a command that judged something says why.
_PURCHASES = """
    SELECT j.account_id, p.body, t.why
      FROM (SELECT * FROM journal WHERE kind = 'record_purchase' ORDER BY transaction_id DESC LIMIT {most}) j
      JOIN purchase p ON p.id = j.purchase_id AND p.program_id = {program_id}
      JOIN ledger_transaction t ON t.account_id = j.account_id AND t.seq BETWEEN j.known_as AND j.seq AND t.why <> ''
"""

_SHORTFALLS = """
    SELECT e.wallet_type, count(DISTINCT t.account_id), sum(e.amount)
      FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id
      JOIN account a ON a.id = t.account_id AND a.program_id = %s
     WHERE t.kind = 'forgive' OR (t.kind = 'reverse_earn' AND e.from_account = 'debt')
     GROUP BY e.wallet_type
"""


def purchases(program_id: int, most: int) -> Iterator[Recorded]:
    """The purchases recorded last, at most so many, in no order; inside an open transaction."""
    for account_id, body, why in stream(_PURCHASES.format(most=int(most), program_id=int(program_id))):
        yield Recorded(account_id, from_bytes(bytes(body)), from_json(why).frame)


def shortfalls(program_id: int) -> list[Asked]:
    """By wallet, what members no longer had when what had earned it came back."""
    return [Asked(wallet, members, int(units)) for wallet, members, units in fetch(_SHORTFALLS, [program_id])]
