"""Notices stored: who was told when of a coming version. Rows are added, and once said to be read."""

from __future__ import annotations

from msgspec import Struct

from setia.storage.models import Notice
from setia.storage.rows import insert_new
from setia.storage.streaming import fetch


class Seen(Struct, frozen=True):
    """What a member has seen of a version before it began."""

    version: int
    how: str
    shown_at: int
    read_at: int | None


class Reached(Struct, frozen=True):
    """How many open members have been told of a version, of how many."""

    told: int
    """Shown it, or more."""
    read: int
    """Of those, how many have said that they have read it."""
    mailed: int
    """How many a letter was sent to."""
    members: int


def keep(about: tuple[int, int, int], how: str, now: int, *, is_read: bool) -> None:
    """Keep that an account was shown a version, and has read it; `about` is program, version and account.

    Again it changes nothing.
    """
    insert_new("notice", "program_id, version, account_id, how, shown_at", [(*about, how, now)])
    if is_read:
        program_id, version, account_id = about
        mine = Notice.objects.filter(program_id=program_id, version=version, account_id=account_id, how=how)
        mine.filter(read_at=None).update(read_at=now)


def seen_by(program_id: int, account_id: int) -> list[Seen]:
    """All that a member has seen, under any account that was merged into his; in order of time."""
    rows = fetch(
        "SELECT n.version, n.how, n.shown_at, n.read_at FROM notice n JOIN account a ON a.id = n.account_id"
        " WHERE n.program_id = %s AND (a.id = %s OR a.alias_of = %s) ORDER BY n.shown_at, n.id",
        [program_id, account_id, account_id],
    )
    return [Seen(*row) for row in rows]


def of_account(account_id: int) -> list[Seen]:
    """What was shown to one account, in order of time."""
    found = Notice.objects.filter(account_id=account_id).order_by("shown_at", "id")
    return [Seen(*row) for row in found.values_list("version", "how", "shown_at", "read_at")]


def reached(program_id: int, version: int) -> Reached:
    """How far a version's notice has come; whoever was merged counts once, as who he is now."""
    [(members,)] = fetch(
        "SELECT count(*) FROM account a JOIN member m ON m.account_id = a.id"
        " WHERE a.program_id = %s AND a.status = 'open' AND a.alias_of IS NULL",
        [program_id],
    )
    [(told, read, mailed)] = fetch(
        "SELECT count(DISTINCT r.id), count(DISTINCT CASE WHEN n.read_at IS NOT NULL THEN r.id END),"
        " count(DISTINCT CASE WHEN n.how = 'mail' THEN r.id END) FROM notice n"
        " JOIN account a ON a.id = n.account_id JOIN account r ON r.id = coalesce(a.alias_of, a.id)"
        " WHERE n.program_id = %s AND n.version = %s AND r.status = 'open'",
        [program_id, version],
    )
    return Reached(told, read, mailed, members)
