"""Forecasts, documents that wait for a second person, and what a guard counts and keeps back."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Instant, Key, Whole
from setia.storage.models.flag import KINDS
from setia.storage.models.guard import PROPOSAL_STATES, STATES


class Migration(migrations.Migration):
    """After the staff."""

    dependencies = [("storage", "0015_staff")]
    operations = [
        migrations.CreateModel(
            name="ProgramForecast",
            fields=[
                ("program_id", Whole()),
                ("version", Whole()),
                ("pk", models.CompositePrimaryKey("program_id", "version", primary_key=True, serialize=False)),
                ("forecast", models.TextField()),
            ],
            options={"db_table": "program_forecast"},
        ),
        migrations.CreateModel(
            name="ProgramProposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("document", models.TextField()),
                ("source", models.TextField()),
                ("forecast", models.TextField(default="")),
                ("against", Whole()),
                ("undoes", Whole(default=0)),
                ("proposed_by", Key()),
                ("proposed_at", Instant()),
                ("state", Key(default="open")),
                ("decided_by", Key(default="")),
                ("decided_at", Instant(null=True)),
                ("version", Whole(null=True)),
            ],
            options={
                "db_table": "program_proposal",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(state__in=PROPOSAL_STATES), name="program_proposal_state")
                ],
            },
        ),
        migrations.CreateModel(
            name="GuardCount",
            fields=[
                ("program_id", Whole()),
                ("block", Whole()),
                ("version", Whole()),
                ("thing", Key()),
                ("minute", Whole()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "program_id", "block", "version", "thing", "minute", primary_key=True, serialize=False
                    ),
                ),
                ("awards", Whole()),
                ("units", Whole()),
            ],
            options={"db_table": "guard_count"},
        ),
        migrations.CreateModel(
            name="GuardTrip",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("program_id", Whole()),
                ("version", Whole()),
                ("rule", Key()),
                ("wallet", Key()),
                ("tripped_at", Instant()),
                ("awards", Whole()),
                ("units", Whole()),
                ("expected", Whole()),
                ("state", Key(default="open")),
                ("settled_by", Key(default="")),
                ("settled_at", Instant(null=True)),
            ],
            options={
                "db_table": "guard_trip",
                "constraints": [
                    models.UniqueConstraint(fields=("program_id", "version", "rule"), name="guard_trip_rule"),
                    models.CheckConstraint(condition=models.Q(state__in=STATES), name="guard_trip_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GuardWait",
            fields=[
                ("program_id", Whole()),
                ("version", Whole()),
                ("rule", Key()),
                ("account_id", Whole()),
                ("seq", Whole()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "program_id", "version", "rule", "account_id", "seq", primary_key=True, serialize=False
                    ),
                ),
            ],
            options={"db_table": "guard_wait"},
        ),
        migrations.RemoveConstraint("Flag", "flag_kind"),
        migrations.AddConstraint("Flag", models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="flag_kind")),
    ]
