"""A source belongs to one client, and says within what its receipt numbers are unique."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Key, Whole


class Migration(migrations.Migration):
    """After members found by an index."""

    dependencies = [("storage", "0025_found_by_index")]
    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "program_id", "name", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("program_id", Whole()),
                ("name", Key()),
                ("client", Key(default="")),
                ("order_id_scope", Key(default="")),
                ("revision", Whole(default=1)),
            ],
            options={"db_table": "source"},
        ),
    ]
