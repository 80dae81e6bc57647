"""What has happened all the same, and who looks at it; and at messages that could not be delivered."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Instant, Key, Whole
from setia.storage.models.flag import KINDS


class Migration(migrations.Migration):
    """After the uploads."""

    dependencies = [("storage", "0013_uploads")]
    operations = [
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("kind", Key()),
                ("reason", Key()),
                ("account_id", Whole(null=True)),
                ("order_key", models.BinaryField(null=True)),
                ("upload_id", Whole(null=True)),
                ("number", Whole()),
                ("event_at", Instant()),
                ("received_at", Instant()),
                ("actor", Key()),
                ("channel", Key()),
                ("owner", Key(default="")),
                ("seen_by", Key(default="")),
                ("seen_at", Instant(null=True)),
            ],
            options={
                "db_table": "flag",
                "constraints": [models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="flag_kind")],
                "indexes": [
                    models.Index(
                        fields=["program_id", "kind", "received_at"],
                        condition=models.Q(seen_by=""),
                        name="flag_open",
                    )
                ],
            },
        ),
        migrations.AddField("WebhookMessage", "owner", Key(default="")),
        migrations.AddField("WebhookMessage", "given_up_by", Key(default="")),
        migrations.AddIndex(
            "WebhookMessage",
            models.Index(
                fields=["endpoint_id", "ended_at"],
                condition=models.Q(state="failed", given_up_by=""),
                name="webhook_message_failed",
            ),
        ),
    ]
