"""A PIN that is to be set: what is wrong with it, in words."""

from __future__ import annotations

from django.http import HttpRequest

from setia.services import tills as work
from setia.web import language


def wrong_pin(request: HttpRequest) -> dict[str, str]:
    """What is wrong with a PIN that is to be set."""
    speech, pin = language.speech(request), request.POST.get("pin", "")
    if not work.is_pin(pin):
        return {"pin": speech.say("pin_weak", "A PIN has 4 to 12 digits that nobody guesses.").text}
    if pin != request.POST.get("again", ""):
        return {"again": speech.say("pin_again", "This is not the same PIN.").text}
    return {}
