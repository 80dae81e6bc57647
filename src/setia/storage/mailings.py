"""Mailings stored: letters about a coming version, claimed for a while, sent in the order of members."""

from __future__ import annotations

from setia.storage.models import NoticeMailing
from setia.storage.streaming import fetch

MAIL = "mail"
"""The way that proof of a letter names."""


def ask(program_id: int, version: int, now: int) -> bool:
    """Have letters about a version sent from now on; False where they were asked for before."""
    _, is_new = NoticeMailing.objects.get_or_create(program_id=program_id, version=version, defaults={"next_at": now})
    return is_new


def claim(program_id: int, now: int, until: int) -> NoticeMailing | None:
    """One that is due; nobody else sends of it before `until`."""
    for one in NoticeMailing.objects.filter(program_id=program_id, next_at__lte=now).order_by("id"):
        if NoticeMailing.objects.filter(pk=one.pk, next_at=one.next_at).update(next_at=until):
            one.next_at = until
            return one
    return None


def settle(mailing: NoticeMailing, next_at: int | None) -> None:
    """How far it has come, and when it goes on; None: it is over. Nothing where the claim has run out."""
    NoticeMailing.objects.filter(pk=mailing.pk, next_at=mailing.next_at).update(
        reached=mailing.reached, tries=mailing.tries, next_at=next_at
    )


def next_ones(mailing: NoticeMailing, most: int) -> list[tuple[int, int]]:
    """Members who come next, with their accounts: open, with a confirmed address, and without such a letter."""
    rows = fetch(
        "SELECT m.id, m.account_id FROM member m JOIN account a ON a.id = m.account_id"
        " WHERE a.program_id = %s AND a.status = 'open' AND m.id > %s"
        " AND EXISTS (SELECT 1 FROM confirmed_identifier c JOIN identifier i ON i.member_id = c.member_id"
        "  AND i.key = c.key AND i.kind = 'email' WHERE c.member_id = m.id)"
        " AND NOT EXISTS (SELECT 1 FROM notice n WHERE n.account_id = m.account_id AND n.program_id = a.program_id"
        "  AND n.version = %s AND n.how = %s) ORDER BY m.id LIMIT %s",
        [mailing.program_id, mailing.reached, mailing.version, MAIL, most],
    )
    return [(member_id, account_id) for member_id, account_id in rows]
