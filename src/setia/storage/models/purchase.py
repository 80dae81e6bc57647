"""Purchases: one append-only row per version, its lines as one canonical JSON column."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Purchase(models.Model):
    """One version of one purchase, of a member or of a guest. Append-only."""

    id = Whole(primary_key=True)
    program_id = Whole()
    order_key = Digest()
    """Keyed hash of source and receipt number."""
    version = Whole()
    account_id = Whole(null=True)
    """None for a guest sale."""
    store = Key(default="")
    status = Key()
    currency = Key()
    event_at = Instant()
    recorded_at = Instant()
    net = Whole()
    """Net of its lines, in minor units."""
    body = models.BinaryField()
    """The purchase as canonical JSON bytes (engine.purchase)."""

    class Meta:
        """Found by order key through `natural_key`, and by when they were; by where, too; guests' and edits apart.

        What one came to stands in the index, so that looking for an amount reads no other rows.
        """

        db_table = "purchase"
        indexes = (
            models.Index(fields=("order_key",), condition=Q(account_id__isnull=True), name="purchase_of_guest"),
            models.Index(fields=("order_key",), condition=Q(version__gt=1), name="purchase_edited"),
            models.Index(
                fields=("program_id", "store", "event_at"), condition=Q(account_id__isnull=True), name="purchase_at"
            ),
            models.Index(fields=("program_id", "event_at", "id", "net"), name="purchase_when"),
            models.Index(fields=("program_id", "store", "event_at", "id", "net"), name="purchase_in_store"),
        )


class PurchaseReference(models.Model):
    """The readable receipt number of a purchase, in a row of its own because it may be erased."""

    purchase_id = Whole(primary_key=True)
    reference = models.TextField()

    class Meta:
        """One row per purchase: its first version's. People look for it."""

        db_table = "purchase_reference"
        indexes = (models.Index(fields=("reference",), name="purchase_by_receipt"),)


class NaturalKey(models.Model):
    """Natural keys, unique for ever: what was accepted under each, and the digest of its content (ledger 4.10 h)."""

    key = Digest(primary_key=True)
    """HMAC-SHA256 under the program's key, 128 bits."""
    program_id = Whole()
    account_id = Whole(null=True)
    seq = Whole(null=True)
    purchase_id = Whole(null=True)
    digest = Digest()
    recorded_at = Instant()

    class Meta:
        """Append-only; erased accounts keep theirs, so that a late event is recognised."""

        db_table = "natural_key"
