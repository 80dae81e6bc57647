"""Something comes back over the counter: found by its receipt, and what will be taken back is said before it is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from setia.engine.calendar import to_datetime
from setia.engine.commands import Return
from setia.engine.ledger.past import Refund
from setia.engine.refusals import Refusal
from setia.services.look_up import LookedUp
from setia.services.preview import preview
from setia.services.tills import source_of
from setia.storage import finding
from setia.storage.finding import Sought
from setia.web import language
from setia.web.admitted import Session
from setia.web.forms import asked_for
from setia.web.pos.shift import only_serving
from setia.web.receipts import coming_back, content, of_receipt, returned
from setia.wording.refusals import refusal
from setia.wording.speaker import Speaker

SHOWN = 10


@require_GET
@only_serving
def sought(request: HttpRequest, session: Session) -> HttpResponse:
    """The field for a receipt's number; of one alone, its page."""
    receipt = request.GET.get("receipt", "").strip()[:120]
    rows = finding.purchases(session.program, Sought(receipt, session.store or None), None, SHOWN) if receipt else []
    named = list(dict.fromkeys((one.source, one.receipt) for one in rows if one.receipt))
    if len(named) == 1:
        return redirect("till_return", *named[0])
    people, zone = language.people(request), session.program.latest.zone
    told = {
        "here": "returns",
        "receipt": receipt,
        "rows": [
            (
                one.source,
                one.receipt,
                people.instant(to_datetime(one.event_at, zone)),
                people.money(one.net, one.currency),
                one.store,
            )
            for one in rows
            if one.receipt
        ],
    }
    return render(request, "pos/returns.html", told)


@require_http_methods(["GET", "POST"])
@only_serving
def give_back(request: HttpRequest, session: Session, source: str, receipt: str) -> HttpResponse:
    """Which lines, what that takes back, and what becomes of it."""
    looked_up = of_receipt(session, source, receipt)
    told: dict[str, Any] = {"here": "returns", "source": source, "receipt": receipt, "mistakes": {}, "takes": None}
    told |= content(request, session, looked_up)
    if not told["can_return"]:
        return redirect("till_receipt", source, receipt)
    told["is_own"] = source == source_of(session.till)
    action = request.POST.get("action", "")
    everything = [(line["no"], line["left_thousandths"]) for line in told["lines"] if line["can_come_back"]]
    if request.method == "POST":
        lines = everything if action == "all" else coming_back(request, told["lines"])
        if isinstance(lines, str):
            told["mistakes"] = {"form": lines}
        elif action == "book" and request.POST.get("looked") == _signed(request, lines):
            told["mistakes"] = asked_for(
                request, session, "/returns", returned(request, (source, receipt), lines, session)
            )
            if not told["mistakes"]:
                return redirect(f"{reverse('till_receipt', args=[source, receipt])}?done=returned")
        else:
            told |= {"looked": _signed(request, lines), **_taken(request, session, looked_up, lines)}
    for line in told["lines"]:
        line["given"] = request.POST.get(f"line-{line['no']}", "") if action != "all" else line["left"]
    return render(request, "pos/return.html", told, status=422 if told["mistakes"] else 200)


def _taken(request: HttpRequest, session: Session, looked_up: LookedUp, lines: list[tuple[int, int]]) -> dict[str, Any]:
    """What it would take back of the member, and what of money is to be paid out; nothing is written."""
    by = Speaker(session.program.latest.program, session.people, "staff")
    by_no = {line.no: line for line in looked_up.purchase.lines}
    money = sum(by_no[no].net * quantity // by_no[no].quantity for no, quantity in lines)
    worth = language.people(request).money(money, looked_up.purchase.currency)
    if looked_up.account_id is None:
        return {"takes": [], "worth": worth}
    refund = Refund("preview", tuple(lines))
    cause: Any = "merchant" if request.POST.get("cause") == "merchant" else "member"
    asked = Return(session.now, looked_up.seq or 0, refund, cause)
    decided = preview(session.program, looked_up.account_id, asked)
    if isinstance(decided, Refusal):
        return {"mistakes": {"form": refusal(by, decided.code, decided.numbers).text}}
    return {"takes": [by.amount(units, id_).text for id_, units in decided.awarded.items() if units], "worth": worth}


def _signed(request: HttpRequest, lines: list[tuple[int, int]]) -> str:
    """What was looked at: something else is looked at first, before it is booked."""
    return f"{request.POST.get('cause', '')[:20]} {' '.join(f'{no}:{quantity}' for no, quantity in lines)}"
