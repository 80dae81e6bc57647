"""Codes that tills and other systems send, in words where everybody knows what they mean: cash, card, till, web."""

from __future__ import annotations

from collections.abc import Iterable

from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def payments(speaker: Speaker, kinds: Iterable[str], *, either: bool = False) -> Said:
    """Ways to pay."""
    known: dict[str, Sentence] = {
        "cash": speaker.say("paid_cash", "cash"),
        "card": speaker.say("paid_card", "card"),
        "points": speaker.say("paid_points", "points"),
        "voucher": speaker.say("paid_voucher", "voucher"),
        "gift_card": speaker.say("paid_gift_card", "gift card"),
    }
    return _either(speaker, kinds, known, either=either)


def channels(speaker: Speaker, codes: Iterable[str], *, either: bool = False) -> Said:
    """How something came about."""
    known: dict[str, Sentence] = {
        "till": speaker.say("channel_till", "the till"),
        "web": speaker.say("channel_web", "the website"),
        "app": speaker.say("channel_app", "the app"),
        "phone": speaker.say("channel_phone", "the phone"),
    }
    return _either(speaker, codes, known, either=either)


def _either(speaker: Speaker, codes: Iterable[str], known: dict[str, Sentence], *, either: bool) -> Said:
    return speaker.listed([Said(one, known[one].text if one in known else one) for one in codes], either=either)
