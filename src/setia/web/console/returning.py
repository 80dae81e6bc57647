"""Something comes back: which lines, how much of each, and whose doing it is."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.engine.calendar import to_datetime
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console.forms import asked_for
from setia.web.console.purchases import content, of_receipt
from setia.wording.people import NotRead
from setia.wording.sentences import Said

THOUSANDTHS = 3


@require_http_methods(["GET", "POST"])
@staff_only("return")
def give_back(request: HttpRequest, session: Session, source: str, receipt: str) -> HttpResponse:
    """The form, and what becomes of it."""
    looked_up = of_receipt(session, source, receipt)
    told: dict[str, Any] = {"here": "purchases", "source": source, "receipt": receipt, "mistakes": {}}
    told |= content(request, session, looked_up)
    if not told["can_return"]:
        return redirect("purchase", source=source, receipt=receipt)
    if request.method == "POST":
        told["mistakes"] = _done(request, session, (source, receipt), told["lines"])
        if not told["mistakes"]:
            return redirect(f"{reverse('purchase', args=[source, receipt])}?done=returned")
        for line in told["lines"]:
            line["given"] = request.POST.get(f"line-{line['no']}", "")
    return render(request, "console/return.html", told, status=422 if told["mistakes"] else 200)


def _done(
    request: HttpRequest, session: Session, named: tuple[str, str], shown: list[dict[str, Any]]
) -> dict[str, str]:
    """Ask for it; the mistakes by field, none where it was done."""
    speech, people = language.speech(request), language.people(request)
    source, receipt = named
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
            return {"form": speech.say("form_quantity", "Please give how many of each line come back.").text}
        if quantity > line["left_thousandths"]:
            few, what = Said(line["left_thousandths"], line["left"]), Said(line["what"], line["what"])
            no = speech.say("form_too_many", "Of {article} only {count} can come back.", article=what, count=few)
            return {"form": no.text}
        if quantity:
            lines.append({"no": line["no"], "quantity": int(quantity)})
    if not lines:
        return {"form": speech.say("form_quantity", "Please give how many of each line come back.").text}
    body = {
        "source": source,
        "receipt": receipt,
        "refund_id": f"console-{request.POST.get('key', '')[:40]}",
        "event_at": to_datetime(session.now).isoformat(),
        "lines": lines,
        "cause": "merchant" if request.POST.get("cause") == "merchant" else "member",
    }
    return asked_for(request, session, "/returns", body)
