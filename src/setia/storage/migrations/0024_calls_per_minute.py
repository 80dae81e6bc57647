"""A client may have a limit of its own."""

from __future__ import annotations

from django.db import migrations

from setia.storage.models.fields import Whole


class Migration(migrations.Migration):
    """After alerts."""

    dependencies = [("storage", "0022_alerts")]
    operations = [migrations.AddField("client", "calls_per_minute", Whole(null=True))]
