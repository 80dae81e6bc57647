"""The staff, the links by which they sign in, and the key that pages sign with."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Migration(migrations.Migration):
    """After the flags."""

    dependencies = [("storage", "0014_flags")]
    operations = [
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("id", Whole(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("user_id", Whole()),
                ("name", Key()),
                ("role", Key()),
                ("store", Key(default="")),
                ("created_at", Instant()),
                ("created_by", Key()),
                ("revoked_at", Instant(null=True)),
            ],
            options={
                "db_table": "staff",
                "constraints": [models.UniqueConstraint(fields=("program_id", "name"), name="staff_name")],
                "indexes": [models.Index(fields=["user_id"], name="staff_of_user")],
            },
        ),
        migrations.CreateModel(
            name="StaffLink",
            fields=[
                ("digest", Digest(primary_key=True, serialize=False)),
                ("staff_id", Whole()),
                ("created_at", Instant()),
                ("expires_at", Instant()),
                ("used_at", Instant(null=True)),
            ],
            options={"db_table": "staff_link"},
        ),
        migrations.CreateModel(
            name="Secret",
            fields=[("id", Whole(primary_key=True, serialize=False)), ("key", Digest())],
            options={"db_table": "secret"},
        ),
    ]
