"""The staff: who may open the console of a program, in which role; and links by which somebody signs in once."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Staff(models.Model):
    """Somebody with a role in one program. How he signs in, his user says."""

    id = Whole(primary_key=True)
    program_id = Whole()
    user_id = Whole()
    """Of Django's user, who has e-mail, password and the second factor; one person may work for several programs."""
    name = Key()
    """Unique within its program; a code such as `aina`, as it stands in histories."""
    role = Key()
    """owner, manager or cashier."""
    store = Key(default="")
    """The only store that he works in; empty: any."""
    own_account_id = Whole(null=True)
    """His own account, where he is a member, too; null: not known to be one."""
    created_at = Instant()
    created_by = Key()
    revoked_at = Instant(null=True)

    class Meta:
        """Never deleted: histories name him."""

        db_table = "staff"
        constraints = (models.UniqueConstraint(fields=("program_id", "name"), name="staff_name"),)
        indexes = (models.Index(fields=("user_id",), name="staff_of_user"),)


class StaffLink(models.Model):
    """A link by which one of the staff signs in once. Only a digest of it is kept."""

    digest = Digest(primary_key=True)
    """SHA-256 of the link's secret, which has 256 random bits and needs no slow hash."""
    staff_id = Whole()
    created_at = Instant()
    expires_at = Instant()
    used_at = Instant(null=True)

    class Meta:
        """Used by a conditional update: of two who open it at once, one is let in."""

        db_table = "staff_link"


class Secret(models.Model):
    """The key that this deployment's pages sign with, unless the environment names another."""

    id = Whole(primary_key=True)
    key = Digest()

    class Meta:
        """One row: id 1."""

        db_table = "secret"
