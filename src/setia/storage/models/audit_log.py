"""The audit log: who did what to the program, its clients and its members, besides what stands in the ledger."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Instant, Key, Whole


class AuditLog(models.Model):
    """One thing that somebody did. Append-only; it names members by public id only, and repeats nothing personal."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    at = Instant()
    actor = Key()
    channel = Key()
    action = Key()
    """A past participle, such as program_applied."""
    subject = Key(default="")
    """What it was done to: a version, a client, a member's public id, an exception."""
    details = models.TextField(default="")
    """Codes and numbers as JSON; nothing for nothing."""

    class Meta:
        """Read newest first."""

        db_table = "audit_log"
        indexes = (models.Index(fields=("program_id", "at", "id"), name="audit_log_when"),)
