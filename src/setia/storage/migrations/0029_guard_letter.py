"""Owners are told by mail that a guard has stopped a rule. Of what has tripped before, nobody is told any more."""

from __future__ import annotations

from django.db import migrations

from setia.storage.models.fields import Instant


class Migration(migrations.Migration):
    """After what else waits in the inbox."""

    dependencies = [("storage", "0028_inbox")]
    operations = [migrations.AddField("GuardTrip", "letter_at", Instant(null=True))]
