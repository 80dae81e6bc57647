"""The letter to owners about a rule that gives far more than was forecast."""

from __future__ import annotations

from msgspec import Struct

from setia.engine.guard import PRICE
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


class Gave(Struct, frozen=True):
    """What a rule gave of a wallet, or off prices, in the fifteen minutes that stopped it, and what was expected."""

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
    is_price, id_ = gave.rule.startswith(PRICE), gave.rule.removeprefix(PRICE)
    rule = by.price_rule(id_) if is_price else by.rule(gave.rule)
    given = by.money(gave.units) if is_price else by.amount(gave.units, gave.wallet)
    expected = by.money(gave.expected) if is_price else by.number(gave.expected)
    shop = Said(brand, brand)
    return [
        by.say("guard_subject", "{program}: {rule} gives far more than expected", program=shop, rule=rule),
        by.say(
            "guard_gave",
            "{rule}, version {version} of the program: {given} in fifteen minutes, where {expected} were expected.",
            rule=rule,
            version=by.number(gave.version),
            given=given,
            expected=expected,
        ),
        _since(by, is_price=is_price),
        by.say("guard_settle", "Let it happen, or turn it down: {link}", link=Said(link, link))
        if link
        else by.say("guard_settle_inbox", "Let it happen, or turn it down: in the console, under what waits."),
    ]


def _since(by: Speaker, *, is_price: bool) -> Sentence:
    """What becomes of it from now on."""
    if is_price:
        return by.say(
            "guard_priced_without",
            "Baskets are priced without it from now on; whoever shows a code of it reads that it is being checked."
            " Baskets that were kept before can still be paid. Tills go on.",
        )
    return by.say("guard_waits", "What it gives from now on waits; members read that it is being checked. Tills go on.")
