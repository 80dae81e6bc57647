"""Accounts as the batches before left them, kept by one import so that they are not read again and again.

What is kept of an account holds as long as its stored head is the one it was kept with: whatever is written to an
account moves its head. So nobody has to say what others have written, and a batch that was undone forgets itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from setia.engine.ledger.state import Account, Needs
from setia.services.gathering import sees
from setia.storage import loading

ACCOUNTS_MAX = 4_000
"""So many are kept, those used last: 13 kB each after thirty purchases, and so some 50 MB in all."""


class Kept:
    """Those of one import; of other batches none."""

    def __init__(self, most: int = ACCOUNTS_MAX) -> None:
        self._most = most
        self._accounts: dict[int, tuple[Account, Needs]] = {}
        """Each with what is known of it beyond its head."""

    def lock(self, account_ids: Iterable[int], *, skip_busy: bool) -> dict[int, Account]:
        """Lock accounts and load the heads of those that are not kept, or have been written to by somebody else."""
        if not self._accounts:
            return loading.lock_heads(account_ids, skip_busy=skip_busy)
        mine = {id_: self._accounts[id_][0] for id_ in account_ids if id_ in self._accounts}
        return loading.lock_heads(account_ids, skip_busy=skip_busy, known=mine)

    def fill(self, accounts: dict[int, Account], wanted: Mapping[int, Needs]) -> dict[int, Needs]:
        """Put into accounts what their commands need, where that is not kept. Returns what then is known of each."""
        known: dict[int, Needs] = {}
        missing: dict[int, Needs] = {}
        for id_, need in wanted.items():
            account, (kept, of_kept) = accounts[id_], self._accounts.get(id_, _NOTHING)
            if account.head != kept.head or not sees(account, of_kept, need, touched=True):
                known[id_] = missing[id_] = need
                continue
            known[id_] = of_kept
            if account.complete and not need.open_lots:
                known[id_] = msgspec.structs.replace(of_kept, open_lots=False, lots_of=need.lots_of)
                accounts[id_] = _shown(account, known[id_])
        loading.fill(accounts, missing)
        return known

    def keep(self, accounts: Mapping[int, Account], known: Mapping[int, Needs]) -> None:
        """Keep accounts as commands have left them."""
        if not self._most:
            return
        for id_, account in accounts.items():
            self._accounts.pop(id_, None)
            if id_ in known:
                seen = Needs(account.complete, lots_of=account.lots_of, counters_since=known[id_].counters_since)
                self._accounts[id_] = (_shown(account, seen), seen)
        for id_ in list(self._accounts)[: max(0, len(self._accounts) - self._most)]:
            del self._accounts[id_]


_NOTHING = (Account(head=b""), Needs())


def _shown(account: Account, seen: Needs) -> Account:
    """An account as it would be loaded for these needs: without what is over or was asked for by name."""
    lots = {no: lot for no, lot in account.lots.items() if lot.is_open()}
    if seen.open_lots:
        holds = {seq: hold for seq, hold in account.holds.items() if hold.state == "open"}
        rewards = {no: one for no, one in account.rewards.items() if one.state == "issued"}
        return msgspec.structs.replace(account, lots=lots, holds=holds, rewards=rewards, past={})
    wanted = {no: lot for no, lot in lots.items() if lot.wallet in seen.lots_of}
    other: dict[str, dict[int, object]] = {"holds": {}, "rewards": {}, "past": {}}
    return msgspec.structs.replace(account, complete=False, lots_of=seen.lots_of, lots=wanted, **other)
