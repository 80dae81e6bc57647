"""How the journals of a program hang together: which accounts are in a pair, how long each is, what it was given."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from setia.storage import among
from setia.storage.models import Member
from setia.storage.streaming import fetch

FIRST_HALVES = ("transfer_out", "merge_out", "unmerge_out", "move_out", "return_out")
"""Verbs of which another account decides the second half."""


class Extent(Struct, frozen=True):
    """What there is to be taken again."""

    until: int
    """The last transaction that was recorded; what comes later is left out."""
    commands: dict[int, int]
    """By account in order of id, how many were accepted of it."""
    pairs: tuple[tuple[int, int], ...]
    """Accounts of which one sent the other something."""
    first_sale: int | None
    last_sale: int | None
    """When the first and the last purchase were made; None without any."""


def extent(program_id: int) -> Extent:
    """As it stands now; inside an open transaction."""
    commands, until = lengths(program_id)
    kinds = ", ".join(f"'{kind}'" for kind in FIRST_HALVES)
    sent = fetch(
        f"SELECT DISTINCT j.account_id, t.counterpart FROM journal j JOIN account a ON a.id = j.account_id"
        f" JOIN ledger_transaction t ON t.account_id = j.account_id AND t.seq = j.known_as"
        f" WHERE a.program_id = %s AND j.kind IN ({kinds}) AND t.counterpart <> ''",
        [program_id],
    )
    keys = fetch("SELECT id, key FROM account WHERE program_id = %s", [program_id]) if sent else []
    ids = {bytes(key).hex(): id_ for id_, key in keys}
    pairs = sorted((one, ids[key]) for one, key in sent if key in ids)
    [(first, last)] = fetch("SELECT min(event_at), max(event_at) FROM purchase WHERE program_id = %s", [program_id])
    return Extent(
        until=until,
        commands=commands,
        pairs=tuple(pairs),
        first_sale=first,
        last_sale=last,
    )


def lengths(program_id: int) -> tuple[dict[int, int], int]:
    """By account in order of id, how many commands were accepted of it; and the last transaction that was recorded."""
    rows = fetch(
        "SELECT a.id, count(*), max(j.transaction_id) FROM account a JOIN journal j ON j.account_id = a.id"
        " WHERE a.program_id = %s GROUP BY a.id ORDER BY a.id",
        [program_id],
    )
    return {id_: n for id_, n, _ in rows}, max((last_id for _, _, last_id in rows), default=0)


def rewards_issued(account_ids: Iterable[int]) -> dict[int, dict[int, tuple[str, int]]]:
    """By account and number: which reward was issued, and by which transaction."""
    where, ids = among.ids("account_id", sorted(account_ids))
    found: dict[int, dict[int, tuple[str, int]]] = {}
    for account_id, no, reward, seq in fetch(
        f"SELECT account_id, no, reward, seq FROM issued_reward WHERE {where} ORDER BY account_id, no", ids
    ):
        found.setdefault(account_id, {})[no] = (reward, seq)
    return found


def public_ids(account_ids: Iterable[int]) -> dict[int, str]:
    """What the members of accounts are known by."""
    rows = Member.objects.filter(account_id__in=list(account_ids)).values_list("account_id", "public_id")
    return dict(rows.order_by("-pk"))
