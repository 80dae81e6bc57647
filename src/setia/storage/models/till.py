"""Tills: devices at which the staff serve, and the PIN by which each of them says that it is he."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Till(models.Model):
    """A device that was opened once by somebody who had signed in. It shows a secret of which a digest is kept."""

    id = Whole(primary_key=True)
    program_id = Whole()
    name = Key()
    """A code such as `kl-1`: its receipts are numbered under it."""
    store = Key(default="")
    """Where it stands; empty where the program has no stores."""
    digest = Digest()
    """SHA-256 of the secret, which has 256 random bits and needs no slow hash."""
    opened_at = Instant()
    opened_by = Key()
    closed_at = Instant(null=True)
    staff_id = Whole(default=0)
    """Who serves at it now; 0: it is locked."""
    shift = Key(default="")
    """Random, of whoever serves now: what an earlier one was given is good for nothing."""

    class Meta:
        """Never deleted: histories name it. Of one name at most one is open."""

        db_table = "till"
        constraints = (
            models.UniqueConstraint(fields=("digest",), name="till_digest"),
            models.UniqueConstraint(
                fields=("program_id", "name"), condition=models.Q(closed_at=None), name="till_open_name"
            ),
        )


class StaffPin(models.Model):
    """The PIN of one of the staff, as a slow hash; good at tills alone."""

    staff_id = Whole(primary_key=True)
    hashed = Key()
    """scrypt with its cost and salt."""
    failed = Whole(default=0)
    """Wrong ones since the last right one."""
    locked_until = Instant(default=0)
    set_at = Instant()

    class Meta:
        """At most one for each."""

        db_table = "staff_pin"
