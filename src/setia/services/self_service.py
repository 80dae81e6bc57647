"""Self-service: nobody who works at a till moves purchases to or from a card of his own (ledger 4.11a)."""

from __future__ import annotations

from setia.engine.commands import MoveOut
from setia.engine.refusals import Refusal
from setia.services.requests import Manner, Request
from setia.storage import members, privacy
from setia.storage.models import Member, Staff
from setia.storage.programs import LoadedProgram

STAFF = "staff:"
"""How actors begin who are of the staff and work at pages."""


def self_service(program: LoadedProgram, request: Request, manner: Manner) -> Refusal | None:
    """The refusal of a move that concerns the acting member, or anybody merged with him; None where none does.

    Somebody acts as a member where his public id is the actor's name, or where his card is kept with the staff.
    """
    if not isinstance(request.command, MoveOut):
        return None
    actor = _member(program, request.actor or manner.actor)
    if actor is None:
        return None
    concerned = {request.account_id, request.to_account_id}
    if request.member is not None:
        concerned.update(members.find([request.member.key(program.key)], program.id).values())
    own = {id_ for one in privacy.person_of(actor).members for id_ in privacy.person_of(one).account_ids}
    return Refusal("self_service") if concerned & own else None


def _member(program: LoadedProgram, actor: str) -> Member | None:
    """The member who acts, where he is one."""
    name = actor.removeprefix(STAFF)
    staff = Staff.objects.filter(program_id=program.id, name=name).exclude(own_account_id=None).first()
    if staff is not None:
        return Member.objects.filter(account_id=staff.own_account_id).first()
    return Member.objects.filter(program_id=program.id, public_id=actor).first()
