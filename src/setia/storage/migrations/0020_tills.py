"""Tills, and the PINs of those who serve at them."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Migration(migrations.Migration):
    """After how members sign in."""

    dependencies = [("storage", "0019_member_sign_in")]
    operations = [
        migrations.CreateModel(
            name="Till",
            fields=[
                ("id", Whole(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("name", Key()),
                ("store", Key(default="")),
                ("digest", Digest()),
                ("opened_at", Instant()),
                ("opened_by", Key()),
                ("closed_at", Instant(null=True)),
                ("staff_id", Whole(default=0)),
                ("shift", Key(default="")),
            ],
            options={
                "db_table": "till",
                "constraints": [
                    models.UniqueConstraint(fields=("digest",), name="till_digest"),
                    models.UniqueConstraint(
                        fields=("program_id", "name"), condition=models.Q(closed_at=None), name="till_open_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffPin",
            fields=[
                ("staff_id", Whole(primary_key=True, serialize=False)),
                ("hashed", Key()),
                ("failed", Whole(default=0)),
                ("locked_until", Instant(default=0)),
                ("set_at", Instant()),
            ],
            options={"db_table": "staff_pin"},
        ),
    ]
