"""A forecast may be made after its version was applied; those that there are came with theirs."""

from __future__ import annotations

from django.db import migrations

from setia.storage.models.fields import Instant


class Migration(migrations.Migration):
    """After letters about guards."""

    dependencies = [("storage", "0029_guard_letter")]
    operations = [migrations.AddField("ProgramForecast", "made_at", Instant(null=True))]
