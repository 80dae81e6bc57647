"""Issued rewards and pools of codes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Digest, Instant, Key, Whole


class IssuedReward(models.Model):
    """One reward that a member was given, as it now stands; its history is in the ledger."""

    pk = models.CompositePrimaryKey("account_id", "no")
    account_id = Whole()
    no = Whole()
    reward = Key()
    issued_at = Instant()
    expires_at = Instant(null=True)
    state = Key(default="issued")
    seq = Whole()
    order_seq = Whole(default=0)
    worth = Whole(default=0)
    used_for = Key(default="")
    code = Key(default="")
    """Digest of a code from a pool."""
    code_hash = Digest(null=True)
    """Hash of the code by which tills find it."""

    class Meta:
        """Found by account while open, by code, and by the order on which it was used."""

        db_table = "issued_reward"
        indexes = (
            models.Index(fields=("account_id",), condition=Q(state="issued"), name="reward_open"),
            models.Index(fields=("code_hash",), condition=Q(code_hash__isnull=False), name="reward_code"),
            models.Index(fields=("code",), condition=Q(code__gt=""), name="reward_pool_code"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["issued", "used", "expired", "cancelled"]), name="reward_state"
            ),
        )


class PoolCode(models.Model):
    """A code that was imported for a reward; once taken it is never given again."""

    pk = models.CompositePrimaryKey("program_id", "reward", "digest")
    program_id = Whole()
    reward = Key()
    digest = Key()
    code = models.TextField()
    taken = models.BooleanField(default=False)

    class Meta:
        """The next free one is found at once."""

        db_table = "pool_code"
        indexes = (models.Index(fields=("program_id", "reward"), condition=Q(taken=False), name="pool_free"),)
