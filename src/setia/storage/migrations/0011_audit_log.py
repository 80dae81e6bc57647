"""The audit log, and what was done by hand in the ledger found by when it was."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Instant, Key, Whole
from setia.storage.models.ledger import BY_HAND


class Migration(migrations.Migration):
    """After the inbox."""

    dependencies = [("storage", "0010_inbox_and_search")]
    operations = [
        migrations.CreateModel(
            name="AuditLog",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("at", Instant()),
                ("actor", Key()),
                ("channel", Key()),
                ("action", Key()),
                ("subject", Key(default="")),
                ("details", models.TextField(default="")),
            ],
            options={"db_table": "audit_log"},
        ),
        migrations.AddIndex("AuditLog", models.Index(fields=["program_id", "at", "id"], name="audit_log_when")),
        migrations.AddIndex(
            "Journal",
            models.Index(fields=["recorded_at"], condition=models.Q(kind__in=list(BY_HAND)), name="journal_by_hand"),
        ),
    ]
