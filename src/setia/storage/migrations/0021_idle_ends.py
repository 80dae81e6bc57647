"""Ends by idleness that late news may undo are the account's progress: there may be several of one instant."""

from __future__ import annotations

import json
from typing import Any

from django.db import migrations


def move(apps: Any, _: Any) -> None:
    """From the wallets' rows to their accounts'."""
    account, wallet = apps.get_model("storage", "Account"), apps.get_model("storage", "Wallet")
    columns = ("account_id", "wallet_type", "idle_expired_at", "idle_expired_seq")
    ended = wallet.objects.filter(idle_expired_at__isnull=False).order_by("account_id", "wallet_type")
    for account_id, wallet_type, at, seq in ended.values_list(*columns).iterator():
        row = account.objects.get(pk=account_id)
        progress = json.loads(row.progress or "{}")
        progress.setdefault("idle_ends", {})[wallet_type] = [at, [seq]]
        row.progress = json.dumps(progress, separators=(",", ":"), sort_keys=True)
        row.save(update_fields=["progress"])


def move_back(apps: Any, _: Any) -> None:
    """The last transaction of each; the columns have room for no more."""
    account, wallet = apps.get_model("storage", "Account"), apps.get_model("storage", "Wallet")
    for row in account.objects.filter(progress__contains='"idle_ends"'):
        progress = json.loads(row.progress)
        for wallet_type, (at, seqs) in progress.pop("idle_ends").items():
            ended = wallet.objects.filter(account_id=row.pk, wallet_type=wallet_type)
            ended.update(idle_expired_at=at, idle_expired_seq=seqs[-1])
        row.progress = json.dumps(progress, separators=(",", ":"), sort_keys=True) if progress else ""
        row.save(update_fields=["progress"])


class Migration(migrations.Migration):
    """After tills."""

    dependencies = [("storage", "0020_tills")]
    operations = [
        migrations.RunPython(move, move_back),
        migrations.RemoveField("wallet", "idle_expired_at"),
        migrations.RemoveField("wallet", "idle_expired_seq"),
    ]
