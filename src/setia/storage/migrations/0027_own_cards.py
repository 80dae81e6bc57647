"""Somebody of the staff may be a member, too."""

from __future__ import annotations

from django.db import migrations

from setia.storage.models.fields import Whole


class Migration(migrations.Migration):
    """After sources."""

    dependencies = [("storage", "0026_sources")]
    operations = [migrations.AddField("staff", "own_account_id", Whole(null=True))]
