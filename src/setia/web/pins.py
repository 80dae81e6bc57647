"""A PIN that is to be set: what is wrong with it, in words."""

from __future__ import annotations

from django.http import HttpRequest

from setia.services import member_proof
from setia.services import tills as work
from setia.web import language
from setia.wording.people import western


def pin_of(request: HttpRequest, field: str = "pin") -> str:
    """What was typed, in digits 0 to 9 whatever the keyboard has."""
    return western(request.POST.get(field, "")).strip()


def wrong_pin(request: HttpRequest) -> dict[str, str]:
    """What is wrong with a PIN of the staff that is to be set."""
    speech = language.speech(request)
    weak = speech.say("pin_weak", "A PIN has 4 to 12 digits that nobody guesses.").text
    return _wrong(request, "" if work.is_pin(pin_of(request)) else weak)


def wrong_member_pin(request: HttpRequest) -> dict[str, str]:
    """The same of a member's, which is good at every till and so is longer."""
    speech = language.speech(request)
    weak = speech.say("member_pin_weak", "A PIN has 6 to 12 digits that nobody guesses.").text
    return _wrong(request, "" if member_proof.is_pin(pin_of(request)) else weak)


def _wrong(request: HttpRequest, weak: str) -> dict[str, str]:
    speech, pin = language.speech(request), pin_of(request)
    if weak:
        return {"pin": weak}
    if pin != pin_of(request, "again"):
        return {"again": speech.say("pin_again", "This is not the same PIN.").text}
    return {}
