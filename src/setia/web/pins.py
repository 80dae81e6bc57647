"""A PIN that is to be set: what is wrong with it, in words."""

from __future__ import annotations

from django.http import HttpRequest

from setia.services import tills as work
from setia.web import language
from setia.wording.people import western


def pin_of(request: HttpRequest, field: str = "pin") -> str:
    """What was typed, in digits 0 to 9 whatever the keyboard has."""
    return western(request.POST.get(field, "")).strip()


def wrong_pin(request: HttpRequest) -> dict[str, str]:
    """What is wrong with a PIN that is to be set."""
    speech, pin = language.speech(request), pin_of(request)
    if not work.is_pin(pin):
        return {"pin": speech.say("pin_weak", "A PIN has 4 to 12 digits that nobody guesses.").text}
    if pin != pin_of(request, "again"):
        return {"again": speech.say("pin_again", "This is not the same PIN.").text}
    return {}
