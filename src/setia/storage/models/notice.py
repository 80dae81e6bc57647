"""Notices: proof of which account was told when of a version that was coming."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Instant, Key, Whole


class Notice(models.Model):
    """One account that was shown one version before it began, by one way. Nothing that can be read about anybody."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    version = Whole()
    account_id = Whole()
    how = Key()
    """`portal`: on his page; `api`: in an app of the shop's; `mail`: by a letter."""
    shown_at = Instant()
    """The first time."""
    read_at = Instant(null=True)
    """When he said that he has read it; null: he has not said so."""

    class Meta:
        """Shown twice stays the first time."""

        db_table = "notice"
        constraints = (
            models.UniqueConstraint(fields=("program_id", "version", "account_id", "how"), name="notice_once"),
        )
        indexes = (models.Index(fields=("account_id",), name="notice_of"),)


class NoticeMailing(models.Model):
    """Letters about one version, once an owner has asked for them. Whoever has claimed it sends the next few."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    version = Whole()
    reached = Whole(default=0)
    """The last member who was written to or passed over; they are taken in the order of their ids."""
    tries = Whole(default=0)
    """How often the mail server did not take the next one's."""
    next_at = Instant(null=True)
    """When it goes on, and the end of a claim; null: it is over."""

    class Meta:
        """Asked for twice, it is sent once."""

        db_table = "notice_mailing"
        constraints = (models.UniqueConstraint(fields=("program_id", "version"), name="notice_mailing_once"),)
