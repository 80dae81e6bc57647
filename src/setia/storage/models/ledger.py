"""What is written once and never changed: journal, transactions, entries.

No foreign keys between them: the auditor proves the references, and inserts stay cheap (docs/adr/0004).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Digest, Instant, Key, Whole

BY_HAND = (
    "adjust",
    "cancel_reward",
    "close",
    "earn",
    "extend_lots",
    "grant_tier",
    "merge_out",
    "move_out",
    "open_balance",
    "pause_expiry",
    "restore",
    "resume_expiry",
    "top_up",
    "transfer_out",
    "unmerge_out",
)
"""Commands that somebody gives, and not a till or the clock: the audit log shows them."""


class Journal(models.Model):
    """Every accepted command of an account, with all that decided its outcome (ledger 4.19). Append-only."""

    transaction_id = Whole(primary_key=True)
    """The last transaction that the command wrote: the one that closes it."""
    account_id = Whole()
    seq = Whole()
    """The seq of that transaction; those since the row before are all its own."""
    known_as = Whole()
    """The seq of the one by which the command is known: the earn of a purchase, and not the level that it reached."""
    kind = Key()
    recorded_at = Instant()
    event_at = Instant()
    effective_at = Instant()
    horizon = Instant()
    """Dues at or before it were booked first."""
    actor = Key()
    channel = Key()
    natural_key = Digest(null=True)
    purchase_id = Whole(null=True)
    """For a purchase, the row that holds the body."""
    body = models.BinaryField(null=True)
    given = models.TextField(default="")

    class Meta:
        """Found by account, in order; what was done by hand also by when it was."""

        db_table = "journal"
        constraints = (models.UniqueConstraint(fields=("account_id", "seq"), name="journal_seq"),)
        indexes = (models.Index(fields=("recorded_at",), condition=Q(kind__in=list(BY_HAND)), name="journal_by_hand"),)


class Transaction(models.Model):
    """An immutable header. Append-only."""

    id = Whole(primary_key=True)
    account_id = Whole()
    seq = Whole()
    kind = Key()
    reason = Key(default="")
    origin_seq = Whole(null=True)
    counterpart = Key(default="")
    redated = models.TextField(default="")
    """Lots that got another end, as JSON: number, the end before, the end now."""
    idle_from = Instant(null=True)
    actor = Key()
    channel = Key()
    event_at = Instant()
    effective_at = Instant()
    recorded_at = Instant()
    program_version = Whole()
    natural_key = Digest(null=True)
    prev_hash = Digest()
    hash = Digest()
    why = models.TextField(default="")
    changes = models.TextField(default="")
    """What it changes besides units, as JSON (engine.ledger.changes)."""

    class Meta:
        """One chain per account."""

        db_table = "ledger_transaction"
        constraints = (models.UniqueConstraint(fields=("account_id", "seq"), name="transaction_seq"),)
        indexes = (
            models.Index(
                fields=("account_id", "origin_seq"), condition=Q(origin_seq__isnull=False), name="transaction_origin"
            ),
        )


class Entry(models.Model):
    """Units moved between two accounts: half the rows of a debit and credit pair. Append-only."""

    pk = models.CompositePrimaryKey("transaction_id", "n")
    transaction_id = Whole()
    n = Whole()
    wallet_type = Key()
    from_account = Key()
    to_account = Key()
    amount = Whole()
    lot_no = Whole()

    class Meta:
        """Amounts are whole, positive and bounded (I1)."""

        db_table = "ledger_entry"
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0, amount__lte=10**12), name="entry_amount"),
            models.CheckConstraint(condition=~Q(from_account=models.F("to_account")), name="entry_moves"),
        )
