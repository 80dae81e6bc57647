"""Accounts, their wallets and their lots: the cached state that entries add up to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from setia.storage.models.fields import Digest, Instant, Key, Whole
from setia.storage.models.program import Program


class Account(models.Model):
    """The unit of lock, sequence and hash chain: one row per owner (ledger 4.2)."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    owner_kind = Key(default="member")
    status = Key(default="open")
    alias_of = Whole(null=True)
    """The account that this one was merged into; never itself an alias."""
    key = Digest()
    """Random; the hash chain begins with it."""
    seq = Whole(default=0)
    head_hash = Digest()
    lot_count = Whole(default=0)
    recorded_at = Instant(default=0)
    next_due_at = Instant(null=True)
    progress = models.TextField(default="")
    """What it has come to besides units, as JSON (engine.ledger.progress)."""

    class Meta:
        """The indexes find accounts with something due, and those that were merged into one."""

        db_table = "account"
        indexes = (
            models.Index(fields=("next_due_at",), condition=Q(next_due_at__isnull=False), name="account_due"),
            models.Index(fields=("alias_of",), condition=Q(alias_of__isnull=False), name="account_alias"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(status__in=["open", "closed", "merged"]), name="account_status"),
            models.CheckConstraint(
                condition=Q(owner_kind__in=["member", "household", "gift_card", "partner"]), name="account_owner_kind"
            ),
        )


class Wallet(models.Model):
    """One unit's balances of one account: a cache, true only before the account's `next_due_at`."""

    pk = models.CompositePrimaryKey("account_id", "wallet_type")
    account_id = Whole()
    wallet_type = Key()
    pending = Whole(default=0)
    available = Whole(default=0)
    held = Whole(default=0)
    debt = Whole(default=0)
    idle_at = Instant(null=True)
    paused_at = Instant(null=True)
    """Since when nothing in it ends, for the time being."""

    class Meta:
        """Nothing is ever negative; what is owed is in `debt`, and never beside something available (I7)."""

        db_table = "wallet"
        constraints = (
            models.CheckConstraint(
                condition=Q(pending__gte=0, available__gte=0, held__gte=0, debt__gte=0), name="wallet_not_negative"
            ),
            models.CheckConstraint(condition=Q(available=0) | Q(debt=0), name="wallet_debt_first"),
        )


class Hold(models.Model):
    """Units set aside; which lots' is in the entries of the transaction that made it (ledger 4.5)."""

    pk = models.CompositePrimaryKey("account_id", "seq")
    account_id = Whole()
    seq = Whole()
    wallet_type = Key()
    reference = models.TextField(default="")
    created_at = Instant()
    ends_at = Instant()
    state = Key(default="open")
    captured = Whole(default=0)

    class Meta:
        """Known by the transaction that made it; the index finds those of an account that are open."""

        db_table = "hold"
        indexes = (models.Index(fields=("account_id",), condition=Q(state="open"), name="hold_open"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["open", "captured", "released", "expired"]), name="hold_state"
            ),
        )


class Lot(models.Model):
    """Units earned together, and where they are now (ledger 4.3)."""

    pk = models.CompositePrimaryKey("account_id", "no")
    account_id = Whole()
    no = Whole()
    wallet_type = Key()
    origin_seq = Whole()
    earned_at = Instant()
    active_at = Instant()
    expires_at = Instant(null=True)
    amount = Whole()
    program_version = Whole()
    funding = Key(default="granted")
    pending = Whole(default=0)
    free = Whole(default=0)
    held = Whole(default=0)
    spent = Whole(default=0)
    expired = Whole(default=0)
    reversed = Whole(default=0)
    transferred = Whole(default=0)
    debt_repaid = Whole(default=0)
    is_open = models.BooleanField(default=True)
    """Whether anything of it is pending, free or held; what gathering looks for."""

    class Meta:
        """Numbered within the account; the parts add up to the whole (I4)."""

        db_table = "lot"
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    amount=F("pending")
                    + F("free")
                    + F("held")
                    + F("spent")
                    + F("expired")
                    + F("reversed")
                    + F("transferred")
                    + F("debt_repaid")
                ),
                name="lot_parts_add_up",
            ),
            models.CheckConstraint(
                condition=Q(
                    pending__gte=0,
                    free__gte=0,
                    held__gte=0,
                    spent__gte=0,
                    expired__gte=0,
                    reversed__gte=0,
                    transferred__gte=0,
                    debt_repaid__gte=0,
                ),
                name="lot_parts_not_negative",
            ),
        )
        indexes = (models.Index(fields=("account_id",), condition=Q(is_open=True), name="lot_open"),)
