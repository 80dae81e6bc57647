"""Loading accounts for decisions: heads first, then exactly what the engine names. A fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection
from msgspec import Struct

from setia.engine.ledger import progress
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account, Needs
from setia.storage import among, besides
from setia.storage.history import load_past
from setia.storage.keys import placeholders
from setia.storage.streaming import fetch

# In the order of `Lot`, after the account.
LOT_COLUMNS = (
    "account_id, no, wallet_type, origin_seq, earned_at, active_at, expires_at, amount, program_version, funding,"
    " pending, free, held, spent, expired, reversed, transferred, debt_repaid"
)


WALLET_COLUMNS = "pending, available, held, debt, idle_at, paused_at"
"""In the order of `Wallet`."""


def lock_heads(
    account_ids: Iterable[int], *, skip_busy: bool = False, known: Mapping[int, Account] | None = None
) -> dict[int, Account]:
    """Lock accounts in order of id and load their heads and wallets, without lots.

    With `skip_busy` those that another transaction has locked are left out, instead of being waited for. On SQLite
    the transaction already holds the only write lock. Of a `known` account whose head is the stored one nothing more
    is read: the head follows from all that was ever written to it. It comes with whatever it knows.
    """
    lock = " FOR UPDATE SKIP LOCKED" if skip_busy else " FOR UPDATE"
    return _heads(account_ids, "" if is_alone() else lock, known or {})


def is_alone() -> bool:
    """Whether nobody else can write while this transaction lasts: on SQLite it holds the only write lock."""
    return bool(connection.vendor == "sqlite")


def read_heads(account_ids: Iterable[int]) -> dict[int, Account]:
    """The same without a lock: for showing, never for deciding."""
    return _heads(account_ids, "", {})


def _heads(account_ids: Iterable[int], for_update: str, known: Mapping[int, Account]) -> dict[int, Account]:
    where, parameters = among.ids("id", sorted(set(account_ids)))
    rows = fetch(
        "SELECT id, status, seq, head_hash, lot_count, recorded_at, next_due_at, progress FROM account"
        f" WHERE {where} ORDER BY id{for_update}",
        parameters,
    )
    heads: dict[int, Account] = {}
    wallets = _wallets([row[0] for row in rows if row[0] not in known or known[row[0]].head != bytes(row[3])])
    for account_id, status, seq, head, lot_count, recorded_at, next_due_at, told in rows:
        mine = wallets.get(account_id)
        if mine is None:
            now = {"status": status, "next_due_at": next_due_at}
            heads[account_id] = msgspec.structs.replace(known[account_id], **now)
            continue
        heads[account_id] = Account(
            head=bytes(head),
            seq=seq,
            lot_count=lot_count,
            recorded_at=recorded_at,
            next_due_at=next_due_at,
            status=status,
            wallets=mine,
            progress=progress.from_json(told),
        )
    return heads


def _wallets(account_ids: Sequence[int]) -> dict[int, dict[str, Wallet]]:
    """By account, of every account that is asked for."""
    wallets: dict[int, dict[str, Wallet]] = {id_: {} for id_ in account_ids}
    if wallets:
        where, parameters = among.ids("account_id", account_ids)
        for account_id, wallet_type, *buckets in fetch(
            f"SELECT account_id, wallet_type, {WALLET_COLUMNS} FROM wallet WHERE {where}", parameters
        ):
            wallets[account_id][wallet_type] = Wallet(*buckets)
    return wallets


def account_keys(account_ids: Iterable[int]) -> dict[int, str]:
    """The accounts' own random keys in hexadecimal: how they name each other in their histories."""
    ids = sorted(set(account_ids))
    if not ids:
        return {}
    where, parameters = among.ids("id", ids)
    rows = fetch(f"SELECT id, key FROM account WHERE {where}", parameters)
    return {id_: bytes(key).hex() for id_, key in rows}


def fill(heads: dict[int, Account], needs: Mapping[int, Needs]) -> None:
    """Put into the heads what their commands need: the second and last round of gathering."""
    open_ids = [id_ for id_, need in needs.items() if need.open_lots]
    lots, holds = open_lots(open_ids), open_holds(open_ids)
    rewards = besides.open_rewards(open_ids)
    some_lots = _lots_of({id_: need.lots_of for id_, need in needs.items() if need.lots_of and not need.open_lots})
    since = {id_: need.counters_since for id_, need in needs.items() if need.counters_since is not None}
    counters = besides.counters(since, min(since.values())) if since else {}
    for account_id, need in needs.items():
        if need == Needs():
            continue
        mine = dict(lots.get(account_id, some_lots.get(account_id, {})))
        set_aside = dict(holds.get(account_id, {}))
        if need.hold and need.hold not in set_aside:
            set_aside.update(_one_hold(account_id, need.hold))
        if need.lots_since is not None:
            mine.update(_lots("account_id = %s AND earned_at >= %s", [account_id, need.lots_since]).get(account_id, {}))
        past = {seq: found for seq in need.past if (found := load_past(account_id, seq)) is not None}
        given = dict(rewards.get(account_id, {}))
        if need.reward and need.reward not in given:
            given.update(besides.one_reward(account_id, need.reward))
        for seq, found in past.items():
            given.update(besides.rewards_of_order(account_id, seq, found.order_key))
        moved = sorted({no for found in past.values() for no in found.lots()} - mine.keys())
        if moved:
            mine.update(lots_by_number(account_id, moved))
        heads[account_id] = msgspec.structs.replace(
            heads[account_id],
            complete=need.open_lots,
            lots_of=need.lots_of,
            lots=mine,
            holds=set_aside,
            past=past,
            rewards=given,
            counters=counters.get(account_id, {}),
        )


