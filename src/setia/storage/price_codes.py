"""Codes of price rules: found by their keyed hash, kept for baskets, used, and free again (ledger 4.16, 4.17).

Whoever takes codes locks them first, in one order, and after the basket that they are for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from msgspec import Struct

from setia.engine.orders import nothing_left, remaining
from setia.engine.price_codes import WITHDRAWN, PriceCode, Standing
from setia.storage import keys, orders
from setia.storage.history import load_past
from setia.storage.keys import keyed_hash, placeholders
from setia.storage.rows import insert_new, update
from setia.storage.streaming import fetch

ORDERS_MAX = 100
"""Orders of one code that are looked at for whether they came back, so that nobody holds its lock for long."""


class Kept(Struct, frozen=True):
    """A code with what has become of it so far."""

    code: PriceCode
    standing: Standing


def plain(text: str) -> str:
    """A code without what people add when they type it."""
    return "".join(text.upper().split()).replace("-", "")


def digest_of(program_key: bytes, text: str) -> str:
    """What is kept of a code."""
    return keyed_hash(program_key, "price code", plain(text)).hex()


def add(program_id: int, codes: Sequence[PriceCode], by: tuple[str, int]) -> int:
    """Keep new codes, made by somebody at an instant; returns how many of them are new. Call it in a transaction."""
    digests = [one.digest for one in codes]
    before = sum(len(_rows(program_id, digests[i : i + keys.CHUNK])) for i in range(0, len(digests), keys.CHUNK))
    actor, now = by
    insert_new(
        "price_code",
        "program_id, digest, rule, uses, per_member, account_id, begins_at, ends_at, used, created_at, created_by",
        [(program_id, *(getattr(one, field) for field in _FIELDS), 0, now, actor) for one in codes],
    )
    return len(codes) - before


def look(
    program_id: int, digests: Iterable[str], now: int, account_id: int | None = None, *, lock: bool = False
) -> dict[str, Kept]:
    """Codes as they stand for a member, by digest; locked until the transaction ends, where they are to be taken."""
    rows = _rows(program_id, sorted(set(digests)), lock=lock)
    return {row[0]: _standing(_Asking(program_id, account_id, now, lock), row) for row in rows}


def withdraw(program_id: int, digests: Iterable[str], now: int) -> int:
    """Take codes back that have not ended; who holds one keeps it. Returns how many that changes."""
    wanted = sorted(set(digests))
    if not wanted:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE price_code SET ends_at = %s"
            f" WHERE program_id = %s AND digest IN ({placeholders(wanted)}) AND (ends_at IS NULL OR ends_at > %s)",
            [WITHDRAWN, program_id, *wanted, now],
        )
        return int(cursor.rowcount)


def reserve(program_id: int, basket_id: int, digests: Iterable[str], until: int) -> None:
    """Keep codes for a basket; they must be locked, and free."""
    rows = [(program_id, one, basket_id, "reserved", until) for one in sorted(set(digests))]
    insert_new("price_code_use", "program_id, digest, basket_id, state, until", rows)


def lock_of(program_id: int, basket_id: int) -> list[str]:
    """The codes that a basket keeps, locked."""
    rows = fetch("SELECT digest FROM price_code_use WHERE basket_id = %s AND state = 'reserved'", [basket_id])
    digests = sorted(digest for (digest,) in rows)
    _rows(program_id, digests, lock=True)
    return digests


def use(program_id: int, basket_id: int, digests: Sequence[str], order_key: bytes) -> None:
    """The codes that a basket keeps are used, for this order. They must be locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE price_code_use SET state = 'used', order_key = %s WHERE basket_id = %s AND state = 'reserved'",
            [order_key, basket_id],
        )
    _count(program_id, [(1, digest) for digest in digests])


