"""Webhook messages: laid out once, claimed by conditional update with a lease, and what became of each try."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F, Q, QuerySet
from msgspec import Struct

from setia.storage.models import WebhookAttempt, WebhookEndpoint, WebhookMessage
from setia.storage.rows import Rows, insert_new

FORGOTTEN_AT_ONCE = 1_000
COLUMNS = (
    "endpoint_id, message_id, position, kind, body, state, made_at, tries, next_at, holder, held_until, owner,"
    " given_up_by"
)


class Attempt(Struct, frozen=True):
    """One try to send a message that this process holds, and what is to come of it."""

    message: WebhookMessage
    at: int
    duration_ms: int
    status: int | None
    fault: str
    answer: str
    state: str
    """What the message is in now: `waiting`, `delivered`, `failed`."""
    next_at: int


def rows(endpoint_id: int, messages: Sequence[tuple[str, int, str, str]], now: int) -> Rows:
    """Rows of messages to be sent at once, each its id, position, kind and body."""
    return [
        (endpoint_id, id_, position, kind, body, "waiting", now, 0, now, "", 0, "", "")
        for id_, position, kind, body in messages
    ]


def lay_out(endpoint: WebhookEndpoint, upto: int, laid: Rows) -> bool:
    """Lay messages out up to a position. False, and nothing done, where somebody else has moved on meanwhile."""
    with transaction.atomic():
        mine = WebhookEndpoint.objects.filter(id=endpoint.id, position=endpoint.position, disabled="")
        if mine.update(position=upto) != 1:
            return False
        insert_new("webhook_message", COLUMNS, laid)
    return True


def claim(endpoint_id: int, holder: str, lease: tuple[int, int], limit: int) -> list[WebhookMessage]:
    """Messages of one endpoint that are due and that nobody holds; `lease` is now, and until when they are ours."""
    now, until = lease
    due = _free(endpoint_id, now).order_by("next_at", "id").values_list("id", flat=True)
    ids = list(due[:limit])
    if not ids:
        return []
    if not _free(endpoint_id, now).filter(id__in=ids).update(holder=holder, held_until=until):
        return []
    mine = WebhookMessage.objects.filter(id__in=ids, holder=holder, held_until=until, state="waiting")
    return list(mine.order_by("next_at", "id"))


def _free(endpoint_id: int, now: int) -> QuerySet[WebhookMessage]:
    return WebhookMessage.objects.filter(
        endpoint_id=endpoint_id, state="waiting", next_at__lte=now, held_until__lte=now
    )


def record(attempts: Sequence[Attempt]) -> list[bool]:
    """What became of tries, in one database transaction. False for a message that is not ours any more, because the
    lease ran out: only the try is kept, and what becomes of the message is for whoever has it now.
    """
    with transaction.atomic():
        WebhookAttempt.objects.bulk_create(
            WebhookAttempt(
                of_id=one.message.id,
                at=one.at,
                duration_ms=one.duration_ms,
                status=one.status,
                fault=one.fault,
                answer=one.answer,
            )
            for one in attempts
        )
        return [_settle(one) for one in attempts]


def _settle(attempt: Attempt) -> bool:
    ended_at = None if attempt.state == "waiting" else attempt.at
    changed = _held(attempt.message).update(
        state=attempt.state, tries=F("tries") + 1, next_at=attempt.next_at, held_until=0, ended_at=ended_at
    )
    return changed == 1


def _held(message: WebhookMessage) -> QuerySet[WebhookMessage]:
    """The message, if it is still held as it was when it was claimed."""
    return WebhookMessage.objects.filter(id=message.id, holder=message.holder, held_until=message.held_until)


def let_go(message: WebhookMessage) -> None:
    """A message that was claimed and not sent is anybody's again."""
    _held(message).update(held_until=0)


def again(messages: QuerySet[WebhookMessage]) -> int:
    """Send messages again from the start of the schedule. Returns how many they are.

    One that is being sent at this moment is nobody's again, too: what becomes of that try does not end this one.
    """
    fresh = {"state": "waiting", "tries": 0, "next_at": 0, "ended_at": None, "holder": "", "held_until": 0}
    return messages.update(**fresh, owner="", given_up_by="")


def stopped(program_id: int) -> QuerySet[WebhookEndpoint]:
    """Endpoints that were disabled by themselves, as they took nothing or said that they are gone."""
    return WebhookEndpoint.objects.filter(program_id=program_id, disabled__in=("gone", "failing"))


def undelivered(
    program_id: int, owner: str | None, after: tuple[int, int], most: int
) -> tuple[int, list[tuple[WebhookMessage, str]]]:
    """How many messages have failed that nobody has given up, and the oldest with their endpoints' public ids.

    `after` is when one ended, and its number: those that come later are told, all are counted.
    """
    named = dict(WebhookEndpoint.objects.filter(program_id=program_id).values_list("id", "public_id"))
    found = _failed(list(named))
    if owner is not None:
        found = found.filter(owner=owner)
    at, id_ = after
    later = found.filter(Q(ended_at__gt=at) | Q(ended_at=at, id__gt=id_)).order_by("ended_at", "id")[:most]
    return found.count(), [(one, named[one.endpoint_id]) for one in later]


def one_undelivered(program_id: int, id_: int) -> tuple[WebhookMessage, str] | None:
    """One of them by the number of its row."""
    named = dict(WebhookEndpoint.objects.filter(program_id=program_id).values_list("id", "public_id"))
    found = _failed(list(named)).filter(id=id_).first()
    return None if found is None else (found, named[found.endpoint_id])


def own_undelivered(message: WebhookMessage, **fields: str) -> bool:
    """Say who has taken one on, or given it up. Whether it is still there."""
    return bool(_failed([message.endpoint_id]).filter(id=message.id).update(**fields))


def _failed(endpoint_ids: Sequence[int]) -> QuerySet[WebhookMessage]:
    return WebhookMessage.objects.filter(endpoint_id__in=endpoint_ids, state="failed", given_up_by="")


def succeeded(endpoint_id: int) -> None:
    """It takes what it is sent."""
    WebhookEndpoint.objects.filter(id=endpoint_id).exclude(failing_since=None).update(failing_since=None)


def failed(endpoint_id: int, now: int) -> int:
    """It has not taken something. Returns since when it takes nothing."""
    WebhookEndpoint.objects.filter(id=endpoint_id, failing_since=None).update(failing_since=now)
    since = WebhookEndpoint.objects.values_list("failing_since", flat=True).get(id=endpoint_id)
    return now if since is None else int(since)


def disable(endpoint_id: int, why: str, now: int) -> bool:
    """Send nothing more. False where that was so before."""
    mine = WebhookEndpoint.objects.filter(id=endpoint_id, disabled="")
    return mine.update(disabled=why, disabled_at=now) == 1


def forget(endpoint_ids: Sequence[int], before: int) -> int:
    """Delete messages that ended before an instant, with their tries. Returns how many."""
    ended = Q(endpoint_id__in=endpoint_ids, ended_at__lt=before) & ~Q(state="waiting")
    ids = list(WebhookMessage.objects.filter(ended).values_list("id", flat=True)[:FORGOTTEN_AT_ONCE])
    with transaction.atomic():
        WebhookAttempt.objects.filter(of_id__in=ids).delete()
        WebhookMessage.objects.filter(id__in=ids).delete()
    return len(ids)
