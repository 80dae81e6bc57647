"""Proofs that a member is there, as rows: PINs, codes that are to be sent, and what was used."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from msgspec import Struct

from setia.storage import people
from setia.storage.models import Account, Member, MemberPin, OneTimeCode, UsedProof
from setia.storage.rows import insert_new


class ToSend(Struct, frozen=True):
    """A code that somebody has to send."""

    member: str
    """Public id."""
    identifiers: dict[str, str]
    code: str
    expires_at: int
    language: str = ""
    """In which he reads; empty: he has not chosen one."""


def lock_member(account_id: int) -> None:
    """Let others wait who want the same of this account; inside a transaction."""
    Account.objects.select_for_update().filter(pk=account_id).values_list("pk", flat=True).first()


def used_for(key: bytes) -> bytes | None:
    """The request that a proof was used for; None: it was not."""
    found = UsedProof.objects.filter(key=key).values_list("used_for", flat=True).first()
    return None if found is None else bytes(found)


def use(key: bytes, member_id: int, request: bytes, now: int) -> bytes:
    """Use a proof for a request. The request that it is used for then: another where another was faster."""
    insert_new("used_proof", "key, member_id, used_for, used_at", [(key, member_id, request, now)])
    return bytes(UsedProof.objects.values_list("used_for", flat=True).get(key=key))


def member_of(key: bytes) -> Member | None:
    """The member who used this; None where nobody did."""
    return Member.objects.filter(pk__in=UsedProof.objects.filter(key=key).values("member_id")).first()


def forget_used(before: int) -> None:
    """Delete what was used so long ago that it has ended anyway."""
    UsedProof.objects.filter(used_at__lt=before).delete()


def add_code(member_id: int, code: tuple[str, bytes], now: int, expires_at: int) -> None:
    """A further code; `code` is its text, and the digest that it is known by."""
    text, digest = code
    OneTimeCode.objects.filter(member_id=member_id).update(text="")
    OneTimeCode.objects.create(member_id=member_id, digest=digest, text=text, created_at=now, expires_at=expires_at)


def codes_since(member_id: int, since: int) -> int:
    """How many codes a member was sent since then."""
    return OneTimeCode.objects.filter(member_id=member_id, created_at__gt=since).count()


def locked_code(member_id: int) -> OneTimeCode | None:
    """The newest code of a member, locked; inside a transaction."""
    return OneTimeCode.objects.select_for_update().filter(member_id=member_id).order_by("-id").first()


def who_waits(program_id: int) -> list[int]:
    """Members to whom a code is still to be sent, by id."""
    mine = Member.objects.filter(program_id=program_id).values("pk")
    waiting = OneTimeCode.objects.filter(member_id__in=mine).exclude(text="").order_by("id")
    return list(waiting.values_list("member_id", flat=True))


def take_codes(program_id: int, now: int, most: int, only: Collection[int] | None = None) -> list[ToSend]:
    """Codes that are still to be sent, each given out once; then nobody can read them any more.

    `only` are the members whose codes are meant; None: everybody's.
    """
    with transaction.atomic():
        OneTimeCode.objects.filter(expires_at__lte=now).exclude(text="").update(text="")
        mine = Member.objects.filter(program_id=program_id).values("pk")
        meant = OneTimeCode.objects.select_for_update().filter(member_id__in=mine).exclude(text="").order_by("id")
        if only is not None:
            meant = meant.filter(member_id__in=only)
        rows = list(meant[:most])
        OneTimeCode.objects.filter(pk__in=[row.pk for row in rows]).update(text="")
        return [_to_send(row) for row in rows]


def _to_send(row: OneTimeCode) -> ToSend:
    known = people.read(row.member_id)
    public_id = Member.objects.values_list("public_id", flat=True).get(pk=row.member_id)
    if known is None:
        return ToSend(public_id, {}, row.text, row.expires_at)
    return ToSend(public_id, dict(known.identifiers), row.text, row.expires_at, known.language)


def set_pin(member_id: int, hashed: str, now: int) -> None:
    """Give a member a PIN, instead of the one that he has."""
    MemberPin.objects.update_or_create(
        member_id=member_id, defaults={"hashed": hashed, "failed": 0, "locked_until": 0, "set_at": now}
    )


def has_pin(member_id: int) -> bool:
    """Whether a member has set one."""
    return MemberPin.objects.filter(member_id=member_id).exists()


def forget_pin(member_id: int) -> bool:
    """Take a member's PIN away. Whether he had one."""
    return bool(MemberPin.objects.filter(member_id=member_id).delete()[0])


def locked_pin(member_id: int) -> MemberPin | None:
    """A member's PIN, locked; inside a transaction."""
    return MemberPin.objects.select_for_update().filter(member_id=member_id).first()


def clear_pin(member_id: int, hashed: str) -> None:
    """What was wrong before counts no more, if the PIN is still this one."""
    MemberPin.objects.filter(member_id=member_id, hashed=hashed).update(failed=0, locked_until=0)
