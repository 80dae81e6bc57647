"""Rewards and full cards in words: what they cost, who can have them, and how long they can be used."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.rules.conditions.visibility import may_see
from setia.engine.rules.limit import Limit
from setia.engine.rules.reward import Conversion, Price, Reward
from setia.wording.conditions import must
from setia.wording.documents.parts import Part
from setia.wording.documents.wallets import rounded
from setia.wording.gifts import reward as named
from setia.wording.limits import of_member
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def reward(speaker: Speaker, one: Reward) -> Part:
    """One reward."""
    said = [*_price(speaker, one), *_terms(speaker, one)]
    return Part("reward", one.id, speaker.reward(one.id).text, tuple(said))


def conversion(speaker: Speaker, one: Conversion) -> Part:
    """Units that become rewards by themselves."""
    said = []
    for number, choice in enumerate(one.choices):
        amount, prize = speaker.amount(choice.amount, one.wallet), named(speaker, choice.reward)
        if number:
            said.append(
                speaker.say(
                    "becomes_instead",
                    "Or, if the member so chooses: {amount} for {reward}.",
                    amount=amount,
                    reward=prize,
                )
            )
        else:
            said.append(speaker.say("becomes", "{amount} turn into {reward}.", amount=amount, reward=prize))
    return Part("conversion", one.id, speaker.name([one], one.id).text, tuple(said))


def _price(speaker: Speaker, one: Reward) -> Iterator[Sentence]:
    for price in one.prices:
        yield _cost(speaker, one, price)
        yield from _dates(speaker, price)
    if one.any_amount is not None:
        amounts = one.any_amount
        step, worth = speaker.amount(amounts.step, one.wallet), speaker.major(amounts.worth)
        yield speaker.say("any_amount", "Every {step} is worth {worth}.", step=step, worth=worth)
        least = speaker.amount(amounts.least, one.wallet)
        yield speaker.say("any_amount_least", "It takes at least {least}.", least=least)
        if amounts.most is not None:
            most = speaker.amount(amounts.most, one.wallet)
            yield speaker.say("any_amount_most", "It takes at most {most}.", most=most)
    elif not one.prices:
        yield speaker.say("no_price", "It cannot be asked for: rules and full cards give it.")


def _cost(speaker: Speaker, one: Reward, price: Price) -> Sentence:
    amount = speaker.amount(price.amount, one.wallet)
    if not price.tiers:
        if not price.amount:
            return speaker.say("is_free", "It is free.")
        return speaker.say("costs", "It costs {amount}.", amount=amount)
    levels = speaker.listed([speaker.level(one.tier_set, level) for level in price.tiers], either=True)
    if not price.amount:
        return speaker.say("is_free_at", "It is free at the level {levels}.", levels=levels)
    return speaker.say("costs_at", "It costs {amount} at the level {levels}.", amount=amount, levels=levels)


def _dates(speaker: Speaker, price: Price) -> Iterator[Sentence]:
    first = speaker.day(price.first) if price.first is not None else None
    last = speaker.day(price.last) if price.last is not None else None
    if first is not None and last is not None:
        yield speaker.say("price_between", "That price holds from {first} to {last}.", first=first, last=last)
    elif first is not None:
        yield speaker.say("price_from", "That price holds from {first} on.", first=first)
    elif last is not None:
        yield speaker.say("price_until", "That price holds through {last}.", last=last)


def _terms(speaker: Speaker, one: Reward) -> Iterator[Sentence]:
    for condition in one.when:
        if may_see(speaker.audience, condition):
            yield must(speaker, condition)
    if one.min_basket is not None:
        least = speaker.major(one.min_basket)
        yield speaker.say("total_at_least", "The basket must be worth at least {least}.", least=least)
    if one.quota is not None:
        quota = of_member(speaker, Limit("", one.quota.every, times=one.quota.times))
        yield speaker.say("within_limit", "It stops at {limit}.", limit=quota)
    if one.stock is not None:
        stock = speaker.number(one.stock)
        yield speaker.count("stock", "There is {count} of it.", "There are {count} of it.", one.stock, count=stock)
    if one.valid_for is None:
        yield speaker.say("usable_for_ever", "It can be used without end.")
    else:
        life = speaker.duration(one.valid_for)
        yield speaker.say("usable", "It can be used for {duration} after it was given.", duration=life)
        yield from rounded(speaker, one.valid_to)
    if one.value is not None and speaker.audience != "member":
        worth = speaker.major(one.value)
        yield speaker.say("worth", "It is worth {amount}.", amount=Said(worth.raw, worth.text))
