"""Gift cards: accounts without a member, known by a code that is stored hashed."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Whole
from setia.storage.models.program import Program


class GiftCard(models.Model):
    """One card. Its code was shown once, when it was issued (ledger 4.20)."""

    key = Digest(primary_key=True)
    """Keyed hash of the code."""
    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    account_id = Whole(unique=True)
    issued_at = Instant()

    class Meta:
        """Found by code."""

        db_table = "gift_card"
