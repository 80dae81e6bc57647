"""Devices on which members are signed in, as rows; and who the member of a device is, in one statement."""

from __future__ import annotations

from msgspec import Struct

from setia.storage import links
from setia.storage.models import MemberSession, PersonalData
from setia.storage.streaming import fetch


class Device(Struct, frozen=True):
    """A device with the member who is signed in on it; where he was merged into another, with the other."""

    digest: bytes
    member_id: int
    public_id: str
    account_id: int
    program_id: int
    joined_at: int
    proved_at: int
    """When he last showed that it is he; 0: never."""
    name: str
    call_name: str
    language: str


def begin(secret: str, member_id: int, now: int, expires_at: int, proved_at: int = 0) -> None:
    """A device is signed in; `secret` is what its cookie says. Those that have ended are swept up."""
    MemberSession.objects.filter(expires_at__lte=now).delete()
    MemberSession.objects.create(
        digest=links.digest(secret), member_id=member_id, created_at=now, expires_at=expires_at, proved_at=proved_at
    )


def find(secret: str, now: int) -> Device | None:
    """The device whose cookie says this; None where nobody is signed in on it any more."""
    rows = fetch(
        "SELECT s.digest, m.id, m.public_id, m.account_id, m.program_id, m.joined_at, s.proved_at,"
        " p.name, p.call_name, coalesce(p.language, '')"
        " FROM member_session s JOIN member own ON own.id = s.member_id JOIN account a ON a.id = own.account_id"
        " JOIN member m ON m.account_id = coalesce(a.alias_of, a.id) JOIN personal_data p ON p.member_id = m.id"
        " WHERE s.digest = %s AND s.expires_at > %s",
        [links.digest(secret), now],
    )
    return Device(bytes(rows[0][0]), *rows[0][1:]) if rows else None


def proved(device: Device, member_id: int, now: int) -> None:
    """He has just shown that it is he; from then on the device is this member's, who may be another one."""
    MemberSession.objects.filter(digest=device.digest).update(member_id=member_id, proved_at=now)


def end(device: Device) -> None:
    """The device is signed out."""
    MemberSession.objects.filter(digest=device.digest).delete()


def end_all(device: Device) -> None:
    """All devices of its member are signed out, those of whoever was merged into him too."""
    rows = fetch(
        "SELECT m.id FROM member m JOIN account a ON a.id = m.account_id WHERE coalesce(a.alias_of, a.id) = %s",
        [device.account_id],
    )
    MemberSession.objects.filter(member_id__in=[id_ for (id_,) in rows]).delete()


def speaks(member_id: int, language: str) -> None:
    """In which language a member reads from now on."""
    PersonalData.objects.filter(member_id=member_id).update(language=language)
