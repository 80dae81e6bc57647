"""A reward is found by its code from a pool, too."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """After what else waits in the inbox."""

    dependencies = [("storage", "0028_inbox")]
    operations = [
        migrations.AddIndex(
            "IssuedReward",
            models.Index(fields=["code"], condition=~models.Q(code=""), name="reward_pool_code"),
        ),
    ]
