"""Programs and their immutable versions."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Program(models.Model):
    """The unit of isolation: every member, key and row belongs to one program."""

    code = Key(unique=True)
    key = Digest()
    """Random secret under which natural keys and identifiers are hashed."""
    created_at = Instant()
    events_dropped = Whole(default=0)
    """Late events refused because they concern somebody erased; how many, and never which."""

    has_products = Whole(default=0)
    """1: something has been said of its products, so that it pays to look for them."""

    class Meta:
        """Few rows."""

        db_table = "program"


class ProgramVersion(models.Model):
    """One applied document. Append-only."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    number = Whole()
    effective_from = Instant()
    applied_at = Instant()
    applied_by = models.TextField()
    document = models.TextField()
    """The program as canonical JSON; what the engine reads."""
    source = models.TextField()
    """The text as its author wrote it, comments included."""

    class Meta:
        """Numbered from 1 within a program."""

        db_table = "program_version"
        constraints = (models.UniqueConstraint(fields=("program", "number"), name="program_version_number"),)
