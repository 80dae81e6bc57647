"""How members sign in on pages: links and codes that are good once, sessions, and which addresses are confirmed."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class MemberLink(models.Model):
    """A link by which a member signs in once, such as a till shows as a QR code. Only a digest of it is kept."""

    digest = Digest(primary_key=True)
    """SHA-256 of the link's secret, which has 256 random bits."""
    member_id = Whole()
    created_at = Instant()
    expires_at = Instant()
    used_at = Instant(null=True)

    class Meta:
        """Used by a conditional update: of two who open it at once, one is let in."""

        db_table = "member_link"
        indexes = (models.Index(fields=("member_id",), name="member_link_of"),)


class MemberSession(models.Model):
    """A device on which a member is signed in. Only a digest of what its cookie says is kept."""

    digest = Digest(primary_key=True)
    member_id = Whole()
    created_at = Instant()
    expires_at = Instant()
    proved_at = Instant(default=0)
    """When he last showed by a link or a code that it is he; 0: never, he has only joined here."""

    class Meta:
        """A row a device; without it the cookie is good for nothing."""

        db_table = "member_session"
        indexes = (models.Index(fields=("member_id",), name="member_session_of"),)


class SignInCode(models.Model):
    """A code that is sent to an e-mail address; as many rows for addresses of nobody as for those of members."""

    ticket = Digest(primary_key=True)
    """SHA-256 of what the browser got that asked for the code: nobody else can try it."""
    program_id = Whole()
    member_id = Whole(null=True)
    """Whom it lets in, or who confirms the address; null: nobody, and no code is right."""
    purpose = Key()
    """sign_in, confirm or prove."""
    address = Key()
    """The address that its member confirms; empty where somebody signs in, for it may be anybody's."""
    digest = Digest()
    """HMAC of the code under the program's key."""
    created_at = Instant()
    expires_at = Instant()
    failed = Whole(default=0)
    """Tries; one is counted before it is looked at."""
    used_at = Instant(null=True)

    class Meta:
        """Deleted a day after it was made."""

        db_table = "sign_in_code"
        indexes = (
            models.Index(fields=("member_id",), name="sign_in_code_of"),
            models.Index(fields=("created_at",), name="sign_in_code_at"),
        )


class ConfirmedIdentifier(models.Model):
    """An identifier of which a member has shown that it is his: a code that was sent there came back."""

    id = models.BigAutoField(primary_key=True)
    member_id = Whole()
    key = Digest()
    """As in `identifier`: another address has another key, and is not confirmed by this row."""
    confirmed_at = Instant()

    class Meta:
        """Beside `identifier`, which says whose it is."""

        db_table = "confirmed_identifier"
        constraints = (models.UniqueConstraint(fields=("member_id", "key"), name="confirmed_identifier_key"),)


class MemberAttempt(models.Model):
    """Something that may be done only so often: asking for a code, joining, a wrong code."""

    id = models.BigAutoField(primary_key=True)
    key = Digest()
    """HMAC of what was done and by whom, under the program's key: neither an address nor a network can be read."""
    at = Instant()

    class Meta:
        """Deleted after a day."""

        db_table = "member_attempt"
        indexes = (
            models.Index(fields=("key", "at"), name="member_attempt_of"),
            models.Index(fields=("at",), name="member_attempt_at"),
        )
