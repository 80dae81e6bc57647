"""What accounts have besides units: counters, issued rewards, facts; and what all share: budgets, stock, codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from django.db import connection
from msgspec import Struct

from setia.engine.ledger.issued import Issued
from setia.engine.ledger.state import Counter
from setia.storage import among
from setia.storage.keys import keyed_hash, placeholders
from setia.storage.rows import insert_new, update, upsert
from setia.storage.streaming import fetch

REWARD_COLUMNS = "account_id, no, reward, issued_at, expires_at, state, seq, order_seq, worth, used_for, code"
"""In the order of `Issued`, after the account."""


class Shared(Struct):
    """What all members together have used, as locked by this transaction."""

    budgets: dict[str, int] = {}
    """By `limit@period`, what has been given."""
    taken: dict[str, int] = {}
    """By reward, how many were taken."""
    codes: dict[str, list[str]] = {}
    """By reward, digests of free codes of its pool; only where one was asked for."""


class Spent(Struct):
    """What budgets and stocks have come to."""

    budgets: dict[str, int]
    stock: dict[str, int]

    def add(self, budgets: Mapping[str, int], stock: Mapping[str, int]) -> None:
        """What one command took, or gave back."""
        for into, more in ((self.budgets, budgets), (self.stock, stock)):
            for name, amount in more.items():
                into[name] = into.get(name, 0) + amount
                if not into[name]:
                    del into[name]


class Facts(Struct):
    """Attributes and segments of one member."""

    attributes: dict[str, str] = {}
    segments: tuple[str, ...] = ()


def counters(account_ids: Iterable[int], since: str) -> dict[int, dict[Counter, int]]:
    """Counters without period and those of a year or later, by account."""
    found: dict[int, dict[Counter, int]] = {}
    where, ids = among.ids("account_id", sorted(set(account_ids)))
    sql = f"SELECT account_id, name, period, amount FROM counter WHERE {where} AND (period = '' OR period >= %s)"
    for account_id, name, period, amount in fetch(sql, [*ids, since]):
        found.setdefault(account_id, {})[name, period] = amount
    return found


def all_counters(account_id: int) -> dict[Counter, int]:
    """Every counter of one account."""
    return counters([account_id], "").get(account_id, {})


def open_rewards(account_ids: Iterable[int]) -> dict[int, dict[int, Issued]]:
    """Issued rewards that can still be used or end, by account and number."""
    wanted = sorted(set(account_ids))
    if not wanted:
        return {}
    where, ids = among.ids("account_id", wanted)
    return _rewards(f"state = 'issued' AND {where}", ids)


def one_reward(account_id: int, no: int) -> dict[int, Issued]:
    """One reward by its number, in whatever state."""
    return _rewards("account_id = %s AND no = %s", [account_id, no]).get(account_id, {})


def rewards_of_order(account_id: int, seq: int, order_key: str) -> dict[int, Issued]:
    """Rewards that an order gave, or a merge brought, and those that were used on it."""
    found = _rewards("account_id = %s AND (order_seq = %s OR seq = %s)", [account_id, seq, seq]).get(account_id, {})
    if order_key:
        found.update(_rewards("account_id = %s AND used_for = %s", [account_id, order_key]).get(account_id, {}))
    return found


def all_rewards(account_id: int) -> dict[int, Issued]:
    """Every reward that one account was ever given."""
    return _rewards("account_id = %s", [account_id]).get(account_id, {})


State = Literal["issued", "used", "expired", "cancelled"]


def some_rewards(account_id: int, state: State | None, now: int, after: int, most: int) -> list[Issued]:
    """So many rewards of one account in order of their numbers, after one; of one state if wished.

    One whose end has come counts as expired, whether or not that has been booked.
    """
    where = "account_id = %s AND no > %s"
    parameters: list[Any] = [account_id, after]
    if state == "expired":
        where += " AND (state = 'expired' OR (state = 'issued' AND expires_at <= %s))"
        parameters.append(now)
    elif state == "issued":
        where += " AND state = 'issued' AND (expires_at IS NULL OR expires_at > %s)"
        parameters.append(now)
    elif state is not None:
        where += " AND state = %s"
        parameters.append(state)
    found = _rewards(f"{where} ORDER BY no LIMIT %s", [*parameters, most]).get(account_id, {})
    return list(found.values())


def facts(account_ids: Iterable[int]) -> dict[int, Facts]:
    """Attributes and segments by account, names in order."""
    found: dict[int, Facts] = {}
    where, ids = among.ids("account_id", sorted(set(account_ids)))
    rows = fetch(
        f"SELECT account_id, kind, name, value FROM member_fact WHERE {where} ORDER BY account_id, kind, name", ids
    )
    for account_id, kind, name, value in rows:
        mine = found.setdefault(account_id, Facts({}, ()))
        if kind == "attribute":
            mine.attributes[name] = value
        else:
            mine.segments = (*mine.segments, name)
    return found


def lock_shared(program_id: int, budgets: Iterable[str], stock: Iterable[str]) -> Shared:
    """Lock rows of budgets and stock in order, making those that are not there yet (ledger 4.16)."""
    shared = Shared({}, {}, {})
    for table, name, amount, wanted, into in (
        ("budget", "name", "used", sorted(set(budgets)), shared.budgets),
        ("stock", "reward", "taken", sorted(set(stock)), shared.taken),
    ):
        if not wanted:
            continue
        insert_new(table, f"program_id, {name}, {amount}", [(program_id, one, 0) for one in wanted])
        for_update = "" if connection.vendor == "sqlite" else " FOR UPDATE"
        rows = fetch(
            f"SELECT {name}, {amount} FROM {table} WHERE program_id = %s AND {name} IN ({placeholders(wanted)})"
            f" ORDER BY {name}{for_update}",
            [program_id, *wanted],
        )
        into.update(rows)
    return shared


def spent(program_id: int) -> Spent:
    """What budgets and stocks have come to, those that came to nothing left out."""
    return Spent(
        dict(fetch("SELECT name, used FROM budget WHERE program_id = %s AND used <> 0", [program_id])),
        dict(fetch("SELECT reward, taken FROM stock WHERE program_id = %s AND taken <> 0", [program_id])),
    )


def codes_agree(account_id: int) -> bool:
    """Whether every reward of an account is found by its own code."""
    rows = fetch(
        "SELECT a.key, r.no, r.code_hash FROM issued_reward r JOIN account a ON a.id = r.account_id"
        " WHERE r.account_id = %s",
        [account_id],
    )
    return all(bytes(found or b"") == hash_of_code(code_of(bytes(key), no)) for key, no, found in rows)


def free_codes(program_id: int, reward: str, count: int) -> list[str]:
    """Digests of so many free codes of a pool, fewer where there are fewer; the stock row's lock keeps others off."""
    rows = fetch(
        "SELECT digest FROM pool_code WHERE program_id = %s AND reward = %s AND NOT taken ORDER BY digest LIMIT %s",
        [program_id, reward, count],
    )
    return [digest for (digest,) in rows]


