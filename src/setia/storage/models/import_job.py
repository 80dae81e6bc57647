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
