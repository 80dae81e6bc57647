"""How amounts are reckoned, in words: from which price, and how they are rounded."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.rounding import Rounding
from setia.engine.rules.facts import Base
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker


def rounding(speaker: Speaker, how: Rounding) -> Sentence:
    """Which way."""
    match how:
        case "floor":
            return speaker.say("rounded_down", "It is rounded down.")
        case "up":
            return speaker.say("rounded_up", "It is rounded up.")
        case _:
            return speaker.say("rounded_nearest", "It is rounded to the nearest.")


def base(speaker: Speaker, price: Base) -> Iterator[Sentence]:
    """Which price counts; nothing of the price on the shelf, which is what everybody thinks of."""
    match price:
        case "list":
            yield speaker.say("base_list", "What counts is the price before discounts.")
        case "paid":
            yield speaker.say("base_paid", "What counts is the price less what coupons paid.")
        case "net_of_tax":
            yield speaker.say("base_net", "What counts is the price without tax.")
        case _:
            return
