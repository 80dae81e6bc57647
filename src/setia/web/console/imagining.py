"""A basket that an author imagines, as it is typed beside his document: what it would earn by that, rule by rule."""

from __future__ import annotations

import re
from datetime import datetime, time

from django.http import HttpRequest

from setia.engine.calendar import local_date, resolve
from setia.engine.purchase import Line
from setia.engine.rules.compiled import Compiled
from setia.services.imagine import Imagined, ImaginedMember, Unimaginable, judge
from setia.storage import clock
from setia.web import language
from setia.web.telling import ToldWhy
from setia.wording.excluded import excluded
from setia.wording.explanation import Explainer
from setia.wording.people import NotRead
from setia.wording.sentences import Said
from setia.wording.speaker import Speaker

LINES_MAX = 3
TEXT_MAX = 80
AMOUNT_MAX = 10**12
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", re.ASCII)


class _Wrong(Exception):
    """What was typed cannot be imagined; the argument is a sentence."""


def imagined(request: HttpRequest, compiled: Compiled, by: Speaker) -> tuple[ToldWhy | None, str]:
    """Why it gives what it gives; None without a basket. Beside it what is wrong with what was typed."""
    given = request.POST
    if not any(given.get(f"net-{n}", "").strip() for n in range(1, LINES_MAX + 1)):
        return None, ""
    try:
        level = given.get("level", "").strip()[:TEXT_MAX]
        basket = Imagined(
            at=_instant(request, compiled, by),
            lines=_lines(request, compiled, by),
            store=given.get("store", "").strip()[:TEXT_MAX],
            member=ImaginedMember(level=level),
        )
        return _told(compiled, basket, by), ""
    except _Wrong as wrong:
        return None, str(wrong)
    except Unimaginable as wrong:
        choices = by.people.listed(wrong.choices)
        said = by.say("no_such_level", "There is no such level. There is: {choices}.", choices=Said(choices, choices))
        return None, said.text


def _told(compiled: Compiled, basket: Imagined, by: Speaker) -> ToldWhy:
    why, explainer = judge(compiled, basket), Explainer(by)
    purchase = basket.purchase(compiled)
    assert purchase is not None, "only events have none"
    return ToldWhy(
        subject=(),
        totals=tuple(one.text for one in explainer.totals(why, "basket")),
        excluded=tuple(one.text for one in excluded(by, purchase)),
        rules=tuple(sorted(explainer.rules(why), key=lambda one: not one.holds)),
        needs=tuple(one.text for one in explainer.needs(why)),
        then=(),
    )


def _lines(request: HttpRequest, compiled: Compiled, by: Speaker) -> tuple[Line, ...]:
    found: list[Line] = []
    for number in range(1, LINES_MAX + 1):
        text = request.POST.get(f"net-{number}", "").strip()
        if not text:
            continue
        try:
            net = language.people(request).read_number(text).scaleb(compiled.exponent)
        except NotRead:
            net = None
        if net is None or net != net.to_integral_value() or not 0 < net <= AMOUNT_MAX:
            raise _Wrong(by.say("form_amount", "Please give an amount above zero, such as 100.").text)
        sku, department = (request.POST.get(f"{one}-{number}", "").strip()[:TEXT_MAX] for one in ("sku", "department"))
        found.append(Line(no=len(found) + 1, net=int(net), sku=sku, department=department))
    return tuple(found)


def _instant(request: HttpRequest, compiled: Compiled, by: Speaker) -> int:
    """The day and time that were typed, by the program's clocks; what is left out is as now."""
    now = clock.machine_reading()
    day_text, time_text = (request.POST.get(one, "").strip() for one in ("day", "time"))
    if not day_text and not time_text:
        return now
    people = language.people(request)
    try:
        day = people.read_day(day_text) if day_text else local_date(now, compiled.zone)
    except NotRead:
        example = people.day(local_date(now, compiled.zone))
        said = by.say("form_day", "Please give a day, such as {day}.", day=Said(example, example))
        raise _Wrong(said.text) from None
    found = _TIME.fullmatch(time_text or "12:00")
    if found is None:
        raise _Wrong(by.say("form_time", "Please give a time of day, such as 14:30.").text)
    return resolve(datetime.combine(day, time(int(found[1]), int(found[2]))), compiled.zone)
