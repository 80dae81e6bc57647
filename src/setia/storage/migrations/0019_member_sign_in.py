"""How members sign in on pages, and in which language each reads."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Migration(migrations.Migration):
    """After the products."""

    dependencies = [("storage", "0018_products")]
    operations = [
        migrations.AddField("PersonalData", "language", Key(null=True)),
        migrations.CreateModel(
            name="MemberLink",
            fields=[
                ("digest", Digest(primary_key=True, serialize=False)),
                ("member_id", Whole()),
                ("created_at", Instant()),
                ("expires_at", Instant()),
                ("used_at", Instant(null=True)),
            ],
            options={
                "db_table": "member_link",
                "indexes": [models.Index(fields=["member_id"], name="member_link_of")],
            },
        ),
        migrations.CreateModel(
            name="MemberSession",
            fields=[
                ("digest", Digest(primary_key=True, serialize=False)),
                ("member_id", Whole()),
                ("created_at", Instant()),
                ("expires_at", Instant()),
                ("proved_at", Instant(default=0)),
            ],
            options={
                "db_table": "member_session",
                "indexes": [models.Index(fields=["member_id"], name="member_session_of")],
            },
        ),
        migrations.CreateModel(
            name="SignInCode",
            fields=[
                ("ticket", Digest(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("member_id", Whole(null=True)),
                ("purpose", Key()),
                ("address", Key()),
                ("digest", Digest()),
                ("created_at", Instant()),
                ("expires_at", Instant()),
                ("failed", Whole(default=0)),
                ("used_at", Instant(null=True)),
            ],
            options={
                "db_table": "sign_in_code",
                "indexes": [
                    models.Index(fields=["member_id"], name="sign_in_code_of"),
                    models.Index(fields=["created_at"], name="sign_in_code_at"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConfirmedIdentifier",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("member_id", Whole()),
                ("key", Digest()),
                ("confirmed_at", Instant()),
            ],
            options={
                "db_table": "confirmed_identifier",
                "constraints": [
                    models.UniqueConstraint(fields=("member_id", "key"), name="confirmed_identifier_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberAttempt",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", Digest()),
                ("at", Instant()),
            ],
            options={
                "db_table": "member_attempt",
                "indexes": [
                    models.Index(fields=["key", "at"], name="member_attempt_of"),
                    models.Index(fields=["at"], name="member_attempt_at"),
                ],
            },
        ),
    ]
