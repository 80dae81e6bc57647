"""Members: who they are, apart from what they own, so that the first can be erased and the second cannot."""

from __future__ import annotations

from django.db import models

from setia.storage.models.fields import Digest, Instant, Key, Whole
from setia.storage.models.program import Program


class Member(models.Model):
    """A person in one program. Carries no personal data."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    public_id = Key(unique=True)
    account_id = Whole(unique=True)
    joined_at = Instant()

    class Meta:
        """One row a member."""

        db_table = "member"


class Identifier(models.Model):
    """A way to find a member: the keyed hash of an email address, phone, card or external id."""

    program = models.ForeignKey(Program, on_delete=models.PROTECT)
    kind = Key()
    key = Digest()
    member = models.ForeignKey(Member, on_delete=models.PROTECT)

    class Meta:
        """Unique within a program; the kind is part of the hash. An index says which kinds there are."""

        db_table = "identifier"
        constraints = (models.UniqueConstraint(fields=("program", "key"), name="identifier_key"),)
        indexes = (models.Index(fields=("program", "kind"), name="identifier_kind"),)


class PersonalData(models.Model):
    """All that is personal, in one row that erasure removes (ledger 4.13)."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, primary_key=True)
    name = models.TextField(default="")
    """As its owner writes it, never split (locale 3)."""
    call_name = models.TextField(default="")
    """How to greet; without one, by the name."""
    title = models.TextField(default="")
    identifiers = models.JSONField(default=dict)
    """Readable identifiers by kind, as they were given."""
    birthday = Key(null=True)
    """Month and day, such as 05-14; null: not said."""
    birth_year = Whole(null=True)
    """Null: not said; a birthday needs none."""
    language = Key(null=True)
    """In which he reads; null: he has not chosen one."""

    class Meta:
        """One row a member, until erased; the index finds whose birthday it is."""

        db_table = "personal_data"
        indexes = (
            models.Index(
                fields=("birthday",), condition=models.Q(birthday__isnull=False), name="personal_data_birthday"
            ),
        )


class SearchPart(models.Model):
    """A name from one of its characters on, or a phone number from its end: what somebody may type (searching)."""

    pk = models.CompositePrimaryKey("program_id", "kind", "text", "member_id")
    program_id = Whole()
    kind = Key()
    """Name or tail."""
    text = Key()
    """As it is compared: folded, and of a phone number the digits backwards."""
    member_id = Whole()

    class Meta:
        """Found by how it begins; removed with the person."""

        db_table = "search_part"
        indexes = (models.Index(fields=("member_id",), name="search_part_of"),)
