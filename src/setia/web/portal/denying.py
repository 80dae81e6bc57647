"""The link in an alert's letter: its reader says that it was not he, without signing in, and can do nothing else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.storage import alerts, clock, people
from setia.storage.models import Member
from setia.storage.programs import LoadedProgram
from setia.storage.reading import explanation
from setia.web import language
from setia.web.forms import asked_for
from setia.web.portal import visiting
from setia.web.telling import Teller
from setia.wording.languages import LANGUAGES, Language
from setia.wording.people import People


class Letter(Struct, frozen=True):
    """Whoever has opened the link of a letter."""

    program: LoadedProgram
    public_id: str
    language: Language
    now: int

    @property
    def people(self) -> People:
        """How he has dates and numbers, at this shop."""
        return People.of(self.language, self.program.look)

    def token(self) -> str:
        """Who asks the API, signed; it may say what every member may."""
        return visiting.token(self.program, self.public_id, ())


@require_http_methods(["GET", "POST"])
def by_letter(request: HttpRequest, secret: str) -> HttpResponse:
    """Show what it is about; once that is confirmed, say that it was not he.

    Opening the link changes nothing: what looks at the links of letters freezes nobody.
    """
    alert = alerts.of_link(secret, clock.system_reading())
    member = Member.objects.filter(pk=alert.member_id).first() if alert is not None else None
    person = people.read(member.pk) if member is not None else None
    if alert is None or member is None or person is None:
        return render(request, "portal/denying_over.html", {"brand": "Setia"}, status=410)
    program = visiting.about(request, alert.program_id)
    spoken = next((one for one in LANGUAGES if one == person.language), language.of(request))
    letter = Letter(program, member.public_id, spoken, clock.read())
    request.setia_language = spoken  # type: ignore[attr-defined]  # as ReadersLanguage keeps it
    mistakes: dict[str, str] = {}
    if request.method == "POST" and alert.denied_at is None:
        mistakes = asked_for(request, letter, "/me/not-me", {"movement": alert.number})
        if not mistakes:
            alerts.deny(alert, clock.system_reading())
            alert.denied_at = clock.system_reading()
    explained = explanation(member.account_id, alert.number)
    one = Teller(letter, "member").movement(explained.movement) if explained is not None else None
    told = {"brand": letter.program.called(spoken), "one": one, "mistakes": mistakes, "done": alert.denied_at}
    with translation.override(spoken):
        answer = render(request, "portal/denying.html", told, status=422 if mistakes else 200)
    answer.headers["Content-Language"] = spoken
    return answer
