"""What a member may agree to: off until he says so, each decision kept with what he was shown, in his words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec import Struct

from setia.engine.calendar import to_datetime
from setia.storage import consents
from setia.storage.consents import ConsentRecord
from setia.web import language
from setia.web.forms import asked_for
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only
from setia.wording.sentences import Speech

VERSION: Final = "portal-1"
"""Of the sentences below: another sentence, another version."""

Asked = tuple[str, str]
"""Purpose and channel."""

AT_THE_DOOR: Final[tuple[Asked, ...]] = (("marketing", "email"), ("marketing", "sms"), ("profiling", ""))
ALL: Final[tuple[Asked, ...]] = (
    ("marketing", "email"),
    ("marketing", "sms"),
    ("marketing", "whatsapp"),
    ("marketing", "call"),
    ("marketing", "post"),
    ("profiling", ""),
    ("sharing", ""),
)


class Choice(Struct, frozen=True):
    """One thing to agree to, as it stands."""

    field: str
    text: str
    is_given: bool = False


class Decided(Struct, frozen=True):
    """One decision that was made."""

    text: str
    is_given: bool
    when: str


def sentences(speech: Speech) -> dict[Asked, str]:
    """What is agreed to, word for word; in the order of ALL."""
    said = (
        speech.say("agree_email", "Send me offers and news by e-mail."),
        speech.say("agree_sms", "Send me offers and news by SMS."),
        speech.say("agree_whatsapp", "Send me offers and news by WhatsApp."),
        speech.say("agree_call", "Call me about offers."),
        speech.say("agree_post", "Send me offers by post."),
        speech.say("agree_profiling", "Choose offers for me by what I buy."),
        speech.say("agree_sharing", "Pass on to partners of the shop what I buy."),
    )
    return {asked: one.text for asked, one in zip(ALL, said, strict=True)}


def offered(speech: Speech, asked: Sequence[Asked], given: frozenset[Asked] = frozenset()) -> list[Choice]:
    """Things to agree to."""
    said = sentences(speech)
    return [Choice(_field(one), said[one], one in given) for one in asked]


def given(history: Sequence[ConsentRecord]) -> frozenset[Asked]:
    """What holds: the last decision of each purpose and channel."""
    latest = {(one.purpose, one.channel): one.decision for one in history}
    return frozenset(asked for asked, decision in latest.items() if decision == "given")


def keep(request: HttpRequest, visit: Visit, asked: Sequence[Asked]) -> dict[str, str]:
    """Keep what a form changes of what holds; the mistake of the whole form, none where it was done."""
    speech = Speech(visit.people)
    said, holds = sentences(speech), given(consents.history(visit.device.member_id))
    for one in asked:
        is_wanted = request.POST.get(_field(one)) == "yes"
        if is_wanted == (one in holds):
            continue
        mistake = asked_for(
            request, visit.asking("members"), f"{visit.path}/consents", _body(one, is_wanted, said, visit)
        )
        if mistake:
            return mistake
    return {}


def _body(one: Asked, is_given: bool, said: dict[Asked, str], visit: Visit) -> dict[str, Any]:
    purpose, channel = one
    return {
        "purpose": purpose,
        "channel": channel,
        "decision": "given" if is_given else "withdrawn",
        "how": "self",
        "text": said[one],
        "text_version": VERSION,
        "language": visit.language,
        "place": "portal",
    }


def _field(one: Asked) -> str:
    return "agree-" + "-".join(part for part in one if part)


@require_http_methods(["GET", "POST"])
@members_only
def agree(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What holds, to be changed; and what was decided when."""
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        mistakes = keep(request, visit, ALL)
        if not mistakes:
            return redirect(f"{reverse('me_agree')}?done=kept")
    history = consents.history(visit.device.member_id)
    speech = Speech(visit.people)
    told = {
        "here": "settings",
        "choices": offered(speech, ALL, given(history)),
        "decided": [_decided(request, visit, one) for one in reversed(history)],
        "mistakes": mistakes,
        "done": request.GET.get("done", ""),
    }
    return visiting.draw(request, visit, "portal/agree.html", told, 422 if mistakes else 200)


def _decided(request: HttpRequest, visit: Visit, one: ConsentRecord) -> Decided:
    when = language.people(request).instant(to_datetime(one.at, visit.program.latest.zone))
    return Decided(one.text or one.purpose, one.decision == "given", when)
