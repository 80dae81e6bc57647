"""The letter of an alert: what was used, and how to say that it was not he."""

from __future__ import annotations

from setia.wording.happened import change
from setia.wording.moved import Moved
from setia.wording.movements import about
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def subject(by: Speaker, brand: str, changes: dict[str, int]) -> Sentence:
    """The letter's subject."""
    return by.say("alert_subject", "{program}: {what}", program=Said(brand, brand), what=change(by, changes))


def lines(by: Speaker, moved: Moved, changes: dict[str, int], moment: str) -> list[Sentence]:
    """What happened."""
    used = by.say("alert_used", "{what}, {moment}", what=change(by, changes), moment=Said("", moment))
    return [*about(by, moved), used]


def advice(by: Speaker, link: str) -> list[Sentence]:
    """What to do; `link` is where he says that it was not he, empty where the shop has no address for it."""
    ways = [by.say("alert_was_you", "Was it you? Then there is nothing to do.")]
    if link:
        ways.append(by.say("alert_not_you", "It was not you? Stop it here: {link}", link=Said("", link)))
    else:
        ways.append(by.say("alert_tell_us", "It was not you? Tell the shop at once: it can stop it."))
    return ways
