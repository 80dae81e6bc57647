"""Uploads: files of purchases on their way into an import; what they hold is deleted when it is done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Digest, Instant, Key, Whole

STATES = ("receiving", "waiting", "done", "failed")


class Upload(models.Model):
    """One file, how it is to be read, and what became of it."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    name = models.TextField()
    """What it is called where it comes from."""
    plan = models.TextField()
    """How it is to be read, as JSON."""
    state = Key(default="receiving")
    made_by = Key()
    made_at = Instant()
    position = Whole(default=0)
    """Purchases done, of `total`."""
    total = Whole(default=0)
    result = models.TextField(default="")
    """What it came to, as JSON; of a file that could not be read, why."""
    finished_at = Instant(null=True)

    class Meta:
        """Those that wait are found by their state."""

        db_table = "upload"
        constraints = (models.CheckConstraint(condition=Q(state__in=STATES), name="upload_state"),)
        indexes = (models.Index(fields=("program_id", "id"), condition=Q(state="waiting"), name="upload_waiting"),)


class UploadPart(models.Model):
    """A piece of the file."""

    pk = models.CompositePrimaryKey("upload_id", "n")
    upload_id = Whole()
    n = Whole()
    """Its place, from 1."""
    digest = Digest()
    content = models.BinaryField()

    class Meta:
        """In order."""

        db_table = "upload_part"
