"""Endpoints: who is told of what happens. Added, given another secret, disabled, enabled; tried, and told again."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.db import IntegrityError, transaction
from msgspec import Struct

from setia.engine.calendar import DAY
from setia.services.webhooks import guard, telling
from setia.services.webhooks.guard import Allowed
from setia.services.webhooks.kinds import ALL, KINDS, Ping
from setia.storage import audit_log, clock, outbox, webhooks
from setia.storage.models import WebhookEndpoint, WebhookMessage
from setia.storage.programs import LoadedProgram
from setia.storage.rows import insert_new

SECRET_BYTES = 32
OVERLAP_MAX = 30 * DAY
"""The longest time for which a secret that was replaced still signs."""


class WebhookFault(Exception):
    """What cannot be done with an endpoint; `code` says why, `numbers` with what."""

    def __init__(self, code: str, **numbers: int | str) -> None:
        super().__init__(code)
        self.code, self.numbers = code, numbers


By = tuple[str, str]
"""Who does it: the actor and his channel, for the audit log."""


class Checked(Struct, frozen=True):
    """An address that may be sent to; only `check` makes it."""

    url: str


class Secret(Struct, frozen=True):
    """An endpoint with the secret that signs what it is sent, as it is shown once."""

    endpoint: WebhookEndpoint
    text: str


def allowed() -> Allowed:
    """The places that the operator allows although they are not in the open, from SETIA_WEBHOOK_PLACES."""
    return guard.allowed(settings.SETIA_WEBHOOK_PLACES)


def check(url: str) -> Checked:
    """An address that may be sent to, as its host is resolved now, which may take a while. Raises WebhookFault.

    Each send looks again.
    """
    places = allowed()
    try:
        guard.addresses(guard.target(url, places), places)
    except guard.Refused as refused:
        raise WebhookFault(refused.code, **refused.numbers) from None
    return Checked(url)


def add(
    program: LoadedProgram, by: By, checked: Checked, kinds: Sequence[str], from_position: int | None = None
) -> Secret:
    """An endpoint that is told what happens from now on, or from a position of the log. Raises WebhookFault."""
    wanted = _wanted(kinds)
    last = outbox.last_position()
    if from_position is not None and not 1 <= from_position <= last + 1:
        raise WebhookFault("no_such_position", found=from_position, most=last + 1)
    secret = new_secret()
    try:
        with transaction.atomic():
            endpoint = WebhookEndpoint.objects.create(
                public_id=f"whe_{secrets.token_urlsafe(12)}",
                program_id=program.id,
                url=checked.url,
                kinds=wanted,
                position=last if from_position is None else from_position - 1,
                secret=secret,
                created_at=clock.read(),
                created_by=by[0],
            )
            audit_log.note(program.id, by, "webhook_added", endpoint.public_id, url=checked.url, kinds=endpoint.kinds)
    except IntegrityError:
        raise WebhookFault("endpoint_exists", found=checked.url) from None
    return Secret(endpoint, secret)


def change(
    program: LoadedProgram, by: By, public_id: str, checked: Checked | None, kinds: Sequence[str] | None
) -> WebhookEndpoint:
    """Send to another address, or tell other kinds of events; None leaves it as it is. Raises WebhookFault.

    What has been laid out already is sent to the new address, with the secret that it had. Other kinds are told from
    now on; those that are not wanted any more and have been laid out are sent still.
    """
    wanted = None if kinds is None else _wanted(kinds)
    try:
        with transaction.atomic():
            found = WebhookEndpoint.objects.select_for_update().get(id=find(program, public_id).id)
            before = found.url, found.kinds
            if checked is not None and checked.url != found.url:
                found.url, found.failing_since = checked.url, None  # what the other one has not taken is not its fault
            found.kinds = found.kinds if wanted is None else wanted
            if (found.url, found.kinds) != before:
                found.save(update_fields=["url", "kinds", "failing_since"])
                told = {"url": found.url, "kinds": found.kinds, "url_before": before[0], "kinds_before": before[1]}
                audit_log.note(program.id, by, "webhook_changed", public_id, **told)
    except IntegrityError:
        raise WebhookFault("endpoint_exists", found=checked.url if checked is not None else "") from None
    return found


def _wanted(kinds: Sequence[str]) -> str:
    """Kinds as they are kept. Raises WebhookFault."""
    wanted = sorted(set(kinds) or {ALL})
    if unknown := [one for one in wanted if one not in KINDS and one != ALL]:
        raise WebhookFault("unknown_kind", found=unknown[0], expected=", ".join(sorted(KINDS)))
    return " ".join(wanted)


def new_secret() -> str:
    """256 random bits, as Standard Webhooks writes them."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def find(program: LoadedProgram, public_id: str) -> WebhookEndpoint:
    """One of the program's endpoints. Raises WebhookFault."""
    found = WebhookEndpoint.objects.filter(program_id=program.id, public_id=public_id).first()
    if found is None:
        raise WebhookFault("unknown_endpoint", found=public_id)
    return found


