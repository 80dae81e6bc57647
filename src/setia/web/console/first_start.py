"""First start in the browser: a template, a form, the program in words with a sample basket, and "start".

Nothing is kept between its pages: what was typed goes along in the form, so that going back loses nothing, and nothing
is half made. Only "start" writes.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from setia.engine.calendar import to_datetime
from setia.engine.purchase import Line
from setia.engine.rules.compiled import Compiled
from setia.services import first_start as work
from setia.services.apply_program import CannotApply
from setia.services.change_look import Wish, faults
from setia.services.documents import BadDocument, read_program
from setia.services.imagine import Imagined, judge
from setia.services.program_templates import Wishes
from setia.services.staff import StaffFault
from setia.storage import clock
from setia.web import language
from setia.web.console import settings as shop_settings
from setia.web.console.first_fields import Field, fields_of, names_of
from setia.web.console.settings import OWN_COLOUR
from setia.wording.documents import in_words
from setia.wording.explanation import Explainer
from setia.wording.languages import Language
from setia.wording.people import NotRead
from setia.wording.speaker import Speaker

CURRENCIES: Final = ("MYR", "IDR", "THB", "SGD", "USD", "EUR")
"""Each of a hundred minor units; a document may have any other."""
ZONES: Final = (
    "Asia/Kuala_Lumpur",
    "Asia/Jakarta",
    "Asia/Makassar",
    "Asia/Jayapura",
    "Asia/Bangkok",
    "Asia/Singapore",
    "UTC",
)
MOSTLY: Final[dict[Language, tuple[str, str]]] = {"th": ("THB", "Asia/Bangkok"), "id": ("IDR", "Asia/Jakarta")}
"""What most shops whose owner reads a language choose; others are taken for Malaysian."""
SAMPLE: Final = {"IDR": 100_000}
"""What the sample basket costs, in whole units of the currency; elsewhere 100."""


@require_http_methods(["GET", "POST"])
def first_start(request: HttpRequest, ticket: str) -> HttpResponse:
    """Choose, fill in, read, start."""
    if not work.is_open(ticket):
        return render(request, "console/first_start.html", {"step": "over"}, status=410)
    template = (request.POST or request.GET).get("template", "")
    if not template:
        return render(request, "console/first_start.html", {"step": "template"})
    if template not in work.OFFERED:
        raise Http404
    if request.method == "GET" or request.POST.get("action") == "back":
        return _form(request, template, {})
    mistakes, numbers = _read(request, template)
    if mistakes:
        return _form(request, template, mistakes)
    text = _document(request, template, numbers)
    try:
        compiled = read_program(text)
        if request.POST.get("action") == "start":
            given = request.POST
            owner = given["owner"].strip(), given["email"].strip()
            return redirect("link", work.begin(compiled, text, owner, _look(request)))
    except BadDocument as bad:
        return _form(request, template, _faults(request, bad))
    except StaffFault as fault:
        return _form(request, template, {"email" if fault.code == "bad_email" else "owner": _said(request, fault.code)})
    except CannotApply:
        return _form(request, template, {"form": _said(request, "form")})
    except work.AlreadyStarted:
        return render(request, "console/first_start.html", {"step": "over"}, status=410)
    return _words(request, template, compiled)


def _form(request: HttpRequest, template: str, mistakes: dict[str, str]) -> HttpResponse:
    people = language.people(request)
    currency, zone = MOSTLY.get(language.of(request), (CURRENCIES[0], ZONES[0]))
    fields = fields_of(template, people, language.speech(request))
    told = {
        "step": "form",
        "template": template,
        "fields": [_typed(one, request, mistakes) for one in fields],
        "given": request.POST,
        "mistakes": mistakes,
        "currencies": {one: people.currency(one) for one in CURRENCIES},
        "zones": {one: people.zone(one) for one in ZONES},
        "currency": request.POST.get("currency", currency),
        "zone": request.POST.get("zone", zone),
        "colour": request.POST.get("colour", OWN_COLOUR),
        "since": request.POST.get("since", people.day(to_datetime(clock.read(), zone).date())),
    }
    return render(request, "console/first_start.html", told, status=422 if mistakes else 200)


def _typed(one: Field, request: HttpRequest, mistakes: dict[str, str]) -> dict[str, str]:
    """A field as the form shows it."""
    value = request.POST.get(one.path, one.value)
    return {"path": one.path, "label": one.label, "value": value, "mistake": mistakes.get(one.path, "")}


def _read(request: HttpRequest, template: str) -> tuple[dict[str, str], dict[str, Decimal]]:
    """What is wrong, by field; and the numbers."""
    given, wrong = request.POST, {}
    if not given.get("name", "").strip() or len(given["name"]) > 60:
        wrong["name"] = _said(request, "name")
    if given.get("currency") not in CURRENCIES:
        wrong["currency"] = _said(request, "choose")
    if given.get("zone") not in ZONES:
        wrong["zone"] = _said(request, "choose")
    if _day(request) is None:
        wrong["since"] = _said(request, "since")
    if not re.fullmatch(r"[a-z][a-z0-9_-]{0,39}", given.get("owner", "").strip(), re.ASCII):
        wrong["owner"] = _said(request, "bad_name")
    try:
        validate_email(given.get("email", "").strip())
    except ValidationError:
        wrong["email"] = _said(request, "bad_email")
    wrong |= {field: shop_settings.said(request, code) for field, code in faults(_look(request)).items()}
    numbers: dict[str, Decimal] = {}
    for one in work.numbers_of(template):
        try:
            number = language.people(request).read_number(given.get(one.path, ""))
        except NotRead:
            number = Decimal(0)
        if not 0 < number < 1_000_000_000:
            wrong[one.path] = _said(request, "number")
        numbers[one.path] = number
    return wrong, numbers


def _day(request: HttpRequest) -> date | None:
    """The day that the program begins on; None for what is none."""
    try:
        found = language.people(request).read_day(request.POST.get("since", ""))
    except NotRead:
        return None
    return found if 2000 <= found.year < 2100 else None


def _look(request: HttpRequest) -> Wish:
    """The shop's colour, and its language: the one in which somebody sets it up."""
    colour = request.POST.get("colour", "").lower() if request.POST.get("own_colour") else ""
    return Wish(colour=colour, language=language.of(request))


