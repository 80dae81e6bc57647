"""Counters: how far limits, budgets and what tiers count have come; caches of what the journal says."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Key, Whole


class Counter(models.Model):
    """One account's counter in one period."""

    pk = models.CompositePrimaryKey("account_id", "name", "period")
    account_id = Whole()
    name = Key()
    """limit:ID, tier:SET:MEASURE, reward:ID, carry:RULE:..., posted:RULE:..."""
    period = Key(default="")
    """A day, week, month or year by name, all of which begin with the year; nothing for what has no period."""
    amount = Whole()

    class Meta:
        """Found by account."""

        db_table = "counter"


class Budget(models.Model):
    """What a limit of the whole program has given in one period. Locked after accounts and keys (ledger 4.16)."""

    pk = models.CompositePrimaryKey("program_id", "name")
    program_id = Whole()
    name = Key()
    """limit@period."""
    used = Whole(default=0)

    class Meta:
        """One row per limit and period."""

        db_table = "budget"


class Stock(models.Model):
    """How many of a reward have been taken by all members together."""

    pk = models.CompositePrimaryKey("program_id", "reward")
    program_id = Whole()
    reward = Key()
    taken = Whole(default=0)

    class Meta:
        """One row per reward."""

        db_table = "stock"