def give_up(basket_id: int) -> None:
    """The codes that a basket keeps are free."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE price_code_use SET state = 'released' WHERE basket_id = %s AND state = 'reserved'", [basket_id]
        )


def _count(program_id: int, more: Sequence[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE price_code SET used = used + %s WHERE program_id = %s AND digest = %s",
            [(by, program_id, digest) for by, digest in more],
        )


_FIELDS = ("digest", "rule", "uses", "per_member", "account_id", "begins_at", "ends_at")
_COLUMNS = f"{', '.join(_FIELDS)}, used, given_back_at"


class _Asking(Struct, frozen=True):
    """Who asks about codes, and whether he holds them locked."""

    program_id: int
    account_id: int | None
    now: int
    lock: bool


def _rows(program_id: int, digests: Sequence[str], *, lock: bool = False) -> list[tuple[Any, ...]]:
    if not digests:
        return []
    for_update = " FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
    return fetch(
        f"SELECT {_COLUMNS} FROM price_code WHERE program_id = %s AND digest IN ({placeholders(digests)})"
        f" ORDER BY digest{for_update}",
        [program_id, *digests],
    )


def _standing(asking: _Asking, row: tuple[Any, ...]) -> Kept:
    *fields, used, back_at = row
    code = PriceCode(**dict(zip(_FIELDS, fields, strict=True)))
    mine = 0 if code.per_member is None else _by_member(asking, code.digest)
    is_full = code.uses is not None and used >= code.uses
    is_full = is_full or (code.per_member is not None and mine >= code.per_member)
    if is_full and (back := _given_back(asking.program_id, code.digest)):
        if asking.lock:
            _free(asking.program_id, code.digest, back)
        used, back_at = used - len(back), max(at for _, at in back)
        mine = 0 if code.per_member is None else _by_member(asking, code.digest, {basket_id for basket_id, _ in back})
    [(reserved, free_at)] = fetch(
        "SELECT count(*), min(until) FROM price_code_use"
        " WHERE program_id = %s AND digest = %s AND state = 'reserved' AND until > %s",
        [asking.program_id, code.digest, asking.now],
    )
    return Kept(code, Standing(used, reserved, free_at or 0, mine, back_at))


def _by_member(asking: _Asking, digest: str, but_not: Collection[int] = ()) -> int:
    """How many baskets of a member, or of who was merged into him, have used a code or hold it."""
    rows = fetch(
        "SELECT u.basket_id FROM price_code_use u"
        " JOIN basket b ON b.id = u.basket_id JOIN account a ON a.id = b.account_id"
        " WHERE u.program_id = %s AND u.digest = %s AND coalesce(a.alias_of, a.id) = %s"
        " AND (u.state = 'used' OR (u.state = 'reserved' AND u.until > %s))",
        [asking.program_id, digest, asking.account_id, asking.now],
    )
    return sum(basket_id not in but_not for (basket_id,) in rows)


def _given_back(program_id: int, digest: str) -> list[tuple[int, int]]:
    """Baskets on whose orders a code was used and which came back whole, each with when that was."""
    rows = fetch(
        "SELECT basket_id, order_key FROM price_code_use WHERE program_id = %s AND digest = %s AND state = 'used'"
        " ORDER BY basket_id DESC LIMIT %s",
        [program_id, digest, ORDERS_MAX],
    )
    found = keys.accepted(bytes(order_key) for _, order_key in rows)
    back = []
    for basket_id, order_key in rows:
        accepted = found.get(bytes(order_key))
        at = _came_back_at(program_id, bytes(order_key), accepted) if accepted is not None else None
        if at is not None:
            back.append((int(basket_id), at))
    return back


def _came_back_at(program_id: int, order_key: bytes, accepted: keys.Accepted) -> int | None:
    """When the last of an order came back; None while something of it has not."""
    account_id, seq = accepted.booked_in, accepted.seq
    if account_id is None or seq is None:  # a guest's: what came back of it waits until somebody claims it
        sale, came = orders.guest_sale(order_key), orders.waiting_for(program_id, [order_key])
        refunds = tuple(one.command.refund for one in came)
        over = sale is not None and nothing_left(remaining(sale.purchase, refunds), sale.purchase)
        return max((one.received_at for one in came), default=None) if over else None
    past = load_past(account_id, seq)
    if past is None or past.purchase is None:
        return None
    if not nothing_left(remaining(past.purchase, past.refunds), past.purchase):
        return None
    sql = "SELECT max(recorded_at) FROM ledger_transaction WHERE account_id = %s AND (seq = %s OR origin_seq = %s)"
    return int(fetch(sql, [account_id, seq, seq])[0][0])


def _free(program_id: int, digest: str, back: Sequence[tuple[int, int]]) -> None:
    """Note that orders came back, so that they are not looked at again. The code must be locked."""
    update(
        "price_code_use",
        "state",
        "program_id, digest, basket_id",
        [("given_back", program_id, digest, basket_id) for basket_id, _ in back],
    )
    _count(program_id, [(-len(back), digest)])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE price_code SET given_back_at = %s WHERE program_id = %s AND digest = %s",
            [max(at for _, at in back), program_id, digest],
        )
