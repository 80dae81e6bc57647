"""Facts about members that rules may read: attributes and segments, as codes and never as text."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Key, Whole


class MemberFact(models.Model):
    """One attribute with its value, or one segment."""

    pk = models.CompositePrimaryKey("account_id", "kind", "name")
    account_id = Whole()
    kind = Key()
    name = Key()
    value = Key(default="")

    class Meta:
        """Found by account."""

        db_table = "member_fact"
        constraints = (
            models.CheckConstraint(condition=models.Q(kind__in=["attribute", "segment"]), name="member_fact_kind"),
        )
