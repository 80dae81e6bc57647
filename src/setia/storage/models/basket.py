"""Baskets that are priced and wait to be paid, and the codes of price rules."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Basket(models.Model):
    """One basket from its pricing to its end. Its name follows from its client's key: asked twice it is one basket."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    public_id = Key()
    account_id = Whole(null=True)
    """None: a guest's."""
    state = Key(default="open")
    created_at = Instant()
    ends_at = Instant()
    """From this instant on an open one has ended, whether or not anybody has booked it."""
    asked = Digest()
    """What was asked for, so that the same key with something else is refused."""
    content = models.BinaryField(default=b"")
    """The purchase at its prices, with what is kept for it."""
    answer = models.BinaryField(default=b"")
    settled_at = Instant(null=True)
    settled_by = Digest(null=True)
    """What it was ended with, for whoever sends that again."""
    settled_answer = models.BinaryField(null=True)

    class Meta:
        """Found by its name; the open ones by when they end."""

        db_table = "basket"
        indexes = (models.Index(fields=("program_id", "ends_at"), condition=Q(state="open"), name="basket_open"),)
        constraints = (
            models.UniqueConstraint(fields=("program_id", "public_id"), name="basket_once"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "committed", "released", "expired"]), name="basket_state"
            ),
        )


class PriceCode(models.Model):
    """A code for a price rule. The code itself is nowhere: it is shown once, when it is made."""

    pk = models.CompositePrimaryKey("program_id", "digest")
    program_id = Whole()
    digest = Key()
    rule = Key()
    uses = Whole(null=True)
    per_member = Whole(null=True)
    used = Whole(default=0)
    account_id = Whole(null=True)
    begins_at = Instant(null=True)
    ends_at = Instant(null=True)
    given_back_at = Instant(null=True)
    created_at = Instant()
    created_by = Key()

    class Meta:
        """No code is used more often than it can be, whatever happens above."""

        db_table = "price_code"
        constraints = (
            models.CheckConstraint(condition=Q(used__gte=0), name="price_code_used"),
            models.CheckConstraint(
                condition=Q(uses__isnull=True) | Q(used__lte=models.F("uses")), name="price_code_most"
            ),
        )


class PriceCodeUse(models.Model):
    """A code that a basket keeps, or was used on."""

    pk = models.CompositePrimaryKey("program_id", "digest", "basket_id")
    program_id = Whole()
    digest = Key()
    basket_id = Whole()
    state = Key(default="reserved")
    """given_back: the order on which it was used came back whole."""
    until = Instant()
    """From this instant on a reserved one is free."""
    order_key = Digest(null=True)

    class Meta:
        """The baskets of a code, and the codes of a basket."""

        db_table = "price_code_use"
        indexes = (models.Index(fields=("basket_id",), name="price_code_of_basket"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=["reserved", "used", "released", "given_back"]), name="price_code_use_state"
            ),
        )
