"""What the law asks about people: what they agreed to, what was written about them, and that they were forgotten."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Digest, Instant, Key, Whole


class ConsentText(models.Model):
    """A text that members were shown, word for word, kept once. Append-only."""

    digest = Digest(primary_key=True)
    """SHA-256 of its UTF-8 bytes."""
    text = models.TextField()

    class Meta:
        """Found by the digest that a consent carries."""

        db_table = "consent_text"


class Consent(models.Model):
    """What a member agreed to or withdrew: the latest of a purpose and channel holds (ledger 4.13a). Append-only.

    Nothing in it tells who the member is: it stays after erasure as the proof that writing to somebody was allowed.
    """

    member_id = Whole()
    purpose = Key()
    channel = Key(default="")
    """For marketing: email, sms and so on. Empty for purposes that have none."""
    decision = Key()
    text_version = Key(default="")
    text_digest = Digest(null=True)
    """Of the text that was shown; None where a withdrawal showed none."""
    language = Key(default="")
    how = Key()
    """`self`, `link` or `paper`; `staff` for a withdrawal that a member asked for."""
    place = Key(default="")
    """A store, a page, or the surface alone."""
    actor = Key()
    """`member`, or who entered it for him."""
    at = Instant()

    class Meta:
        """Read newest first, by member, purpose and channel."""

        db_table = "consent"
        indexes = (models.Index(fields=("member_id", "purpose", "channel", "id"), name="consent_latest"),)
        constraints = (
            models.CheckConstraint(condition=Q(decision__in=["given", "withdrawn"]), name="consent_decision"),
            models.CheckConstraint(
                condition=Q(how__in=["self", "link", "paper"]) | Q(how="staff", decision="withdrawn"),
                name="consent_given_by_the_member",
            ),
            models.CheckConstraint(
                condition=Q(decision="withdrawn") | Q(text_digest__isnull=False), name="consent_given_to_a_text"
            ),
        )


class TransactionText(models.Model):
    """The readable number and the remark of one ledger transaction, in a row of its own because it may be erased."""

    pk = models.CompositePrimaryKey("account_id", "seq")
    account_id = Whole()
    seq = Whole()
    reference = models.TextField(default="")
    """Another system's number: an order, a refund. The ledger has its keyed hash."""
    note = models.TextField(default="")
    """What somebody at the till or desk wrote."""

    class Meta:
        """At most one row a transaction."""

        db_table = "transaction_text"


class Tombstone(models.Model):
    """An identifier that an erased person had: what happened before is his, and is refused. Names no member."""

    pk = models.CompositePrimaryKey("program_id", "key")
    program_id = Whole()
    key = Digest()
    """The keyed hash, as in `identifier`."""
    erased_at = Instant()
    """The latest, where a person joined again and was erased again."""

    class Meta:
        """One row an identifier."""

        db_table = "tombstone"


class Erasure(models.Model):
    """That a member was erased. Append-only."""

    member_id = Whole(primary_key=True)
    account_id = Whole(unique=True)
    erased_at = Instant()
    """When it was first done; the same after a restored copy had to do it again."""
    recorded_at = Instant()
    actor = Key()

    class Meta:
        """One row an erased member."""

        db_table = "erasure"
