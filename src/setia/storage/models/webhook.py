"""Webhooks: who is told of what happens, what he is to be told, and how each try went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Instant, Key, Whole


class WebhookEndpoint(models.Model):
    """One receiver of a program's events. Never deleted: its deliveries name it."""

    id = models.BigAutoField(primary_key=True)
    public_id = Key(unique=True)
    program_id = Whole()
    url = Key()
    kinds = Key()
    """The kinds of events that it wants, separated by spaces; `*` is every kind."""
    position = Whole()
    """Everything up to here has been laid out for it as messages (ledger 4.16)."""
    secret = Key()
    """Signs what it is sent; readable, for otherwise nothing could be signed (docs/adr/0020)."""
    secret_before = Key(default="")
    """The one before, which signs too until `secret_before_ends_at`."""
    secret_before_ends_at = Instant(default=0)
    disabled = Key(default="")
    """Why nothing is sent: `by_hand`, `gone`, `failing`. Empty: it is sent to."""
    disabled_at = Instant(null=True)
    failing_since = Instant(null=True)
    """The first failure since the last success."""
    created_at = Instant()
    created_by = Key()
    owner = Key(default="")
    """Who sees to it where it was disabled by itself; empty: nobody yet."""

    class Meta:
        """One per address, so that asking twice makes one."""

        db_table = "webhook_endpoint"
        constraints = (
            models.UniqueConstraint(fields=("program_id", "url"), name="webhook_endpoint_url"),
            models.CheckConstraint(
                condition=Q(disabled__in=["", "by_hand", "gone", "failing"]), name="webhook_endpoint_disabled"
            ),
        )


class WebhookMessage(models.Model):
    """One event for one endpoint. Whoever holds it sends it; a lease that ran out is anybody's again."""

    id = models.BigAutoField(primary_key=True)
    endpoint_id = Whole()
    message_id = Key()
    """What the receiver knows it by, the same at every try; follows from the endpoint and the place in the log."""
    position = Whole(default=0)
    """Of the transaction that it tells of; 0 for a test."""
    kind = Key()
    body = models.TextField()
    """What is sent, byte for byte. Of people it has public ids, and nothing else."""
    state = Key(default="waiting")
    made_at = Instant()
    tries = Whole(default=0)
    """Since it was laid out, or replayed."""
    next_at = Instant()
    holder = Key(default="")
    held_until = Instant(default=0)
    ended_at = Instant(null=True)
    owner = Key(default="")
    """Of one that has failed: who has taken it on; empty: nobody yet."""
    given_up_by = Key(default="")
    """Who has said that it need not be sent any more; empty: nobody."""

    class Meta:
        """Laid out once; the indexes find those to be sent, and those that somebody should look at."""

        db_table = "webhook_message"
        constraints = (
            models.UniqueConstraint(fields=("endpoint_id", "message_id"), name="webhook_message_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "delivered", "failed"]), name="webhook_message_state"
            ),
        )
        indexes = (
            models.Index(
                fields=("endpoint_id", "next_at"), condition=Q(state="waiting"), name="webhook_message_waiting"
            ),
            models.Index(fields=("endpoint_id", "position"), name="webhook_message_position"),
            models.Index(
                fields=("endpoint_id", "ended_at"),
                condition=Q(state="failed", given_up_by=""),
                name="webhook_message_failed",
            ),
        )


class WebhookAttempt(models.Model):
    """One try to send a message."""

    id = models.BigAutoField(primary_key=True)
    of_id = Whole()
    """The message's row."""
    at = Instant()
    duration_ms = Whole()
    status = Whole(null=True)
    """Of the answer; None where there was none."""
    fault = Key(default="")
    """Why there was none: `refused_address`, `timeout`, `unreachable`, `bad_answer` …"""
    answer = models.TextField(default="")
    """The first bytes of the answer's body."""

    class Meta:
        """Found by message."""

        db_table = "webhook_attempt"
        indexes = (models.Index(fields=("of_id",), name="webhook_attempt_of"),)
