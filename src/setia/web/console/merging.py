"""Two members who are one person: what they would have is said first, and for a month it can be undone."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.engine.commands import MergeOut, UnmergeOut
from setia.engine.refusals import Refusal
from setia.services.preview_pair import preview_pair
from setia.storage.models import Member
from setia.storage.movements import movements_of_command
from setia.storage.reading import account_as_of
from setia.web.admitted import Session, staff_only
from setia.web.console.choosing import chosen, outcome
from setia.web.forms import asked_for, new_key
from setia.web.known import member_of, name_of
from setia.web.telling import Teller
from setia.wording.refusals import refusal


class Merge(Struct, frozen=True):
    """One that may be undone."""

    number: int
    name: str
    day: str
    other: Member


@require_http_methods(["GET", "POST"])
@staff_only("merge")
def merge(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """Whom to merge into this member, what both would have, and what becomes of it."""
    member = member_of(session, public_id)
    other, told = chosen(request, session, public_id)
    mistakes: dict[str, str] = {}
    if other is not None and request.method == "POST":
        mistakes = asked_for(request, session, f"/members/{other.public_id}/merge", {"into": public_id})
        if not mistakes:
            return redirect(f"{reverse('member', args=[public_id])}?done=merged")
    elif other is not None:
        told |= _foreseen(session, (other, member), MergeOut(session.now, ""))
    told |= {"here": "members", "public_id": public_id, "name": name_of(member), "mistakes": mistakes}
    told |= {"key": request.POST.get("key") or new_key(), "merges": _merges(session, member)}
    return render(request, "console/merge.html", told, status=422 if mistakes else 200)


@require_http_methods(["GET", "POST"])
@staff_only("merge")
def undo(request: HttpRequest, session: Session, public_id: str, number: int) -> HttpResponse:
    """Part two members again: what both would have, and what becomes of it. Raises Http404."""
    member = member_of(session, public_id)
    found = next((one for one in _merges(session, member) if one.number == number), None)
    if found is None:
        raise Http404
    mistakes: dict[str, str] = {}
    told: dict[str, Any] = {"other": {"public_id": found.other.public_id, "name": found.name}, "day": found.day}
    if request.method == "POST":
        mistakes = asked_for(request, session, f"/members/{public_id}/merges/{number}/undo", {})
        if not mistakes:
            return redirect(f"{reverse('member', args=[public_id])}?done=parted")
    else:
        told |= _foreseen(session, (member, found.other), UnmergeOut(session.now, number, ""))
    told |= {"here": "members", "public_id": public_id, "name": name_of(member), "mistakes": mistakes}
    told["key"] = request.POST.get("key") or new_key()
    return render(request, "console/unmerge.html", told, status=422 if mistakes else 200)


def _foreseen(session: Session, between: tuple[Member, Member], command: MergeOut | UnmergeOut) -> dict[str, Any]:
    """What the first and the second would have, or why not."""
    both = preview_pair(session.program, between[0].account_id, between[1].account_id, command)
    if isinstance(both, Refusal):
        return {"no": refusal(Teller(session).speaker, both.code, both.numbers).text}
    return outcome(session, both)


def _merges(session: Session, member: Member) -> list[Merge]:
    """Those of a member that nobody has undone, latest first."""
    account = account_as_of(member.account_id, session.now, session.program)
    found = []
    for number in sorted(account.progress.merged.values(), reverse=True):
        moved = [one for one in movements_of_command(member.account_id, number) if one.seq == number]
        other = Member.objects.filter(
            program_id=session.program.id, public_id=moved[0].counterpart if moved else ""
        ).first()
        if other is not None:
            found.append(Merge(number, name_of(other), Teller(session).day(moved[0].effective_at), other))
    return found
