"""Members are told that something of theirs was used."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Migration(migrations.Migration):
    """After ends by idleness."""

    dependencies = [("storage", "0021_idle_ends")]
    operations = [
        migrations.CreateModel(
            name="AlertReach",
            fields=[("program_id", Whole(primary_key=True, serialize=False)), ("position", Whole())],
            options={"db_table": "alert_reach"},
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("position", Whole()),
                ("member_id", Whole()),
                ("number", Whole()),
                ("state", Key(default="waiting")),
                ("made_at", Instant()),
                ("tries", Whole(default=0)),
                ("next_at", Instant()),
                ("holder", Key(default="")),
                ("held_until", Instant(default=0)),
                ("digest", Digest(default=b"")),
                ("expires_at", Instant(default=0)),
                ("denied_at", Instant(null=True)),
            ],
            options={
                "db_table": "alert",
                "constraints": [
                    models.UniqueConstraint(fields=("program_id", "position"), name="alert_once"),
                ],
                "indexes": [
                    models.Index(
                        fields=["program_id", "next_at"], condition=models.Q(state="waiting"), name="alert_waiting"
                    ),
                    models.Index(fields=["digest"], name="alert_link"),
                    models.Index(fields=["member_id"], name="alert_of"),
                ],
            },
        ),
    ]
