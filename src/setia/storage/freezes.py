"""Frozen spending stored: of which accounts nothing may be used."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db import connection

from setia.storage.models import SpendingFreeze


def put(program_id: int, account_id: int, by: tuple[str, str], now: int) -> bool:
    """Freeze an account, by an actor on a channel; whether it was not frozen before."""
    fields = {"program_id": program_id, "since": now, "actor": by[0], "channel": by[1]}
    _, is_new = SpendingFreeze.objects.get_or_create(account_id=account_id, defaults=fields)
    return is_new


def lift(account_id: int) -> bool:
    """Let it be used again; whether it was frozen."""
    gone, _ = SpendingFreeze.objects.filter(account_id=account_id).delete()
    return bool(gone)


def among(account_ids: Collection[int]) -> dict[int, int]:
    """Of some accounts those that are frozen, and since when."""
    return dict(SpendingFreeze.objects.filter(account_id__in=account_ids).values_list("account_id", "since"))


def part(aliases: Mapping[int, int | None]) -> None:
    """Freeze accounts that become their own again (None) where that is frozen of which they were a part.

    Before they are: by then nobody knows any more of what they were a part.
    """
    with connection.cursor() as cursor:
        for account_id in (one for one, into in aliases.items() if into is None):
            cursor.execute(_PART, [account_id])


_PART = """
    INSERT INTO spending_freeze (account_id, program_id, since, actor, channel)
    SELECT a.id, f.program_id, f.since, f.actor, f.channel
      FROM account a JOIN spending_freeze f ON f.account_id = a.alias_of
     WHERE a.id = %s
        ON CONFLICT DO NOTHING"""