def charge(
    program_id: int, budgets: Mapping[str, int], taken: Mapping[str, int], codes: Sequence[tuple[str, str]]
) -> None:
    """Write what budgets, stocks and pools have come to; their rows are locked, and so there."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE budget SET used = used + %s WHERE program_id = %s AND name = %s",
            [(more, program_id, name) for name, more in sorted(budgets.items()) if more],
        )
        cursor.executemany(
            "UPDATE stock SET taken = taken + %s WHERE program_id = %s AND reward = %s",
            [(more, program_id, reward) for reward, more in sorted(taken.items()) if more],
        )
    update("pool_code", "taken", "program_id, reward, digest", [(True, program_id, *code) for code in codes])


def save_counters(found: Mapping[int, Mapping[Counter, int]]) -> None:
    """Write counters as they now stand."""
    rows = [(id_, *counter, amount) for id_, of_account in found.items() for counter, amount in of_account.items()]
    upsert("counter", "account_id, name, period, amount", "account_id, name, period", rows)


def save_rewards(found: Mapping[int, Mapping[int, Issued]]) -> None:
    """Write rewards as they now stand; a new one gets the hash by which its code is found."""
    rows: list[tuple[Any, ...]] = []
    changed = [account_id for account_id, of_account in found.items() if of_account]
    keys = _account_keys(changed) if changed else {}
    for account_id in changed:
        for one in found[account_id].values():
            columns = (one.no, one.reward, one.issued_at, one.expires_at, one.state, one.seq, one.order, one.worth)
            code_hash = hash_of_code(code_of(keys[account_id], one.no))
            rows.append((account_id, *columns, one.used_for, one.code, code_hash))
    upsert("issued_reward", f"{REWARD_COLUMNS}, code_hash", "account_id, no", rows, "state, used_for, expires_at")


def save_attributes(found: Mapping[int, Mapping[str, str]]) -> None:
    """Write attributes as they now stand."""
    rows = [(id_, "attribute", name, value) for id_, of_account in found.items() for name, value in of_account.items()]
    upsert("member_fact", "account_id, kind, name, value", "account_id, kind, name", rows)


def take_attributes(account_id: int, names: Sequence[str]) -> None:
    """Forget attributes of one account."""
    if names:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM member_fact WHERE account_id = %s AND kind = 'attribute'"
                f" AND name IN ({placeholders(names)})",
                [account_id, *names],
            )


CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 16
"""80 bits: beyond guessing, short enough to read out."""


def code_of(account_key: bytes, no: int) -> str:
    """The code of an issued reward: the same whenever it is asked for, and stored nowhere."""
    number = int.from_bytes(keyed_hash(account_key, "reward code", str(no)), "big")
    letters = []
    for _ in range(CODE_LENGTH):
        number, letter = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[letter])
    return "".join(letters)


def hash_of_code(code: str) -> bytes:
    """What is stored of a code, so that a till's code finds its reward."""
    return keyed_hash(b"setia reward code", code)


def _account_keys(account_ids: Iterable[int]) -> dict[int, bytes]:
    where, ids = among.ids("id", sorted(set(account_ids)))
    return {id_: bytes(key) for id_, key in fetch(f"SELECT id, key FROM account WHERE {where}", ids)}


def _rewards(where: str, parameters: list[Any]) -> dict[int, dict[int, Issued]]:
    found: dict[int, dict[int, Issued]] = {}
    for account_id, *columns in fetch(f"SELECT {REWARD_COLUMNS} FROM issued_reward WHERE {where}", parameters):
        found.setdefault(account_id, {})[columns[0]] = Issued(*columns)
    return found