def open_lots(account_ids: Iterable[int]) -> dict[int, dict[int, Lot]]:
    """All open lots of these accounts, by account and number."""
    wanted = sorted(set(account_ids))
    if not wanted:
        return {}
    where, parameters = among.ids("account_id", wanted)
    return _lots(f"is_open AND {where}", parameters)


def _lots_of(wanted: Mapping[int, tuple[str, ...]]) -> dict[int, dict[int, Lot]]:
    """Open lots of some wallets, by account: one statement for all accounts that need the same wallets' lots."""
    lots: dict[int, dict[int, Lot]] = {}
    for wallets in {*wanted.values()}:
        where, ids = among.ids("account_id", sorted(id_ for id_, mine in wanted.items() if mine == wallets))
        lots.update(_lots(f"is_open AND {where} AND wallet_type IN ({placeholders(wallets)})", [*ids, *wallets]))
    return lots


def lots_by_number(account_id: int, numbers: Sequence[int]) -> dict[int, Lot]:
    """Some lots of one account, open or not."""
    found = _lots(f"account_id = %s AND no IN ({placeholders(numbers)})", [account_id, *numbers])
    return found.get(account_id, {})


def all_lots(account_id: int) -> dict[int, Lot]:
    """Every lot of one account."""
    return _lots("account_id = %s", [account_id]).get(account_id, {})


class SomeLots(Struct, frozen=True):
    """Which lots of an account are meant."""

    wallet: str = ""
    """Empty: of any."""
    only_open: bool = True
    after: int = 0
    """Those with greater numbers."""


def some_lots(account_id: int, wished: SomeLots, most: int) -> list[Lot]:
    """So many lots of one account at most, in order of their numbers."""
    where = "account_id = %s AND no > %s"
    parameters: list[Any] = [account_id, wished.after]
    if wished.only_open:
        where += " AND is_open"
    if wished.wallet:
        where += " AND wallet_type = %s"
        parameters.append(wished.wallet)
    return list(_lots(f"{where} ORDER BY no LIMIT %s", [*parameters, most]).get(account_id, {}).values())


def all_holds(account_id: int) -> dict[int, Hold]:
    """Every hold of one account."""
    return _holds("h.account_id = %s", [account_id]).get(account_id, {})


def open_holds(account_ids: Iterable[int]) -> dict[int, dict[int, Hold]]:
    """All open holds of these accounts, by account and sequence number."""
    wanted = sorted(set(account_ids))
    if not wanted:
        return {}
    where, parameters = among.ids("h.account_id", wanted)
    return _holds(f"h.state = 'open' AND {where}", parameters)


def some_open_holds(account_id: int, now: int, after: int, most: int) -> list[Hold]:
    """So many holds of one account that have not ended by an instant, in order of their numbers, after one."""
    wanted = (
        "SELECT seq FROM hold WHERE account_id = %s AND state = 'open' AND ends_at > %s AND seq > %s"
        " ORDER BY seq LIMIT %s"
    )
    rows = fetch(wanted, [account_id, now, after, most])
    seqs = [seq for (seq,) in rows]
    found = _holds(f"h.account_id = %s AND h.seq IN ({placeholders(seqs)})", [account_id, *seqs]) if seqs else {}
    return list(found.get(account_id, {}).values())


def accounts_due(program_id: int, horizon: int, after: int, limit: int) -> list[int]:
    """Ids of accounts with something due at or before `horizon`, in order of id, greater than `after`."""
    rows = fetch(
        "SELECT id FROM account WHERE program_id = %s AND next_due_at <= %s AND id > %s ORDER BY id LIMIT %s",
        [program_id, horizon, after, limit],
    )
    return [row[0] for row in rows]


def count_due(program_id: int, horizon: int) -> int:
    """How many accounts have something due at or before `horizon`."""
    sql = "SELECT count(*) FROM account WHERE program_id = %s AND next_due_at <= %s"
    return int(fetch(sql, [program_id, horizon])[0][0])


def _one_hold(account_id: int, seq: int) -> dict[int, Hold]:
    return _holds("h.account_id = %s AND h.seq = %s", [account_id, seq]).get(account_id, {})


def _holds(where: str, parameters: list[Any]) -> dict[int, dict[int, Hold]]:
    rows = fetch(
        "SELECT h.account_id, h.seq, h.wallet_type, h.reference, h.created_at, h.ends_at, h.state, h.captured,"
        " e.lot_no, e.amount FROM hold h"
        " JOIN ledger_transaction t ON t.account_id = h.account_id AND t.seq = h.seq"
        " JOIN ledger_entry e ON e.transaction_id = t.id"
        f" WHERE {where} ORDER BY h.account_id, h.seq, e.n",
        parameters,
    )
    holds: dict[int, dict[int, Hold]] = {}
    for account_id, seq, wallet, reference, created_at, ends_at, state, captured, lot_no, amount in rows:
        of_account = holds.setdefault(account_id, {})
        before = of_account[seq].parts if seq in of_account else ()
        parts = (*before, (lot_no, amount))
        of_account[seq] = Hold(seq, wallet, reference, created_at, ends_at, parts, state, captured)
    return holds


def _lots(where: str, parameters: list[Any]) -> dict[int, dict[int, Lot]]:
    lots: dict[int, dict[int, Lot]] = {}
    for account_id, *columns in fetch(f"SELECT {LOT_COLUMNS} FROM lot WHERE {where}", parameters):
        lots.setdefault(account_id, {})[columns[0]] = Lot(*columns)
    return lots
