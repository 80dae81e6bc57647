"""What the shop says of its products, and whether it says anything at all."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Instant, Key, Whole


class Migration(migrations.Migration):
    """After frozen spending."""

    dependencies = [("storage", "0017_freezes")]
    operations = [
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("sku", Key()),
                ("since", Instant()),
                ("name", models.TextField(default="")),
                ("category", Key(default="")),
                ("department", Key(default="")),
                ("brand", Key(default="")),
                ("tags", models.TextField(default="[]")),
                ("is_sold", Whole(default=1)),
                ("recorded_at", Instant()),
            ],
            options={
                "db_table": "product",
                "indexes": [models.Index(fields=["program_id", "sku", "since"], name="product_since")],
            },
        ),
        migrations.AddField("Program", "has_products", Whole(default=0)),
    ]
