"""Imports of files: named by the file's digest, resumable by position."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Instant, Key, Whole
from setia.storage.models.program import Program


class ImportJob(models.Model):
    """How far the import of one file into one program has come; moves on in the transaction of the rows themselves."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    digest = Key()
    """SHA-256 of the file's bytes and of the mapping it was read by."""
    file_name = models.TextField()
    position = Whole(default=0)
    """Purchases done, in the file's order of (event_at, source, purchase id)."""
    purchases = Whole()
    rejected_rows = Whole()
    added = Whole(default=0)
    unchanged = Whole(default=0)
    refused = Whole(default=0)
    started_at = Instant()
    finished_at = Instant(null=True)

    class Meta:
        """One job per file and program."""

        db_table = "import_job"
        constraints = (models.UniqueConstraint(fields=("program", "digest"), name="import_job_digest"),)


class ImportRefusal(models.Model):
    """A purchase of a file that the ledger refused, kept so that every run of its import can tell of it."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE)
    position = Whole()
    purchase_id = models.TextField()
    code = Key()
    numbers = models.JSONField(default=dict)

    class Meta:
        """In the order of the file."""

        db_table = "import_refusal"
        constraints = (models.UniqueConstraint(fields=("job", "position"), name="import_refusal_position"),)
