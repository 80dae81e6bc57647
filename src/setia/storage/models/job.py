"""Jobs: what is done again and again, by one process at a time."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Instant, Key, Whole


class Job(models.Model):
    """One job of one program. Whoever holds it does it; a lease that ran out is anybody's again."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    name = Key()
    holder = Key(default="")
    """The process that does it now, or did it last."""
    held_until = Instant(default=0)
    next_at = Instant(default=0)
    """Not before this."""
    done_at = Instant(null=True)

    class Meta:
        """One row for each, made when it is first wanted."""

        db_table = "job"
        constraints = (models.UniqueConstraint(fields=("program_id", "name"), name="job_once"),)