def listed(program: LoadedProgram, after: int = 0, most: int | None = None) -> list[WebhookEndpoint]:
    """The program's endpoints in the order in which they were added; after one, and so many at most, if wished."""
    return list(WebhookEndpoint.objects.filter(program_id=program.id, id__gt=after).order_by("id")[:most])


def rotate(program: LoadedProgram, by: By, public_id: str, overlap: int) -> Secret:
    """Another secret; the one before signs too for so many microseconds. Raises WebhookFault."""
    if not 0 <= overlap <= OVERLAP_MAX:
        raise WebhookFault("overlap_too_long", most_days=OVERLAP_MAX // DAY)
    with transaction.atomic():
        found = WebhookEndpoint.objects.select_for_update().get(id=find(program, public_id).id)
        found.secret_before, found.secret = found.secret, new_secret()
        found.secret_before_ends_at = clock.system_reading() + overlap
        found.save(update_fields=["secret", "secret_before", "secret_before_ends_at"])
        audit_log.note(program.id, by, "webhook_secret_rotated", public_id)
    return Secret(found, found.secret)


def disable(program: LoadedProgram, by: By, public_id: str) -> WebhookEndpoint:
    """Send nothing more, until it is enabled: what happens meanwhile waits. Raises WebhookFault."""
    with transaction.atomic():
        if webhooks.disable(find(program, public_id).id, "by_hand", clock.read()):
            audit_log.note(program.id, by, "webhook_disabled", public_id, reason="by_hand")
    return find(program, public_id)


def stop_telling(endpoint_id: int, why: str, now: int) -> str:
    """Send nothing more to a receiver that does not take it. Returns its public id; nothing where it is so already."""
    with transaction.atomic():
        if not webhooks.disable(endpoint_id, why, now):
            return ""
        found = WebhookEndpoint.objects.get(id=endpoint_id)
        audit_log.note(found.program_id, ("setia", "worker"), "webhook_disabled", found.public_id, reason=why)
    return str(found.public_id)


def enable(program: LoadedProgram, by: By, public_id: str) -> WebhookEndpoint:
    """Go on where it stopped: nothing is left out. Raises WebhookFault."""
    with transaction.atomic():
        found = WebhookEndpoint.objects.filter(id=find(program, public_id).id).exclude(disabled="")
        if found.update(disabled="", disabled_at=None, failing_since=None, owner=""):
            audit_log.note(program.id, by, "webhook_enabled", public_id)
    return find(program, public_id)


def leave_disabled(program: LoadedProgram, by: By, public_id: str) -> None:
    """Somebody has seen that it was disabled by itself, and wants it so. Raises WebhookFault."""
    with transaction.atomic():
        seen = webhooks.stopped(program.id).filter(id=find(program, public_id).id)
        if not seen.update(disabled="by_hand", owner=""):
            raise WebhookFault("unknown_endpoint", found=public_id)
        audit_log.note(program.id, by, "webhook_disabled", public_id, reason="by_hand")


def ping(program: LoadedProgram, public_id: str) -> WebhookMessage:
    """Send it a test, like any other message. Raises WebhookFault."""
    found = find(program, public_id)
    now = clock.system_reading()
    id_ = telling.message_id(program.key, found.public_id, "ping", secrets.token_hex(8))
    body = telling.body("ping", now, Ping(program.code, found.public_id))
    insert_new("webhook_message", webhooks.COLUMNS, webhooks.rows(found.id, [(id_, 0, "ping", body)], now))
    return WebhookMessage.objects.get(endpoint_id=found.id, message_id=id_)


def replay(program: LoadedProgram, by: By, public_id: str, message_id: str) -> WebhookMessage:
    """Send one message again, now and by the whole schedule, under the id that it had. Raises WebhookFault."""
    found = find(program, public_id)
    messages = WebhookMessage.objects.filter(endpoint_id=found.id, message_id=message_id)
    with transaction.atomic():
        if not webhooks.again(messages):
            raise WebhookFault("unknown_message", found=message_id)
        audit_log.note(program.id, by, "webhook_replayed", public_id, message=message_id)
    return messages.get()


def replay_from(program: LoadedProgram, by: By, public_id: str, position: int) -> int:
    """Tell everything again from a position on, each message under the id that it had. Returns how many are known.

    What was told so long ago that it was forgotten is laid out anew. Raises WebhookFault.
    """
    found = find(program, public_id)
    last = outbox.last_position()
    if not 1 <= position <= last:
        raise WebhookFault("no_such_position", found=position, most=last)
    with transaction.atomic():
        known = WebhookMessage.objects.filter(endpoint_id=found.id, position__gte=position)
        again = webhooks.again(known)
        WebhookEndpoint.objects.filter(id=found.id, position__gte=position).update(position=position - 1)
        audit_log.note(program.id, by, "webhook_replayed", public_id, from_position=position)
    return again
