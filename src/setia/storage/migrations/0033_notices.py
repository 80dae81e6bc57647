"""Who was told when of a version that was coming."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Instant, Key, Whole


class Migration(migrations.Migration):
    """After rewards found by their codes."""

    dependencies = [("storage", "0032_found_by_codes")]
    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("version", Whole()),
                ("account_id", Whole()),
                ("how", Key()),
                ("shown_at", Instant()),
                ("read_at", Instant(null=True)),
            ],
            options={
                "db_table": "notice",
                "constraints": [
                    models.UniqueConstraint(fields=("program_id", "version", "account_id", "how"), name="notice_once"),
                ],
                "indexes": [models.Index(fields=["account_id"], name="notice_of")],
            },
        ),
        migrations.CreateModel(
            name="NoticeMailing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("version", Whole()),
                ("reached", Whole(default=0)),
                ("tries", Whole(default=0)),
                ("next_at", Instant(null=True)),
            ],
            options={
                "db_table": "notice_mailing",
                "constraints": [
                    models.UniqueConstraint(fields=("program_id", "version"), name="notice_mailing_once"),
                ],
            },
        ),
    ]
