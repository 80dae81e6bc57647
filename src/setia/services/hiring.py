"""Staff taken on, let in again and let go by an owner at the console; owners are made on the server alone.

A link lets its reader in as a user, who may work in other programs, too, or own this one. So none is made here for a
user who does: it would let an owner of one program into another.
"""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction

from setia.services import staff as work
from setia.services.staff import LINK_LIVES, Post, StaffFault
from setia.storage import staff
from setia.storage.models import Staff
from setia.storage.programs import LoadedProgram

ROLES = ("cashier", "manager")
"""What somebody can be taken on as."""


def hire(program: LoadedProgram, name: str, post: Post, by: tuple[str, str]) -> str:
    """Take somebody on; the secret of the link that lets him in once. Raises StaffFault, having changed nothing."""
    if post.role not in ROLES:
        raise StaffFault("bad_role", found=post.role)
    with transaction.atomic():
        known = get_user_model().objects.filter(email=post.email.lower()).first()
        if known is not None and staff.of_user(known.pk):
            raise StaffFault("email_taken", found=post.email)
        made = work.add(program, name, post, by[0], by[1])
        return work.link(program, made.name, LINK_LIVES, by[0], by[1])


def let_in_again(program: LoadedProgram, name: str, by: tuple[str, str]) -> str:
    """A further link for somebody who has lost his way in. Raises StaffFault."""
    with transaction.atomic():
        _of_here(program, name)
        return work.link(program, name, LINK_LIVES, by[0], by[1])


def dismiss(program: LoadedProgram, name: str, by: tuple[str, str]) -> None:
    """Somebody may do nothing any more: signed in, at a till, or by a link that is still open. Raises StaffFault."""
    with transaction.atomic():
        _of_here(program, name)
        work.remove(program, name, by[0], by[1])


def _of_here(program: LoadedProgram, name: str) -> None:
    """See to it that somebody is of the staff of this program, no owner, and of no other program."""
    found = Staff.objects.filter(program_id=program.id, name=name, revoked_at=None).first()
    if found is None:
        raise StaffFault("unknown_staff", found=name)
    if found.role not in ROLES:
        raise StaffFault("is_owner", found=name)
    if any(one.program_id != program.id or one.role not in ROLES for one in staff.of_user(found.user_id)):
        raise StaffFault("works_elsewhere", found=name)
