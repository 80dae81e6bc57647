"""The letter with a code that a member tells at the till."""

from __future__ import annotations

from setia.wording.languages import Language
from setia.wording.sentences import Said, Sentence, Speech


def letter(language: Language, brand: str, code: str) -> tuple[str, str]:
    """Its subject and its text."""
    subject, *lines = sentences(language, brand, code)
    return subject.text, "\n\n".join([brand, *(line.text for line in lines)]) + "\n"


def sentences(language: Language, brand: str, code: str) -> list[Sentence]:
    """Its subject, and what it says."""
    speech, digits, shop = Speech(language), Said("", code), Said(brand, brand)
    return [
        speech.say("letter_subject", "{digits} is your code for {program}", digits=digits, program=shop),
        speech.say("letter_code", "Your code: {digits}", digits=digits),
        speech.say("till_letter_life", "Tell it at the till, if you are there. It is good for five minutes, once."),
        speech.say(
            "till_letter_not_you", "You are at no till? Then tell it to nobody; without it nothing can be used."
        ),
    ]
