"""Confirm an e-mail address: a code that was sent there came back, so it is his, whatever stood where until now.

Whose it is: nobody else's, and he gets it; somebody's who never confirmed it, and it is taken from him; somebody's who
has, and then that is he, too.
"""

from __future__ import annotations

from django.db import transaction

from setia.engine.refusals import Refusal
from setia.services.for_visitors import CHANNEL
from setia.services.update_person import Changes, update_person
from setia.storage import sign_in_codes
from setia.storage.members import Known
from setia.storage.models import Member
from setia.storage.programs import LoadedProgram


def confirm_email(program: LoadedProgram, member: Member, address: str, now: int) -> Member | Refusal:
    """Whose the address is then: the member's, or that of somebody who had confirmed it before."""
    key, by = Known("email", address).key(program.key), (member.public_id, CHANNEL)
    with transaction.atomic():
        holder = sign_in_codes.holder(program.id, key)
        if holder is not None and holder.pk != member.pk:
            if sign_in_codes.is_confirmed(holder.pk, key):
                return holder
            done = update_person(program, holder, Changes(identifiers={"email": ""}), by=by)
            if isinstance(done, Refusal):
                return done
        done = update_person(program, member, Changes(identifiers={"email": address}), by=by)
        if isinstance(done, Refusal):
            return done
        sign_in_codes.confirm(member.pk, key, now)
    return member
