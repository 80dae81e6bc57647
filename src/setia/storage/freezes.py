"""Frozen spending stored: of which accounts nothing may be used."""

from __future__ import annotations

from collections.abc import Collection

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
