"""How a shop's Thai pages count years and write numbers."""

from __future__ import annotations

from django.db import migrations

from setia.storage.models.fields import Key


class Migration(migrations.Migration):
    """After forecasts that are made afterwards."""

    dependencies = [("storage", "0030_forecasts_made_afterwards")]
    operations = [
        migrations.AddField("Look", "era", Key(default="")),
        migrations.AddField("Look", "digits", Key(default="")),
    ]
