"""Make-good: what many members should have had and did not get, prepared, approved, given once, and undone as one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Instant, Key, Whole

STATES = ("draft", "rejected", "approved", "applying", "applied", "undoing", "undone")


class MakeGood(models.Model):
    """One batch, and how far it has come."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    name = Key()
    """What the people who work on it call it; no two of a program are called the same."""
    reason = Key()
    """A word that is kept with every gift."""
    state = Key(default="draft")
    made_by = Key()
    made_at = Instant()
    approved_by = Key(default="")
    approved_at = Instant(null=True)
    applied_at = Instant(null=True)
    undone_at = Instant(null=True)
    owner = Key(default="")
    """Who has taken it on; empty: nobody yet."""

    class Meta:
        """Found by program and name."""

        db_table = "make_good"
        constraints = (
            models.UniqueConstraint(fields=("program_id", "name"), name="make_good_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="make_good_state"),
        )


class MakeGoodItem(models.Model):
    """One command of it."""

    pk = models.CompositePrimaryKey("make_good_id", "n")
    make_good_id = Whole()
    n = Whole()
    """Its place, from 1."""
    account_id = Whole(null=True)
    """None for a member who is not known: nothing is given then."""
    command = Key()
    body = models.BinaryField()
    order_key = models.BinaryField(null=True)
    """Of a purchase: its natural key."""
    reference = models.TextField(default="")
    """A purchase's receipt number until it is recorded; erasure empties it."""
    state = Key(default="pending")
    """pending, done, unchanged, refused; then undone, or kept where nothing could be taken back."""
    code = Key(default="")
    """Why it was refused."""
    seq = Whole(default=0)
    """The transaction that gave it, in the account's history."""
    awarded = models.TextField(default="")
    """What it will give, as previewed; once done, what it gave. By wallet, as JSON."""
    taken = models.TextField(default="")
    """What was taken back when it was undone."""

    class Meta:
        """In order."""

        db_table = "make_good_item"
        indexes = (models.Index(fields=("account_id",), name="make_good_item_account"),)
