"""A shop's name, colour, logo and language."""

from __future__ import annotations

from django.db import migrations

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Migration(migrations.Migration):
    """After alerts."""

    dependencies = [("storage", "0022_alerts")]
    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("program_id", Whole(primary_key=True, serialize=False)),
                ("revision", Whole()),
                ("name", Key()),
                ("colour", Key()),
                ("language", Key()),
                ("logo_type", Key()),
                ("logo", Digest()),
                ("changed_at", Instant()),
            ],
            options={"db_table": "look"},
        ),
    ]
