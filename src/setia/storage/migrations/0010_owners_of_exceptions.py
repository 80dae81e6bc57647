"""Who has taken on what waits for somebody to look at it."""

from __future__ import annotations

from django.db import migrations

from setia.storage.models.fields import Key


class Migration(migrations.Migration):
    """After the jobs."""

    dependencies = [("storage", "0006_jobs")]
    operations = [
        migrations.AddField("Review", "owner", Key(default="")),
        migrations.AddField("WaitingReturn", "owner", Key(default="")),
    ]
