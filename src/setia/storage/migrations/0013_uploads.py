"""Files of purchases that are sent over the API and imported by the worker."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Digest, Instant, Key, Whole
from setia.storage.models.upload import STATES


class Migration(migrations.Migration):
    """After the make-goods."""

    dependencies = [("storage", "0012_make_good")]
    operations = [
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("name", models.TextField()),
                ("plan", models.TextField()),
                ("state", Key(default="receiving")),
                ("made_by", Key()),
                ("made_at", Instant()),
                ("position", Whole(default=0)),
                ("total", Whole(default=0)),
                ("result", models.TextField(default="")),
                ("finished_at", Instant(null=True)),
            ],
            options={
                "db_table": "upload",
                "constraints": [models.CheckConstraint(condition=models.Q(state__in=STATES), name="upload_state")],
                "indexes": [
                    models.Index(
                        fields=["program_id", "id"], condition=models.Q(state="waiting"), name="upload_waiting"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UploadPart",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "upload_id", "n", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("upload_id", Whole()),
                ("n", Whole()),
                ("digest", Digest()),
                ("content", models.BinaryField()),
            ],
            options={"db_table": "upload_part"},
        ),
    ]
