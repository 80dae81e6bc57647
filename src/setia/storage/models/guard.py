"""Guards: what versions are expected to give, what their rules give minute by minute, and what waits (ADR 0031)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Instant, Key, Whole

STATES = ("open", "released", "revoked")
PROPOSAL_STATES = ("open", "approved", "rejected", "withdrawn")


class ProgramForecast(models.Model):
    """What a version is expected to give. Append-only."""

    pk = models.CompositePrimaryKey("program_id", "version")
    program_id = Whole()
    version = Whole()
    forecast = models.TextField()
    """Canonical JSON (engine.guard.Forecast)."""
    made_at = Instant(null=True)
    """When it was added to a version that was applied without one; null: it came with it."""

    class Meta:
        """One of a version, or none."""

        db_table = "program_forecast"


class ProgramProposal(models.Model):
    """A document that waits for a second person, or did."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    document = models.TextField()
    source = models.TextField()
    forecast = models.TextField(default="")
    against = Whole()
    """The number of the version that it was compared with."""
    undoes = Whole(default=0)
    """The number of the version whose content it has again, where it is a rollback; else 0."""
    proposed_by = Key()
    proposed_at = Instant()
    state = Key(default="open")
    decided_by = Key(default="")
    decided_at = Instant(null=True)
    version = Whole(null=True)
    """What it became."""
    owner = Key(default="")
    """Who has taken it on; empty: nobody yet."""

    class Meta:
        """Few rows."""

        db_table = "program_proposal"
        constraints = (models.CheckConstraint(condition=Q(state__in=PROPOSAL_STATES), name="program_proposal_state"),)


class GuardCount(models.Model):
    """What one rule of one version gave of one wallet in one minute of taking effect. A sum, whoever adds."""

    pk = models.CompositePrimaryKey("program_id", "block", "version", "thing", "minute")
    program_id = Whole()
    block = Whole()
    """The quarter of an hour since 1970 in which the minute lies."""
    version = Whole()
    thing = Key()
    """rule/wallet."""
    minute = Whole()
    """Since 1970."""
    awards = Whole()
    units = Whole()

    class Meta:
        """Found by program and block."""

        db_table = "guard_count"


class GuardTrip(models.Model):
    """A rule that gave far more than was forecast. Until it is released, its new awards wait."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    version = Whole()
    rule = Key()
    wallet = Key()
    """Of which it gave too much."""
    tripped_at = Instant()
    awards = Whole()
    units = Whole()
    """What it gave in the fifteen minutes that tripped it."""
    expected = Whole()
    """What it was expected to give in fifteen minutes, rounded up."""
    state = Key(default="open")
    settled_by = Key(default="")
    settled_at = Instant(null=True)
    letter_at = Instant(null=True)
    """When owners are written to, or tried again, by the machine's clock; null: they were, or nobody can be."""

    class Meta:
        """At most one of a rule of a version."""

        db_table = "guard_trip"
        constraints = (
            models.UniqueConstraint(fields=("program_id", "version", "rule"), name="guard_trip_rule"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="guard_trip_state"),
        )


class GuardWait(models.Model):
    """An order of which something waits. What waits is in its lots; this says only where to look."""

    pk = models.CompositePrimaryKey("program_id", "version", "rule", "account_id", "seq")
    program_id = Whole()
    version = Whole()
    rule = Key()
    account_id = Whole()
    seq = Whole()
    """The transaction that recorded it."""

    class Meta:
        """Found by the rule; gone when it is settled."""

        db_table = "guard_wait"
