"""Aliases: whose what comes for a member is, who has been merged away; chains are flat (ledger 4.12)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from setia.storage.models import Member
from setia.storage.streaming import fetch, stream

LAST_MERGES = """
    SELECT a.id, a.alias_of, t.counterpart
      FROM account a
      JOIN journal j ON j.account_id = a.id
       AND j.seq = (SELECT max(m.seq) FROM journal m WHERE m.account_id = a.id AND m.kind = 'merge_out')
      JOIN ledger_transaction t ON t.account_id = a.id AND t.seq = j.known_as
     WHERE a.alias_of IS NOT NULL
"""
"""Every account that has been merged away, whose alias it is, and the key of the one into which it was merged last."""


def save(aliases: dict[int, int | None]) -> None:
    """Accounts that were merged into another one, or, with None, are accounts of their own again.

    Aliases of one that becomes an alias go on to where it went. Those that came along come back when it is itself
    again: whoever had been merged into it, or into what had been.
    """
    for account_id, into in aliases.items():
        with connection.cursor() as cursor:
            if into is not None:
                sql = "UPDATE account SET alias_of = %s WHERE id = %s OR alias_of = %s"
                cursor.execute(sql, [into, account_id, account_id])
                continue
            for id_ in _came_along(account_id):
                cursor.execute("UPDATE account SET alias_of = %s WHERE id = %s", [account_id, id_])
            cursor.execute("UPDATE account SET alias_of = NULL WHERE id = %s", [account_id])


def owner(account_id: int) -> int:
    """The account that has what was an account's: itself, or the one that it was merged into."""
    [(found,)] = fetch("SELECT coalesce(alias_of, id) FROM account WHERE id = %s", [account_id])
    return int(found)


def wrong() -> Iterator[tuple[int, int]]:
    """Accounts that are not an alias of the one to which their merges, one after the other, lead; and that one."""
    merges = fetch(f"{LAST_MERGES} ORDER BY a.id")
    keys = {key for _, _, key in merges}
    named = {bytes(key).hex(): id_ for id_, key in stream("SELECT id, key FROM account") if bytes(key).hex() in keys}
    into = {id_: named.get(key) for id_, _, key in merges}
    for id_, alias_of in fetch("SELECT id, alias_of FROM account WHERE alias_of IS NOT NULL ORDER BY id"):
        if _path(id_, into)[-1] != alias_of:
            yield id_, alias_of


def _came_along(account_id: int) -> list[int]:
    """Aliases of what an account is an alias of, that are so because they had been merged into it."""
    [(root,)] = fetch("SELECT alias_of FROM account WHERE id = %s", [account_id])
    if root is None:
        return []
    keys = fetch("SELECT id, key FROM account WHERE alias_of = %s OR id = %s", [root, root])
    named = {bytes(key).hex(): id_ for id_, key in keys}
    into = {id_: named.get(key) for id_, _, key in fetch(f"{LAST_MERGES} AND a.alias_of = %s", [root])}
    return [id_ for id_ in into if account_id in _path(id_, into)]


def _path(id_: int, into: dict[int, int | None]) -> list[int | None]:
    """Where merges lead from an account, one after the other."""
    path: list[int | None] = []
    at: int | None = id_
    while at in into and len(path) <= len(into):
        at = into[at]
        path.append(at)
    return path or [None]


def now_known_as(member_id: int) -> Member | None:
    """A member; of one who was merged into another, the other. None where there is no such member."""
    root = "SELECT coalesce(a.alias_of, a.id) FROM account a JOIN member m ON m.account_id = a.id WHERE m.id = %s"
    return Member.objects.filter(account_id__in=[id_ for (id_,) in fetch(root, [member_id])]).first()
