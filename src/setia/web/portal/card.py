"""The card: a QR code that shows a till who he is and that he is there, another one every ten seconds; or a code."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from setia.engine.calendar import MINUTE, SECOND
from setia.services import member_proof
from setia.services.member_proof import CODE_LIFE, STEP
from setia.web import pictures
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only


@require_http_methods(["GET", "POST"])
@members_only
def card(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The QR code of now, and on request a code to say aloud."""
    told: dict[str, Any] = {"here": "card", "name": visit.greeting, **_qr(visit)}
    if request.method == "POST":
        made = member_proof.show_code(visit.program, visit.member, visit.now)
        told |= {"code": made[0] if made is not None else "", "asked": True, "minutes": CODE_LIFE // MINUTE}
    return visiting.draw(request, visit, "portal/card.html", told)


@members_only
def qr(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The QR code alone, for a page that shows another one as the first is over."""
    return visiting.draw(request, visit, "portal/card_qr.html", _qr(visit))


def _qr(visit: Visit) -> dict[str, Any]:
    text = member_proof.qr(visit.program, visit.device.public_id, visit.now)
    return {"qr": pictures.qr(text), "seconds": (STEP - visit.now % STEP) // SECOND + 1}
