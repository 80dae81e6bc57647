"""Which member somebody of the staff is himself: he never moves a purchase to or from that card (ledger 4.11a)."""

from __future__ import annotations

from django.db import transaction

from setia.services.staff import CHANNEL, StaffFault
from setia.storage import audit_log
from setia.storage.models import Member, Staff
from setia.storage.programs import LoadedProgram
from setia.storage.reading import find_member


def set_own_card(program: LoadedProgram, name: str, member: str, actor: str, channel: str = CHANNEL) -> Member | None:
    """The member, named by public id or an identifier, whom somebody of the staff now is; empty: none.

    Raises StaffFault, having changed nothing.
    """
    with transaction.atomic():
        staff = Staff.objects.select_for_update().filter(program_id=program.id, name=name, revoked_at=None).first()
        if staff is None:
            raise StaffFault("unknown_staff", found=name)
        found = find_member(program, member) if member else None
        if member and found is None:
            raise StaffFault("unknown_member", found=member)
        staff.own_account_id = found.account_id if found is not None else None
        staff.save(update_fields=["own_account_id"])
        told = {"member": found.public_id if found is not None else ""}
        audit_log.note(program.id, (actor, channel), "staff_card_set", name, **told)
    return found
