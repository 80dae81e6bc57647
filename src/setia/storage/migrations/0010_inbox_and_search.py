"""Who has taken on what waits for somebody to look at it; and purchases found by when they were, and by receipt."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Key


class Migration(migrations.Migration):
    """After the webhooks."""

    dependencies = [("storage", "0009_proofs")]
    operations = [
        migrations.AddField("Review", "owner", Key(default="")),
        migrations.AddField("WaitingReturn", "owner", Key(default="")),
        migrations.AddIndex("Purchase", models.Index(fields=["program_id", "event_at"], name="purchase_when")),
        migrations.AddIndex("PurchaseReference", models.Index(fields=["reference"], name="purchase_by_receipt")),
    ]
