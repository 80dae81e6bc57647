"""When people have their birthdays: with all else that is personal, in the row that erasure deletes."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Key, Whole


class Migration(migrations.Migration):
    """After the sequences."""

    dependencies = [("storage", "0002_sequences")]
    operations = [
        migrations.AddField("PersonalData", "birthday", Key(null=True)),
        migrations.AddField("PersonalData", "birth_year", Whole(null=True)),
        migrations.AddIndex(
            "PersonalData",
            models.Index(
                fields=["birthday"], condition=models.Q(birthday__isnull=False), name="personal_data_birthday"
            ),
        ),
    ]
