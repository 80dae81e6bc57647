"""Who reads: a member who is signed in on this device, by a cookie of his own, or somebody of whom nothing is known."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, cast

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from msgspec import Struct

from setia.engine.calendar import DAY, MINUTE, SECOND, local_date
from setia.services import for_staff, for_visitors
from setia.services.for_visitors import Visitor
from setia.storage import clock, member_sessions, people, sign_in_codes
from setia.storage.member_sessions import Device
from setia.storage.members import Known
from setia.storage.models import Member, Program
from setia.storage.programs import LoadedProgram
from setia.web import admitted, language, looks
from setia.wording.alphabet import place
from setia.wording.languages import LANGUAGES, Language
from setia.wording.people import People

P = ParamSpec("P")
COOKIE: Final = "setia_member"
LIFE: Final = 180 * DAY
"""How long a device stays signed in."""
FRESH: Final = 15 * MINUTE
"""How long a proof lets a member take his data, and end it all."""


class Visit(Struct, frozen=True):
    """A member who reads his page, now."""

    device: Device
    program: LoadedProgram
    language: Language
    now: int
    """By the deployment's clock."""
    has_proved: bool
    """Whether he has shown a moment ago that it is he, and not only that he joined here."""
    scopes: tuple[str, ...] = ()

    @property
    def member(self) -> Member:
        """His row, without asking for it again."""
        one = self.device
        return Member(
            id=one.member_id,
            program_id=one.program_id,
            public_id=one.public_id,
            account_id=one.account_id,
            joined_at=one.joined_at,
        )

    @property
    def people(self) -> People:
        """How he has dates and numbers, at this shop."""
        return People.of(self.language, self.program.look)

    @property
    def greeting(self) -> str:
        """What to call him; empty where that is not known."""
        return self.device.call_name or self.device.name

    @property
    def path(self) -> str:
        """Where the API has what is his."""
        return f"/members/{self.device.public_id}"

    def asking(self, *scopes: str) -> Visit:
        """The same, asking the API for one thing that needs this."""
        return msgspec.structs.replace(self, scopes=scopes)

    def token(self) -> str:
        """Who asks the API, and for what, signed."""
        return token(self.program, self.device.public_id, self.scopes)


View = Callable[Concatenate[HttpRequest, Visit, P], HttpResponse]
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def token(program: LoadedProgram, public_id: str, scopes: tuple[str, ...]) -> str:
    """What a page shows the API for a member, or for somebody who joins."""
    who = Visitor(program.id, public_id, scopes, clock.machine_reading())
    return for_visitors.sign(for_staff.shared_key(), who)


def members_only(view: View[P]) -> Page[P]:
    """A view for whoever is signed in as a member, in his language; everybody else signs in first."""

    @wraps(view)
    def drawn(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        visit = of_request(request)
        if visit is None:
            return _sign_in_first(request)
        request.setia_language = visit.language  # type: ignore[attr-defined]  # as ReadersLanguage keeps it
        with translation.override(visit.language):
            answer = view(request, visit, *args, **kwargs)
        answer.headers["Content-Language"] = visit.language
        return answer

    return cast("Page[P]", drawn)


def of_request(request: HttpRequest) -> Visit | None:
    """Who asks; None where nobody is signed in on this device."""
    secret = request.COOKIES.get(COOKIE, "")
    at = clock.system_reading()
    device = member_sessions.find(secret, at) if secret else None
    if device is None:
        return None
    program = admitted.program_of(device.program_id)
    looks.wear(request, program)
    spoken = next((one for one in LANGUAGES if one == device.language), language.of(request))
    has_proved = at - device.proved_at < FRESH
    return Visit(device, program, spoken, clock.read(), has_proved)


def of_new_device(request: HttpRequest, secret: str) -> Visit:
    """The same for a device that has been signed in a moment ago."""
    request.COOKIES[COOKIE] = secret
    visit = of_request(request)
    assert visit is not None
    return visit


def begin(request: HttpRequest, member_id: int, *, proved: bool) -> str:
    """Sign this device in; what its cookie is to say. Whoever was signed in on it before is not any more."""
    now = clock.system_reading()
    before = request.COOKIES.get(COOKIE, "")
    if before and (device := member_sessions.find(before, now)) is not None:
        member_sessions.end(device)
    secret = secrets.token_urlsafe(32)
    member_sessions.begin(secret, member_id, now, now + LIFE, now if proved else 0)
    return secret


def with_cookie(answer: HttpResponse, secret: str) -> HttpResponse:
    """An answer that signs its device in."""
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=LIFE // SECOND,
        path="/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


def without_cookie(answer: HttpResponse) -> HttpResponse:
    """An answer that signs its device out."""
    answer.delete_cookie(COOKIE, path="/", samesite="Lax")
    return answer


def program_named(request: HttpRequest, code: str) -> LoadedProgram:
    """The program of a link, which its page is about; without a code, the only one. Raises Http404."""
    found = Program.objects.filter(code=code) if code else Program.objects.all()[:2]
    ids = list(found.values_list("pk", flat=True))
    if len(ids) != 1:
        raise Http404
    return about(request, ids[0])


def about(request: HttpRequest, program_id: int) -> LoadedProgram:
    """A program, whose look the page wears from here on."""
    program = admitted.program_of(program_id)
    looks.wear(request, program)
    return program


def which(request: HttpRequest, code: str, route: str) -> HttpResponse | None:
    """Where a deployment has several programs and a link names none, the question which; None where it is clear."""
    several = [] if code else list(Program.objects.order_by("code").values_list("pk", "code"))
    if len(several) < 2:
        return None
    spoken, back = language.of(request), next_of(request)
    query = f"?{urlencode({'next': back})}" if back else ""
    ways = [
        (admitted.program_of(id_).called(spoken), f"{reverse(route, args=[named])}{query}") for id_, named in several
    ]
    return render(
        request, "portal/which.html", {"brand": "Setia", "ways": sorted(ways, key=lambda one: place(spoken, one[0]))}
    )


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards: somewhere of a member's own, or nowhere."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours and (wanted == "/me" or wanted.startswith("/me/")) else ""


def network(request: HttpRequest) -> str:
    """Where somebody asks from, as the front says."""
    return request.headers.get("X-Forwarded-For", "")[:64]


def draw(request: HttpRequest, visit: Visit, template: str, told: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page with what every page of a member has around it."""
    return render(
        request, template, {"visit": visit, "brand": visit.program.called(visit.language), **told}, status=status
    )


def _sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the way in, and back afterwards; of a part of a page, the whole page goes there."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("me_sign_in")})
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    query = f"?{urlencode(back)}" if back and request.path != reverse("me") else ""
    return redirect(f"{reverse('me_sign_in')}{query}")


def confirmed_address(visit: Visit) -> str:
    """The e-mail address that a member has shown to be his; empty where there is none."""
    person = people.read(visit.device.member_id)
    address = person.identifiers.get("email", "") if person is not None else ""
    key = Known("email", address).key(visit.program.key)
    return address if address and sign_in_codes.is_confirmed(visit.device.member_id, key) else ""


def day_of(visit: Visit, instant: int) -> date:
    """A day where the program is."""
    return local_date(instant, visit.program.latest.zone)
