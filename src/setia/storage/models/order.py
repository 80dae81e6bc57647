"""Orders: whose a purchase is after a claim or a move, and returns that came before their order."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class OrderOwner(models.Model):
    """Whose a purchase is now, where that is not who it was recorded for."""

    order_key = Digest(primary_key=True)
    program_id = Whole()
    account_id = Whole()
    seq = Whole()
    """The transaction by which that account's history has it."""

    class Meta:
        """One row per order that was claimed or moved."""

        db_table = "order_owner"


class WaitingReturn(models.Model):
    """A return whose order has not come yet (ledger 4.11)."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    order_key = Digest()
    refund_id = Key()
    command = models.BinaryField()
    """The return, as it will be asked of the order's account."""
    received_at = Instant()

    class Meta:
        """Found by order; each refund waits once."""

        db_table = "waiting_return"
        constraints = (models.UniqueConstraint(fields=("program_id", "order_key", "refund_id"), name="waiting_once"),)
