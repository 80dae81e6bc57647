"""One's own account: language, second factor, password, the way out."""

from __future__ import annotations

from typing import Any

from allauth.account.views import password_change, password_set
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from setia.web.admitted import Session, staff_only


@staff_only("members")
def account(request: HttpRequest, session: Session) -> HttpResponse:
    """What one has, and what should be done next."""
    user: Any = request.user
    factors = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    told = {"here": "account", "has_app": "totp" in factors, "has_password": user.has_usable_password()}
    return render(request, "sign_in/account.html", told)


@staff_only("members")
def password(request: HttpRequest, session: Session) -> HttpResponse:
    """Set a password, or another one; only who has a second factor may have one at all."""
    user: Any = request.user
    if not Authenticator.objects.filter(user_id=user.pk, type="totp").exists():
        return redirect("mfa_activate_totp")
    view = password_change if user.has_usable_password() else password_set
    answer: HttpResponse = view(request)
    return answer


def to_account(request: HttpRequest) -> HttpResponse:
    """Where a way of allauth's ends that there is not here."""
    return redirect("account")
