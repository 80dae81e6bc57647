"""Proofs that a member is there: his PIN, codes that were sent to him, and proofs that were used."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class MemberPin(models.Model):
    """A member's PIN, as a slow hash."""

    member_id = Whole(primary_key=True)
    hashed = Key()
    """scrypt with its cost and salt."""
    failed = Whole(default=0)
    """Wrong ones since the last right one."""
    locked_until = Instant(default=0)
    set_at = Instant()

    class Meta:
        """At most one for each member."""

        db_table = "member_pin"


class OneTimeCode(models.Model):
    """A code that is sent to a member, and that he tells the till."""

    id = models.BigAutoField(primary_key=True)
    member_id = Whole()
    digest = Digest()
    """HMAC of the code under the program's key."""
    text = Key(default="")
    """The code itself until somebody has fetched it to send it; then nothing."""
    created_at = Instant()
    expires_at = Instant()
    failed = Whole(default=0)
    used_for = Digest(null=True)
    """The digest of the request that it was used for."""

    class Meta:
        """The newest of a member is the one that is good."""

        db_table = "one_time_code"
        indexes = (models.Index(fields=("member_id", "id"), name="one_time_code_of"),)


class UsedProof(models.Model):
    """A proof that can be used once, and was."""

    key = Digest(primary_key=True)
    """HMAC of the proof under the program's key."""
    member_id = Whole()
    used_for = Digest()
    """The digest of the request that it was used for: that one may be sent again."""
    used_at = Instant()

    class Meta:
        """Kept for a day; the proof itself is good for a minute."""

        db_table = "used_proof"
        indexes = (models.Index(fields=("used_at",), name="used_proof_at"),)
