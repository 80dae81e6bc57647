"""Spending frozen: accounts of which nothing may be used, because the member says that it was not he."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Instant, Key, Whole


class SpendingFreeze(models.Model):
    """One account, for as long as it is frozen. Who froze and unfroze it, and when, the audit log keeps."""

    account_id = Whole(primary_key=True)
    program_id = Whole()
    since = Instant()
    actor = Key()
    channel = Key()

    class Meta:
        """Found by account."""

        db_table = "spending_freeze"
