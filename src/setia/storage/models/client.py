"""Clients: the tills, web shops and apps that call the API, and the keys they do it with."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole


class Client(models.Model):
    """One integration. Its keys rotate beneath it; idempotency keys and sources are its own."""

    id = Whole(primary_key=True)
    program_id = Whole()
    name = Key()
    """Unique within its program; a code, as it stands in histories."""
    scopes = Key()
    """What it may do, separated by spaces."""
    store = Key(default="")
    """The only store that it speaks for; empty: any."""
    is_till = models.BooleanField(default=False)
    """Whether it must show that the member is there, for what is above the program's limits."""
    calls_per_minute = Whole(null=True)
    """How often it may call; null: as often as is usual."""
    created_at = Instant()
    created_by = Key()
    revoked_at = Instant(null=True)

    class Meta:
        """Never deleted: histories name it."""

        db_table = "client"
        constraints = (models.UniqueConstraint(fields=("program_id", "name"), name="client_name"),)


class ClientKey(models.Model):
    """One key of a client. Only a digest of its secret half is kept."""

    id = Key(primary_key=True)
    """The public half: it finds the key, and may be shown and logged."""
    client_id = Whole()
    digest = Digest()
    """SHA-256 of the secret half, which has 256 random bits and needs no slow hash."""
    created_at = Instant()
    expires_at = Instant(null=True)
    revoked_at = Instant(null=True)

    class Meta:
        """Several may be good at once, so that one can be replaced while both work."""

        db_table = "client_key"
        indexes = (models.Index(fields=("client_id",), name="client_key_of"),)