def _document(request: HttpRequest, template: str, numbers: dict[str, Decimal]) -> str:
    given = request.POST
    zone, name = given["zone"], given["name"].strip()
    code = re.sub(r"[^a-z0-9]+", "-", name.lower(), flags=re.ASCII).strip("-")[:40].strip("-")
    code = code if code[:1].isalpha() else template
    wishes = Wishes(code, name, given["currency"], zone, str(_day(request)))
    return work.written(template, wishes, numbers, names_of(template))


def _words(request: HttpRequest, template: str, compiled: Compiled) -> HttpResponse:
    spoken, program = language.of(request), compiled.program
    speaker = Speaker(program, spoken, "staff")
    paid = SAMPLE.get(program.currency, 100) * 100
    imagined = Imagined(clock.read(), (Line(1, paid, "sample", tags=("drink",)),))
    why, told = judge(compiled, imagined), Explainer(speaker)
    page = {
        "step": "words",
        "template": template,
        "name": speaker.text_of(program.name),
        "parts": in_words(speaker),
        "sample": language.people(request).money(paid, program.currency),
        "totals": [one.text for one in told.totals(why, "basket")],
        "rules": told.rules(why),
        "kept": [(key, value) for key, value in request.POST.items() if key not in ("action", "csrfmiddlewaretoken")],
        "day": language.people(request).day(_day(request) or date.min),
    }
    return render(request, "console/first_start.html", page)


def _faults(request: HttpRequest, bad: BadDocument) -> dict[str, str]:
    """By field where the form has it; else of the whole form, naming where it is."""
    known: dict[str, Any] = {"id": "name", "currency": "currency", "zone": "zone", "effective_from": "since"}
    found = {known.get(one.path, one.path): _said(request, "number") for one in bad.faults}
    shown = {*known.values(), *request.POST}
    return found if set(found) & shown else {"form": f"{_said(request, 'form')} {', '.join(found)}"}


def _said(request: HttpRequest, code: str) -> str:
    """A mistake in words."""
    speech = language.speech(request)
    said = {
        "name": speech.say("first_name", "Please give a name of at most 60 letters."),
        "choose": speech.say("form_choose", "Please choose one."),
        "bad_name": speech.say("first_owner", "Please use a-z, 0-9, - and _, beginning with a letter."),
        "bad_email": speech.say("first_email", "Please give an e-mail address."),
        "since": speech.say("first_since", "Please give the day on which it begins."),
        "number": speech.say("first_number", "Please give a number above zero that fits here and in this currency."),
        "form": speech.say("first_refused", "A program cannot be made of this; nothing was changed."),
    }
    return said.get(code, said["form"]).text
