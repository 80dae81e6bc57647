"""Conditions on the whole receipt in words."""

from __future__ import annotations

from setia.engine.rules.conditions.basket import BasketTotal, Currency, Payment, Quantity
from setia.engine.rules.verdict import Check
from setia.wording.codes import payments
from setia.wording.conditions.finding import names_found, this_time, whole
from setia.wording.goods import goods
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def total(speaker: Speaker, one: BasketTotal) -> Sentence:
    """What the basket, or some goods in it, must be worth."""
    of = goods(speaker, one.lines)
    least = speaker.major(one.at_least) if one.at_least is not None else None
    below = speaker.major(one.below) if one.below is not None else None
    return _total(speaker, least, below) if of is None else _total_of(speaker, least, below, of)


def _total(speaker: Speaker, least: Said | None, below: Said | None) -> Sentence:
    if least is not None and below is not None:
        return speaker.say(
            "total_between",
            "The basket must be worth at least {least} and less than {below}.",
            least=least,
            below=below,
        )
    if least is not None:
        return speaker.say("total_at_least", "The basket must be worth at least {least}.", least=least)
    return speaker.say("total_below", "The basket must be worth less than {below}.", below=below or Said(0, ""))


def _total_of(speaker: Speaker, least: Said | None, below: Said | None, of: Said) -> Sentence:
    if least is not None and below is not None:
        return speaker.say(
            "goods_between",
            "Goods for at least {least} and less than {below} must be in the basket: {goods}.",
            least=least,
            below=below,
            goods=of,
        )
    if least is not None:
        return speaker.say(
            "goods_at_least",
            "Goods for at least {least} must be in the basket: {goods}.",
            least=least,
            goods=of,
        )
    return speaker.say(
        "goods_below",
        "Goods for less than {below} must be in the basket: {goods}.",
        below=below or Said(0, ""),
        goods=of,
    )


def total_found(speaker: Speaker, check: Check) -> Sentence:
    """What it is worth."""
    return this_time(speaker, speaker.money(whole(check)))


def total_missing(speaker: Speaker, missing: int) -> Sentence:
    """How much more it would take."""
    return speaker.say("total_missing", "{amount} more would be enough.", amount=speaker.money(missing))


def quantity(speaker: Speaker, one: Quantity) -> Sentence:
    """How much of some goods must be in the basket."""
    least, of = speaker.decimal(one.at_least), goods(speaker, one.lines)
    if of is None:
        return speaker.say("quantity", "The quantity in the basket must be at least {quantity}.", quantity=least)
    return speaker.say(
        "quantity_of",
        "The quantity of certain goods in the basket must be at least {quantity}: {goods}.",
        quantity=least,
        goods=of,
    )


def quantity_found(speaker: Speaker, check: Check) -> Sentence:
    """How much there is."""
    return this_time(speaker, speaker.quantity(whole(check)))


def quantity_missing(speaker: Speaker, missing: int) -> Sentence:
    """How much more it would take."""
    return speaker.say("quantity_missing", "{quantity} more would be enough.", quantity=speaker.quantity(missing))


def payment(speaker: Speaker, one: Payment) -> Sentence:
    """How it must be paid."""
    ways = payments(speaker, one.any_of, either=True)
    return speaker.say("payment", "It must be paid, at least in part, by {ways}.", ways=ways)


def not_payment(speaker: Speaker, one: Payment) -> Sentence:
    """How it must not be paid."""
    ways = payments(speaker, one.any_of, either=True)
    return speaker.say("not_payment", "No part of it may be paid by {ways}.", ways=ways)


def payment_found(speaker: Speaker, check: Check) -> Sentence:
    """How it was paid."""
    return this_time(speaker, payments(speaker, names_found(check)))


def currency(speaker: Speaker, one: Currency) -> Sentence:
    """In which money it must be paid."""
    money = speaker.listed(one.any_of, either=True)
    return speaker.say("currency", "It must be paid in {currencies}.", currencies=money)


def not_currency(speaker: Speaker, one: Currency) -> Sentence:
    """In which money it must not be paid."""
    money = speaker.listed(one.any_of, either=True)
    return speaker.say("not_currency", "It must not be paid in {currencies}.", currencies=money)
