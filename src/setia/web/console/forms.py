"""What becomes of a form that writes: it is asked of the API, and what that says is put into words."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest

from setia.web import language
from setia.web.admitted import Session
from setia.web.console import asking


def asked_for(
    request: HttpRequest, session: Session, path: str, body: dict[str, Any], verb: str = "POST"
) -> dict[str, str]:
    """Ask the API for what a form says; the mistake of the whole form, none where it was done."""
    speech = language.speech(request)
    try:
        answer = asking.ask(session, verb, path, body, request.POST.get("key", "") or secrets.token_urlsafe(16))
    except asking.Away:
        return {"form": speech.say("form_away", "The server is busy. Please send it again; it is done only once.").text}
    if not answer.is_done:
        return {"form": answer.no or speech.say("form_refused", "This was refused.").text}
    noes = [one["problem"] for one in answer.body if one.get("problem")] if isinstance(answer.body, list) else []
    return {"form": str(noes[0].get("detail") or noes[0].get("title"))} if noes else {}
