"""A PIN of the member's own: what he says at a till instead of showing his card. Only who has just shown that it is he
sets it, replaces it, or takes it away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from setia.services import member_proof
from setia.storage import clock, proofs
from setia.web.pins import pin_of, wrong_member_pin
from setia.web.portal import visiting
from setia.web.portal.visiting import Visit, members_only


@require_http_methods(["GET", "POST"])
@members_only
def pin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The form, and what becomes of it."""
    if not visit.has_proved:
        return redirect(f"{reverse('me_prove')}?{urlencode({'next': reverse('me_pin')})}")
    mistakes: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("action") == "forget":
        proofs.forget_pin(visit.device.member_id)
        return redirect(f"{reverse('me_settings')}?done=no_pin")
    if request.method == "POST":
        mistakes = wrong_member_pin(request)
        if not mistakes:
            proofs.set_pin(visit.device.member_id, member_proof.hashed(pin_of(request)), clock.read())
            return redirect(f"{reverse('me_settings')}?done=pin")
    told = {"here": "settings", "has_pin": proofs.has_pin(visit.device.member_id), "mistakes": mistakes}
    return visiting.draw(request, visit, "portal/pin.html", told, status=422 if mistakes else 200)
