"""The letter to owners about a rule that gives far more than was forecast."""

from __future__ import annotations

from msgspec import Struct

from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


class Gave(Struct, frozen=True):
    """What a rule gave of a wallet in the fifteen minutes that stopped it, and what it was expected to give."""

    rule: str
    version: int
    wallet: str
    units: int
    expected: int


def letter(by: Speaker, brand: str, gave: Gave, link: str) -> tuple[str, str]:
    """Its subject and its text; `link` leads to what waits, empty where the shop has no address for it."""
    subject, *lines = sentences(by, brand, gave, link)
    return " ".join(subject.text.split()), "\n\n".join([brand, *(line.text for line in lines)]) + "\n"


def sentences(by: Speaker, brand: str, gave: Gave, link: str) -> list[Sentence]:
    """Its subject, and what it says."""
    rule, version = by.rule(gave.rule), by.number(gave.version)
    given, expected = by.amount(gave.units, gave.wallet), by.number(gave.expected)
    shop = Said(brand, brand)
    return [
        by.say("guard_subject", "{program}: {rule} gives far more than expected", program=shop, rule=rule),
        by.say(
            "guard_gave",
            "{rule}, version {version} of the program: {given} in fifteen minutes, where {expected} were expected.",
            rule=rule,
            version=version,
            given=given,
            expected=expected,
        ),
        by.say("guard_waits", "What it gives from now on waits; members read that it is being checked. Tills go on."),
        by.say("guard_settle", "Let it happen, or turn it down: {link}", link=Said(link, link))
        if link
        else by.say("guard_settle_inbox", "Let it happen, or turn it down: in the console, under what waits."),
    ]
