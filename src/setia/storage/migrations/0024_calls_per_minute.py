"""A client may have a limit of its own."""

from __future__ import annotations

from django.db import migrations

from setia.storage.models.fields import Whole


class Migration(migrations.Migration):
    """After looks."""

    dependencies = [("storage", "0023_looks")]
    operations = [migrations.AddField("client", "calls_per_minute", Whole(null=True))]
