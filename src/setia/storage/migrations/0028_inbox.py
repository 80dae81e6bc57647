"""What else waits in the inbox: over-returns, and who has taken on drafts, proposals and endpoints."""

from __future__ import annotations

from django.db import migrations, models

from setia.storage.models.fields import Key
from setia.storage.models.flag import KINDS
from setia.storage.models.make_good import STATES

STATE = models.CheckConstraint(condition=models.Q(state__in=STATES), name="make_good_state")


class Migration(migrations.Migration):
    """After cards of one's own."""

    dependencies = [("storage", "0027_own_cards")]
    operations = [
        migrations.RemoveConstraint("Flag", "flag_kind"),
        migrations.AddConstraint("Flag", models.CheckConstraint(condition=models.Q(kind__in=KINDS), name="flag_kind")),
        migrations.RemoveConstraint("MakeGood", "make_good_state"),
        migrations.AddConstraint("MakeGood", STATE),
        migrations.AddField("MakeGood", "owner", Key(default="")),
        migrations.AddField("ProgramProposal", "owner", Key(default="")),
        migrations.AddField("WebhookEndpoint", "owner", Key(default="")),
    ]
