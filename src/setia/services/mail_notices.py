"""Mail notices: an owner has members written to about a coming version; the letters are sent by a job."""

from __future__ import annotations

from django.db import transaction

from setia.services.coming import Coming
from setia.storage import audit_log, clock, mailings
from setia.storage.programs import LoadedProgram


def mail_notices(program: LoadedProgram, one: Coming, by: tuple[str, str]) -> bool:
    """Ask for letters about a version; False, and nothing done, where somebody has before. `by`: actor and channel."""
    with transaction.atomic():
        is_new = mailings.ask(program.id, one.number, clock.system_reading())
        if is_new:
            audit_log.note(program.id, by, "notice_mailed", f"v{one.number}")
    return is_new
