"""What becomes of a form that writes: it is asked of the API, and what that says is put into words."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest

from setia.web import asking, language
from setia.web.asking import Asker


def asked_for(
    request: HttpRequest, asker: Asker, path: str, body: dict[str, Any], verb: str = "POST"
) -> dict[str, str]:
    """Ask the API for what a form says; the mistake of the whole form, none where it was done."""
    no = answered(request, asker, path, body, verb)[1]
    return {"form": no} if no else {}


def answered(
    request: HttpRequest, asker: Asker, path: str, body: dict[str, Any], verb: str = "POST"
) -> tuple[Any, str]:
    """The same with what the API said; beside it why it was not done, empty where it was."""
    try:
        answer = asking.ask(asker, verb, path, body, request.POST.get("key", "") or new_key())
    except asking.Away:
        return None, busy(request)
    if not answer.is_done:
        return answer.body, answer.no or language.speech(request).say("form_refused", "This was refused.").text
    noes = [one["problem"] for one in answer.body if one.get("problem")] if isinstance(answer.body, list) else []
    return answer.body, str(noes[0].get("detail") or noes[0].get("title")) if noes else ""


def busy(request: HttpRequest) -> str:
    """That the API did not answer, and that asking again is safe."""
    speech = language.speech(request)
    return speech.say("form_away", "The server is busy. Please send it again; it is done only once.").text


def new_key() -> str:
    """A key for one form: however often it is sent, it is done once."""
    return secrets.token_urlsafe(16)
