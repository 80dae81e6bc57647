"""Members: found by whatever somebody says of himself; what they have, what happened, and why."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from msgspec import Struct

from setia.engine.calendar import local_date
from setia.storage import finding, people
from setia.storage.finding import FoundMember
from setia.storage.models import PersonalData
from setia.storage.movements import movements_before
from setia.storage.reading import explanation, member_page
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console.spending import frozen_since
from setia.web.known import as_read, kind_words, member_of
from setia.web.telling import Teller
from setia.wording.alphabet import place

PAGE = 30
STORY = 15
TEXT_MAX = 200


class Row(Struct, frozen=True):
    """A member in the list."""

    public_id: str
    name: str
    known_as: str
    joined: str


@staff_only("members")
def found(request: HttpRequest, session: Session) -> HttpResponse:
    """Members that are meant; of one alone, found on Enter, his page."""
    text = request.GET.get("q", "").strip()[:TEXT_MAX]
    after = request.GET.get("after", "")
    key = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
    rows = finding.members(session.program, text, key, PAGE + 1)
    is_typing = request.headers.get("HX-Request") is not None
    if text and len(rows) == 1 and not is_typing and not key:
        return redirect("member", public_id=rows[0].public_id)
    told = {
        "here": "members",
        "q": text,
        "rows": [_row(one, request, session) for one in _in_order(rows, key, text, session)],
        "after": rows[PAGE - 1].key if len(rows) > PAGE else None,
        "done": request.GET.get("done", ""),
    }
    return render(request, "console/members.html", told)


def _in_order(rows: list[FoundMember], after: int, text: str, session: Session) -> list[FoundMember]:
    """By name where all who are meant are on this page; else in order of joining, as the pages follow each other."""
    if not text or after or len(rows) > PAGE:
        return rows[:PAGE]
    return sorted(rows, key=lambda one: place(session.language, one.name or one.call_name))


def _row(one: FoundMember, request: HttpRequest, session: Session) -> Row:
    joined = language.people(request).day(local_date(one.joined_at, session.program.latest.zone))
    identifiers = as_read(session.program, one.identifiers)
    known_as = ", ".join(identifiers.values())
    kinds = kind_words(language.speech(request))
    told = ", ".join(f"{kinds.get(kind, kind)} {value}" for kind, value in identifiers.items())
    name = f"{one.name} ({one.call_name})" if one.name and one.call_name else one.name or one.call_name
    return Row(one.public_id, name or known_as or one.public_id, told, joined)


@staff_only("members")
def member(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """A member's page, as of now."""
    found = member_of(session, public_id)
    page = member_page(found, session.program, session.now, STORY + 1)
    teller = Teller(session)
    data = PersonalData.objects.filter(member_id=found.pk).first()
    call_name = data.call_name if data is not None else ""
    known_as = ", ".join(as_read(session.program, page.identifiers).values())
    told = {
        "here": "members",
        "page": page,
        "name": page.name or known_as or page.public_id,
        "call_name": call_name,
        "known_as": known_as if page.name else "",
        "joined": teller.day(page.joined_at),
        "birthday": language.people(request).birthday(people.birth_date(data)) if data is not None else "",
        "wallets": teller.wallets(page),
        "levels": [teller.level(one) for one in page.levels],
        "cards": [teller.card(one) for one in page.cards],
        "rewards": [teller.reward(one) for one in page.rewards],
        "done": request.GET.get("done", ""),
        "is_frozen": frozen_since(found.account_id) is not None,
        **_story(page.movements, teller),
    }
    return render(request, "console/member.html", told)


@staff_only("members")
def movements(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """Earlier lines of the story, for a page that shows the last ones."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    found = member_of(session, public_id)
    rows = movements_before(found.account_id, before, STORY + 1)
    told = {"page": found, **_story(rows, Teller(session))}
    return render(request, "console/story.html", told)


def _story(rows: tuple[Any, ...], teller: Teller) -> dict[str, Any]:
    shown = [teller.movement(one) for one in rows[:STORY]]
    return {"story": shown, "before": shown[-1].number if len(rows) > STORY else None}


@staff_only("members")
def why(request: HttpRequest, session: Session, public_id: str, number: int) -> HttpResponse:
    """Why one movement was what it was: as a part of the member's page, or by itself."""
    found = member_of(session, public_id)
    explained = explanation(found.account_id, number)
    if explained is None:
        raise Http404
    told = {"here": "members", "page": found, "why": Teller(session, session.audience).why(explained), "number": number}
    is_part = request.headers.get("HX-Request") is not None
    return render(request, "design/parts/why.html" if is_part else "console/why_page.html", told)
