"""Products: what the shop says of what it sells, so that a till need say no more than its number."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Instant, Key, Whole


class Product(models.Model):
    """What holds of a product from an instant on. Append-only: what was sold before keeps what was said then."""

    id = models.BigAutoField(primary_key=True)
    program_id = Whole()
    sku = Key()
    since = Instant()
    name = models.TextField(default="")
    category = Key(default="")
    department = Key(default="")
    brand = Key(default="")
    tags = models.TextField(default="[]")
    """A JSON list."""
    is_sold = Whole(default=1)
    """0: from then on nothing is said of it any more."""
    recorded_at = Instant()

    class Meta:
        """Of two that hold from the same instant, the one said later stands."""

        db_table = "product"
        indexes = (models.Index(fields=("program_id", "sku", "since"), name="product_since"),)
