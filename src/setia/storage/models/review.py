"""Reviews: what is not done until somebody has looked at it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Review(models.Model):
    """One command that was set aside, with all that is needed to ask for it again."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    key = Digest()
    """What makes it the same when it is sent again."""
    kind = Key()
    """late_event, manual_claim."""
    reason = Key()
    """A code that surfaces word."""
    command = Key()
    body = models.BinaryField()
    account_id = Whole(null=True)
    """None for somebody who would join by it."""
    order_key = models.BinaryField(null=True)
    """For a return: the purchase it is of."""
    member_kind = Key(default="")
    member_value = models.TextField(default="")
    """How he who would join is named, readable: emptied by erasure."""
    member_key = models.BinaryField(null=True)
    reference = models.TextField(default="")
    note = models.TextField(default="")
    event_at = Instant()
    received_at = Instant()
    actor = Key()
    channel = Key()
    state = Key(default="open")
    owner = Key(default="")
    """Who has taken it on; empty: nobody yet."""
    decided_by = Key(default="")
    decided_at = Instant(null=True)

    class Meta:
        """Set aside once, however often it is sent; the index finds what is open."""

        db_table = "review"
        constraints = (
            models.UniqueConstraint(fields=("program_id", "key"), name="review_once"),
            models.CheckConstraint(condition=Q(state__in=["open", "approved", "rejected"]), name="review_state"),
        )
        indexes = (models.Index(fields=("program_id", "id"), condition=Q(state="open"), name="review_open"),)
