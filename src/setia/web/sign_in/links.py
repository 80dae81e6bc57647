"""A link that lets somebody in once. Opening it changes nothing, so that whatever looks at links uses none up."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from setia.services.for_staff import CHANNEL
from setia.storage import audit_log, clock, staff

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Show whom it would let in; let him in."""
    now = clock.system_reading()
    if request.method == "GET":
        found = staff.link_opens(secret, now)
        return render(request, "sign_in/link.html", {"found": found}, status=200 if found else 410)
    found = staff.use_link(secret, now)
    user = get_user_model().objects.filter(pk=found.user_id, is_active=True).first() if found else None
    if found is None or user is None:
        return render(request, "sign_in/link.html", {"found": None}, status=410)
    language = request.session.get("language")
    login(request, user, backend=BACKEND)
    record_authentication(request, user, method="link")
    request.session["staff"] = found.id
    if language:
        request.session["language"] = language
    audit_log.note(found.program_id, (f"staff:{found.name}", CHANNEL), "signed_in_by_link", found.name)
    return redirect("home")
