"""Orders: whose a purchase is after a claim or a move, tokens to claim it by, and returns that came before it."""

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
        indexes = (models.Index(fields=("account_id",), name="order_owner_account"),)


class ReceiptToken(models.Model):
    """A token that a receipt was printed with, by which a guest can claim the purchase (ledger 4.11a)."""

    hash = Digest(primary_key=True)
    """Keyed hash of the token, which itself is nowhere."""
    program_id = Whole()
    order_key = Digest()

    class Meta:
        """Found by what is scanned."""

        db_table = "receipt_token"


class WaitingReturn(models.Model):
    """A return that its order has still to take: it has not come yet, or is a guest's (ledger 4.11)."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    order_key = Digest()
    refund_id = Key()
    """As history has it: a keyed hash."""
    version = Whole()
    command = models.BinaryField()
    """The return, as it will be asked of the order's account."""
    actor = Key()
    channel = Key()
    received_at = Instant()
    code = Key(default="")
    """Why the order refused it when it came."""
    owner = Key(default="")
    """Who has taken it on, where it waits in vain; empty: nobody yet."""

    class Meta:
        """Found by order; each version of a refund waits once."""

        db_table = "waiting_return"
        constraints = (
            models.UniqueConstraint(fields=("program_id", "order_key", "refund_id", "version"), name="waiting_once"),
        )
