"""A member's spending frozen, as where his card is lost; or unfrozen by who decides cases. He earns all the while."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from setia.storage import aliases, freezes
from setia.web import language
from setia.web.admitted import Session, staff_only
from setia.web.console import deed_words
from setia.web.forms import asked_for, new_key
from setia.web.known import member_of, name_of
from setia.web.telling import Teller

UNFREEZES: Final = "waiting"
"""What somebody must be allowed to do to unfreeze: whoever decides about what waits."""

REASONS: Final = {
    "freeze": ("lost", "misused", "suspicion", "other"),
    "unfreeze": ("checked", "mistake", "other"),
}
"""What may be chosen; the words are those of the audit log, where it stands for ever."""


@require_http_methods(["GET", "POST"])
@staff_only("details")
def spending(request: HttpRequest, session: Session, public_id: str) -> HttpResponse:
    """How it stands and what changing it means; changed where that is confirmed."""
    member = member_of(session, public_id)
    since = frozen_since(member.account_id)
    mistakes: dict[str, str] = {}
    if request.method == "POST":
        deed = "unfreeze" if request.POST.get("deed") == "unfreeze" else "freeze"
        if deed == "unfreeze" and not session.may(UNFREEZES):
            raise PermissionDenied
        reason = request.POST.get("reason", "")
        if reason in REASONS[deed]:
            mistakes = asked_for(request, session, f"/members/{public_id}/spending/{deed}", {"reason": reason})
        else:
            mistakes = {"reason": language.speech(request).say("form_choose", "Please choose one.").text}
        if not mistakes:
            return redirect(f"{reverse('member', args=[public_id])}?done={deed}")
    words = deed_words.of_reasons(language.speech(request))
    told = {
        "here": "members",
        "public_id": public_id,
        "name": name_of(member),
        "since": Teller(session).day(since) if since is not None else "",
        "may_unfreeze": session.may(UNFREEZES),
        "key": request.POST.get("key") or new_key(),
        "reasons": [(one, words[one]) for one in REASONS["freeze" if since is None else "unfreeze"]],
        "given": request.POST,
        "mistakes": mistakes,
    }
    return render(request, "console/spending.html", told, status=422 if mistakes else 200)


def frozen_since(account_id: int) -> int | None:
    """Since when nothing of an account is used; None: it is not frozen."""
    owner = aliases.owner(account_id)
    return freezes.among([owner]).get(owner)
