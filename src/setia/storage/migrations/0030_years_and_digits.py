"""How a shop's Thai pages count years and write numbers."""

from __future__ import annotations

from django.db import migrations

from setia.storage.models.fields import Key


class Migration(migrations.Migration):
    """After letters of guards."""

    dependencies = [("storage", "0029_guard_letter")]
    operations = [
        migrations.AddField("Look", "era", Key(default="")),
        migrations.AddField("Look", "digits", Key(default="")),
    ]
