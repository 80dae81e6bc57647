"""What many members should have had, given as one and undone as one."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Instant, Key, Whole
from setia.storage.models.make_good import STATES


class Migration(migrations.Migration):
    """After the audit log."""

    dependencies = [("storage", "0011_audit_log")]
    operations = [
        migrations.CreateModel(
            name="MakeGood",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("name", Key()),
                ("reason", Key()),
                ("state", Key(default="draft")),
                ("made_by", Key()),
                ("made_at", Instant()),
                ("approved_by", Key(default="")),
                ("approved_at", Instant(null=True)),
                ("applied_at", Instant(null=True)),
                ("undone_at", Instant(null=True)),
            ],
            options={
                "db_table": "make_good",
                "constraints": [
                    models.UniqueConstraint(fields=["program_id", "name"], name="make_good_once"),
                    models.CheckConstraint(condition=models.Q(state__in=STATES), name="make_good_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MakeGoodItem",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "make_good_id", "n", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("make_good_id", Whole()),
                ("n", Whole()),
                ("account_id", Whole(null=True)),
                ("command", Key()),
                ("body", models.BinaryField()),
                ("order_key", models.BinaryField(null=True)),
                ("reference", models.TextField(default="")),
                ("state", Key(default="pending")),
                ("code", Key(default="")),
                ("seq", Whole(default=0)),
                ("awarded", models.TextField(default="")),
                ("taken", models.TextField(default="")),
            ],
            options={
                "db_table": "make_good_item",
                "indexes": [models.Index(fields=["account_id"], name="make_good_item_account")],
            },
        ),
    ]
