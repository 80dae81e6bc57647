"""Accounts of which nothing may be used, and the case that a member opens who says that it was not he."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Instant, Key, Whole
from setia.storage.models.flag import KINDS


class Migration(migrations.Migration):
    """After the guard."""

    dependencies = [("storage", "0016_guard")]
    operations = [
        migrations.CreateModel(
            name="SpendingFreeze",
            fields=[
                ("account_id", Whole(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("since", Instant()),
                ("actor", Key()),
                ("channel", Key()),
            ],
            options={"db_table": "spending_freeze"},
        ),
        migrations.RemoveConstraint("Flag", "flag_kind"),
        migrations.AddConstraint("Flag", models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="flag_kind")),
    ]
