"""Alerts: members are told by mail that something of theirs was used."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class AlertReach(models.Model):
    """How far in the log a program's alerts have come. What was there before the first look is told to nobody."""

    program_id = Whole(primary_key=True)
    position = Whole()

    class Meta:
        """One row a program."""

        db_table = "alert_reach"


class Alert(models.Model):
    """One use to be told to a member. Whoever holds it sends it; a lease that ran out is anybody's again."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    position = Whole()
    """Of the transaction in the log."""
    member_id = Whole()
    number = Whole()
    """Of the transaction in the member's account."""
    state = Key(default="waiting")
    """`waiting`, `sent`; `silent` where there is no address to tell; `failed` where no try was taken."""
    made_at = Instant()
    tries = Whole(default=0)
    next_at = Instant()
    holder = Key(default="")
    held_until = Instant(default=0)
    digest = Digest(default=b"")
    """SHA-256 of the secret in the letter's link, by which the member says that it was not he; empty: no letter yet."""
    expires_at = Instant(default=0)
    """Of the link."""
    denied_at = Instant(null=True)

    class Meta:
        """Laid out once; the indexes find those to be sent, and the one that a link is about."""

        db_table = "alert"
        constraints = (models.UniqueConstraint(fields=("program_id", "position"), name="alert_once"),)
        indexes = (
            models.Index(fields=("program_id", "next_at"), condition=models.Q(state="waiting"), name="alert_waiting"),
            models.Index(fields=("digest",), name="alert_link"),
            models.Index(fields=("member_id",), name="alert_of"),
        )
