"""A receipt as people read it, and what somebody says of it comes back: the same at the console and at the till."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest

from setia.engine.calendar import to_datetime
from setia.engine.purchase import Purchase, goods
from setia.services import catalogue, look_up
from setia.services.look_up import LookedUp
from setia.web import language
from setia.web.admitted import Session
from setia.wording import codes
from setia.wording.people import NotRead
from setia.wording.sentences import Said

THOUSANDTHS = 3


def content(request: HttpRequest, session: Session, looked_up: LookedUp) -> dict[str, Any]:
    """Lines and sums as people read them, with what of each line is not back yet."""
    bought, people, speech = looked_up.purchase, language.people(request), language.speech(request)
    back = _came_back(looked_up)
    named = catalogue.names(session.program, [line.sku for line in bought.lines], bought.event_at)

    def money(minor: int) -> str:
        return people.money(minor, bought.currency)

    lines = [
        {
            "no": line.no,
            "is_named": bool(line.sku or line.category or line.department),
            "what": named.get(line.sku) or line.sku or line.category or line.department or str(line.no),
            "quantity": people.quantity(line.quantity),
            "back": people.quantity(back[line.no]) if back.get(line.no) else "",
            "left": people.quantity(line.quantity - back.get(line.no, 0)),
            "left_thousandths": line.quantity - back.get(line.no, 0),
            "can_come_back": line.quantity - back.get(line.no, 0) > 0,
            "net": money(line.net),
        }
        for line in bought.lines
    ]
    return {
        "lines": lines,
        "goods": money(goods(bought)),
        "charges": [(codes.charge(speech, one.kind), money(one.amount)) for one in bought.charges],
        "tenders": [(one.kind, money(one.amount)) for one in bought.tenders],
        "when": people.instant(to_datetime(bought.event_at, session.program.latest.zone)),
        "store": bought.store,
        "refunds": [money(one.amount) if one.amount else "" for one in looked_up.refunds if one.counts],
        "key": request.POST.get("key") or secrets.token_urlsafe(16),
        "at": str(_drawn_at(request, session)),
        "can_return": _left(bought, back),
    }


def _came_back(looked_up: LookedUp) -> dict[int, int]:
    """By line, thousandths that came back."""
    back: dict[int, int] = {}
    for refund in looked_up.refunds:
        for no, quantity in refund.lines if refund.counts else ():
            back[no] = back.get(no, 0) + quantity
    return back


def _left(bought: Purchase, back: dict[int, int]) -> bool:
    return any(line.quantity > back.get(line.no, 0) for line in bought.lines)


def of_receipt(session: Session, source: str, receipt: str) -> LookedUp:
    """A purchase that he may see. Raises Http404."""
    looked_up = look_up.purchase(session.program, source, receipt)
    if looked_up is None or (session.store and looked_up.purchase.store != session.store):
        raise Http404
    return looked_up


def returned(
    request: HttpRequest, named: tuple[str, str], lines: list[tuple[int, int]], session: Session
) -> dict[str, Any]:
    """What the API is told of a return; the same for the same form, however often it is sent."""
    source, receipt = named
    return {
        "source": source,
        "receipt": receipt,
        "refund_id": f"{'till' if session.till else 'console'}-{request.POST.get('key', '')[:40]}",
        "event_at": to_datetime(_drawn_at(request, session)).isoformat(),
        "lines": [{"no": no, "quantity": quantity} for no, quantity in lines],
        "cause": "merchant" if request.POST.get("cause") == "merchant" else "member",
    }


def _drawn_at(request: HttpRequest, session: Session) -> int:
    """When the form was drawn: what is sent a second time says the same; nothing comes back in the future."""
    text = request.POST.get("at", "")
    return min(int(text), session.now) if text.isascii() and text.isdigit() and len(text) < 18 else session.now


def coming_back(request: HttpRequest, shown: list[dict[str, Any]]) -> list[tuple[int, int]] | str:
    """Which lines come back, and how much of each in thousandths; a sentence where that cannot be."""
    speech, people = language.speech(request), language.people(request)
    lines = []
    for line in shown:
        text = request.POST.get(f"line-{line['no']}", "").strip()
        if not text:
            continue
        try:
            quantity = people.read_number(text).scaleb(THOUSANDTHS)
        except NotRead:
            quantity = Decimal(-1)
        if quantity < 0 or quantity != quantity.to_integral_value():
            return speech.say("form_quantity", "Please give how many of each line come back.").text
        if quantity > line["left_thousandths"]:
            few, what = Said(line["left_thousandths"], line["left"]), Said(line["what"], line["what"])
            return speech.say("form_too_many", "Of {article} only {count} can come back.", article=what, count=few).text
        if quantity:
            lines.append((line["no"], int(quantity)))
    return lines or speech.say("form_quantity", "Please give how many of each line come back.").text
