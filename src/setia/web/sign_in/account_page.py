"""One's own account: language, second factor, password, the way out."""

from __future__ import annotations

from typing import Any

from allauth.account.views import password_change, password_set
from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from setia.storage import staff
from setia.storage.models import Program, Staff
from setia.web.admitted import Session, staff_only


@staff_only("members")
def account(request: HttpRequest, session: Session) -> HttpResponse:
    """What one has, and what should be done next."""
    user: Any = request.user
    factors = set(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    posts = staff.of_user(user.pk)
    told = {
        "here": "account",
        "pin_done": request.GET.get("done") == "pin",
        "posts": _named(posts, session) if len(posts) > 1 else [],
        "has_app": "totp" in factors,
        "has_password": user.has_usable_password(),
    }
    return render(request, "sign_in/account.html", told)


def _named(posts: list[Staff], session: Session) -> list[tuple[int, str, bool]]:
    """Each with its program's code, and whether it is the one of now."""
    codes = dict(Program.objects.filter(pk__in=[one.program_id for one in posts]).values_list("pk", "code"))
    return [(one.id, codes[one.program_id], one.id == session.id) for one in posts]


@require_POST
@staff_only("members")
def switch(request: HttpRequest, session: Session) -> HttpResponse:
    """Go on in another program in which one has a role, too."""
    user: Any = request.user
    chosen = request.POST.get("post", "")
    if any(str(one.id) == chosen for one in staff.of_user(user.pk)):
        request.session["staff"] = int(chosen)
    return redirect("home")


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
