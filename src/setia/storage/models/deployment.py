"""The deployment: which clock it runs by, and how far its log has come."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Instant, Key, Whole


class Deployment(models.Model):
    """The one row that says what kind of database this is; written by `setia init`."""

    id = models.SmallAutoField(primary_key=True)
    clock = Key()
    """`system`, or `simulated`: chosen when the database is created, never changed (ledger 4.14)."""
    now = Instant(default=0)
    """The simulated instant; for the system clock the highest reading so far."""
    created_at = Instant()

    class Meta:
        """One row."""

        db_table = "deployment"
        constraints = (
            models.CheckConstraint(condition=models.Q(id=1), name="deployment_is_one_row"),
            models.CheckConstraint(condition=models.Q(clock__in=["system", "simulated"]), name="deployment_clock"),
        )


class Log(models.Model):
    """The one row whose lock makes the order of commits the order of positions (ledger 4.16)."""

    id = models.SmallAutoField(primary_key=True)
    position = Whole(default=0)

    class Meta:
        """One row."""

        db_table = "log"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="log_is_one_row"),)


class Outbox(models.Model):
    """One event for each committed transaction, in order of position; deliveries read it (ledger 4.16, I11)."""

    position = Whole(primary_key=True)
    transaction_id = Whole(unique=True)
    historical = models.BooleanField(default=False)
    """From an import of history: not delivered unless asked for (ledger 4.18)."""

    class Meta:
        """Keyed by position."""

        db_table = "outbox"
