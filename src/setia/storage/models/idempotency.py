"""Idempotency keys: what was answered to a request that its sender may send again (ledger 4.10)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Digest, Instant, Key, Whole


class IdempotencyKey(models.Model):
    """One key of one client: claimed by a batch, kept with its answer, and in the end a tombstone."""

    key = Digest(primary_key=True)
    """HMAC-SHA256 of client and key under the program's key, 128 bits: nothing that a client wrote is readable."""
    program_id = Whole()
    client = Key()
    fingerprint = Digest()
    """SHA-256 of what was asked."""
    state = Key()
    """claimed: only inside the batch that decides it. kept: with its answer. expired, erased: without."""
    account_id = Whole(null=True)
    """Whose answer it is; 0 of one that tells of several members."""
    seq = Whole(default=0)
    """The transaction that closed the command; 0 where none was written."""
    answer = models.BinaryField(null=True)
    recorded_at = Instant()

    class Meta:
        """Never deleted; the indexes find answers that are too old, and those of one account."""

        db_table = "idempotency_key"
        constraints = (
            models.CheckConstraint(
                condition=Q(state="kept", answer__isnull=False)
                | Q(state__in=["claimed", "expired", "erased"], answer__isnull=True),
                name="idempotency_key_state",
            ),
        )
        indexes = (
            models.Index(fields=("recorded_at",), condition=Q(state="kept"), name="idempotency_key_age"),
            models.Index(fields=("account_id",), condition=Q(state="kept"), name="idempotency_key_account"),
        )
