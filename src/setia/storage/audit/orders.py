"""What every order has posted is what its verdicts say that it gives: earned less taken back, to the unit (I6).

From entries and stored verdicts alone: what the program would say is not asked again. Streams transactions in the order
(account, seq), so that memory grows with the orders of one account and not with the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from setia.storage.streaming import stream

_ISSUED = """
    SELECT t.account_id, t.seq, coalesce(t.origin_seq, t.seq), t.why, e.wallet_type, e.from_account, e.amount
      FROM ledger_transaction t
      LEFT JOIN ledger_entry e
        ON e.transaction_id = t.id AND (e.from_account = 'issued' OR e.to_account = 'issued')
     WHERE t.why <> '' OR e.n IS NOT NULL
     ORDER BY t.account_id, t.seq, e.n
"""


class _Row(NamedTuple):
    account_id: int
    seq: int
    order: int
    why: str
    wallet: str | None
    source: str | None
    amount: int


class Imbalance(Struct, frozen=True):
    """An order that has posted something else than its verdicts give: where its account first shows it."""

    account_id: int
    what: str
    expected: str
    found: str


def imbalances() -> Iterator[Imbalance]:
    """The first imbalance of every account that has one, in order of account."""
    rows = (_Row._make(columns) for columns in stream(_ISSUED))
    for account_id, of_account in groupby(rows, key=lambda row: row.account_id):
        orders = _Orders(account_id)
        for seq, of_transaction in groupby(of_account, key=lambda row: row.seq):
            orders.add(seq, list(of_transaction))
        if (found := orders.first or orders.left_over()) is not None:
            yield found


class _Gain(Struct, array_like=True, gc=False):
    wallet: str
    asked: int
    gave: int


class _Verdict(Struct, array_like=True, gc=False):
    rule: msgspec.Raw
    holds: msgspec.Raw
    checks: msgspec.Raw = msgspec.Raw()
    gains: tuple[_Gain, ...] = ()


class _Told(Struct, gc=False):
    """Of a judgement only what it gives: much of the rest is read by nobody here."""

    verdicts: tuple[_Verdict, ...] = ()
    lines: dict[str, tuple[int, ...]] = {}

    def gives(self) -> dict[str, int]:
        sums: dict[str, int] = {}
        for verdict in self.verdicts:
            for gain in verdict.gains:
                sums[gain.wallet] = sums.get(gain.wallet, 0) + gain.gave
        return _some(sums)


_DECODER = msgspec.json.Decoder(_Told)


class _Orders:
    """Those of one account, transaction by transaction."""

    def __init__(self, account_id: int) -> None:
        self._account_id = account_id
        self._posted: dict[int, dict[str, int]] = {}
        self._taken: set[int] = set()
        self._gives: dict[int, dict[str, int]] = {}
        self.first: Imbalance | None = None

    def add(self, seq: int, rows: list[_Row]) -> None:
        """One transaction; where it says why, its order has posted by then what that gives."""
        order, why = rows[0].order, rows[0].why
        posted = self._posted.setdefault(order, {})
        for row in rows:
            if row.wallet is not None:
                issued = row.amount if row.source == "issued" else -row.amount
                posted[row.wallet] = posted.get(row.wallet, 0) + issued
                if issued < 0:
                    self._taken.add(order)
        if not why or self.first is not None:
            return
        try:
            told = _DECODER.decode(why)
        except (msgspec.DecodeError, UnicodeEncodeError):
            self._note(f"transaction {seq}", "verdicts", "unreadable")
            return
        self._gives[order] = told.gives()
        self._compare(order)
        for wallet, units in told.lines.items():
            if sum(units) != self._gives[order].get(wallet, 0):
                self._note(f"lines of order {order}", self._gives[order].get(wallet, 0), sum(units))

    def left_over(self) -> Imbalance | None:
        """What moved since an order was last judged, or was taken back of what nobody judged."""
        for order in self._posted:
            if order in self._gives:
                self._compare(order)
            elif order in self._taken:
                self._note(f"order {order}", "verdicts", "none")
        return self.first

    def _compare(self, order: int) -> None:
        gives, posted = self._gives[order], _some(self._posted[order])
        for wallet in sorted({*gives, *posted}):
            if gives.get(wallet, 0) != posted.get(wallet, 0):
                self._note(f"order {order}, {wallet}", gives.get(wallet, 0), posted.get(wallet, 0))

    def _note(self, what: str, expected: Any, found: Any) -> None:
        self.first = self.first or Imbalance(self._account_id, what, str(expected), str(found))


def _some(sums: dict[str, int]) -> dict[str, int]:
    return {wallet: amount for wallet, amount in sums.items() if amount}
