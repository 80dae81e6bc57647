"""Whatever a page looks for is found by an index: members by part of a name or the end of a phone number, too."""

from __future__ import annotations

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from setia.storage import searching
from setia.storage.models.fields import Key, Whole


def fill(apps: StateApps, _: BaseDatabaseSchemaEditor) -> None:
    """Of those who are members already."""
    searching.fill(apps.get_model("storage", "PersonalData"), apps.get_model("storage", "SearchPart"))


class Migration(migrations.Migration):
    """After limits."""

    dependencies = [("storage", "0024_calls_per_minute")]
    operations = [
        migrations.CreateModel(
            name="SearchPart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "program_id",
                        "kind",
                        "text",
                        "member_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("program_id", Whole()),
                ("kind", Key()),
                ("text", Key()),
                ("member_id", Whole()),
            ],
            options={
                "db_table": "search_part",
                "indexes": [models.Index(fields=["member_id"], name="search_part_of")],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex("Identifier", models.Index(fields=["program", "kind"], name="identifier_kind")),
        migrations.RemoveIndex("Purchase", "purchase_when"),
        migrations.AddIndex(
            "Purchase",
            models.Index(fields=["program_id", "event_at", "id", "net"], name="purchase_when"),
        ),
        migrations.AddIndex(
            "Purchase",
            models.Index(fields=["program_id", "store", "event_at", "id", "net"], name="purchase_in_store"),
        ),
    ]
