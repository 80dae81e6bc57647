"""Sources: the systems that number receipts and events, whose each one is, and how far its numbers reach."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Key, Whole


class Source(models.Model):
    """One source of a program; a row is made when a client first reports under its name, or when it is declared."""

    pk = models.CompositePrimaryKey("program_id", "name")
    program_id = Whole()
    name = Key()
    client = Key(default="")
    """The name of the client whose it is; empty: nobody's yet."""
    order_id_scope = Key(default="")
    """Within what its receipt numbers are unique: `day`, `store` or `register`; empty: they never come again."""
    revision = Whole(default=1)
    """One more with every change."""

    class Meta:
        """Few rows."""

        db_table = "source"
