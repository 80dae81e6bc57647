"""What a shop's pages and letters look like to whoever reads them."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Look(models.Model):
    """One program's, as it now is. Who changed it, and when, the audit log keeps."""

    program_id = Whole(primary_key=True)
    revision = Whole()
    """One more with every change: pages know by it whether they still have the last one."""
    name = Key()
    """What the shop is called; empty: as its program says."""
    colour = Key()
    """#rrggbb; empty: Setia's own."""
    language = Key()
    """Of who asks for none that Setia speaks; empty: English."""
    era = Key(default="")
    """Of years on Thai pages: `common`; empty: Buddhist."""
    digits = Key(default="")
    """On Thai pages: `thai`; empty: 0 to 9."""
    logo_type = Key()
    """Its media type; empty where there is no logo."""
    logo = Digest()
    changed_at = Instant()

    class Meta:
        """Found by program."""

        db_table = "look"
