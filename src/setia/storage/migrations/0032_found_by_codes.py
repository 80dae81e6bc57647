"""A reward is found by its code from a pool, too, and what a purchase became by the purchase."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """After years and digits."""

    dependencies = [("storage", "0031_years_and_digits")]
    operations = [
        migrations.AddIndex(
            "IssuedReward",
            models.Index(fields=["code"], condition=models.Q(code__gt=""), name="reward_pool_code"),
        ),
        migrations.AddIndex(
            "Purchase",
            models.Index(fields=["order_key"], condition=models.Q(version__gt=1), name="purchase_edited"),
        ),
    ]
