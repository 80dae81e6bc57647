"""Flags: what has happened all the same, and somebody should look at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Instant, Key, Whole

KINDS = ("corrected_clock", "import_row", "not_me", "guard", "over_return")


class Flag(models.Model):
    """One thing to look at. It holds nothing that can be read about anybody: it says where that stands."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    kind = Key()
    reason = Key()
    """A code."""
    account_id = Whole(null=True)
    """Whose it is; None where nobody is known."""
    order_key = models.BinaryField(null=True)
    """Of a purchase: its natural key, by which its receipt is found for as long as that is kept."""
    upload_id = Whole(null=True)
    """Of a row of a file: the upload."""
    number = Whole()
    """Of a corrected sale: by how many seconds the clock was ahead. Of a row of a file: its place among the rejects.
    Of what a member says was not he: the transaction, 0 where he cannot say which. Of an over-return: its transaction.
    Of a guard: which trip it is about."""
    event_at = Instant()
    received_at = Instant()
    actor = Key()
    channel = Key()
    owner = Key(default="")
    """Who has taken it on; empty: nobody yet."""
    seen_by = Key(default="")
    """Who has looked at it and is done; empty: nobody yet."""
    seen_at = Instant(null=True)

    class Meta:
        """Those that nobody is done with are found by program."""

        db_table = "flag"
        constraints = (models.CheckConstraint(condition=Q(kind__in=KINDS), name="flag_kind"),)
        indexes = (
            models.Index(fields=("program_id", "kind", "received_at"), condition=Q(seen_by=""), name="flag_open"),
        )
