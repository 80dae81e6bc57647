"""Effects on prices in words: what comes off, of which goods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from setia.engine.rules import prices
from setia.engine.rules.lines import Lines
from setia.engine.rules.prices import (
    amount_off,
    bundle_price,
    buy_get,
    cheapest_free,
    free_gift,
    free_shipping,
    member_price,
    percentage_off,
    quantity_price,
)
from setia.engine.rules.prices.pieces import PIECE
from setia.wording.goods import goods
from setia.wording.reckoning import rounding
from setia.wording.sentences import Said, Sentence, Value
from setia.wording.speaker import Speaker


def price_effect(speaker: Speaker, one: prices.PriceEffect) -> list[Sentence]:
    """What one effect takes off."""
    return list(_EFFECTS[type(one)](speaker, one))


def _percentage(speaker: Speaker, one: percentage_off.PercentageOff) -> Iterator[Sentence]:
    yield speaker.say("takes_percent", "Takes {percent} % off.", percent=speaker.decimal(one.percent))
    yield from _about(speaker, one.lines)
    yield rounding(speaker, one.rounding)


def _amount(speaker: Speaker, one: amount_off.AmountOff) -> Iterator[Sentence]:
    amount = speaker.major(one.amount)
    if one.per == "piece":
        yield speaker.say("takes_amount_piece", "Takes {amount} off every item.", amount=amount)
    else:
        yield speaker.say("takes_amount", "Takes {amount} off the basket.", amount=amount)
    yield from _about(speaker, one.lines)


def _member_price(speaker: Speaker, one: member_price.MemberPrice) -> Iterator[Sentence]:
    for sku, price in one.prices.items():
        yield speaker.say(
            "member_price", "The product {product} costs {price}.", product=Said(sku, sku), price=speaker.major(price)
        )


def _buy_get(speaker: Speaker, one: buy_get.BuyGet) -> Iterator[Sentence]:
    buy, get = speaker.items(one.buy * PIECE), speaker.items(one.get * PIECE)
    percent = speaker.decimal(one.percent)
    if one.percent in (100, "100"):
        yield speaker.say("buy_get_free", "For every {buy} bought, {get} more is free: the cheapest.", buy=buy, get=get)
    else:
        yield speaker.say(
            "buy_get",
            "For every {buy} bought, {percent} % comes off {get} more: the cheapest.",
            buy=buy,
            get=get,
            percent=percent,
        )
    yield from _about(speaker, one.lines)
    if (got := goods(speaker, one.get_lines)) is not None:
        yield speaker.say("buy_get_of", "What is got for it: {goods}.", goods=got)
    yield from _times(speaker, one.times)


def _cheapest(speaker: Speaker, one: cheapest_free.CheapestFree) -> Iterator[Sentence]:
    yield speaker.say("cheapest_free", "Of every {items} the cheapest is free.", items=speaker.items(one.of * PIECE))
    yield from _about(speaker, one.lines)
    yield from _times(speaker, one.times)


def _quantity(speaker: Speaker, one: quantity_price.QuantityPrice) -> Iterator[Sentence]:
    items, price = speaker.items(one.quantity * PIECE), speaker.major(one.price)
    yield speaker.say("quantity_price", "{items} together: {price}.", items=items, price=price)
    yield from _about(speaker, one.lines)


def _bundle(speaker: Speaker, one: bundle_price.BundlePrice) -> Iterator[Sentence]:
    parts = speaker.listed([_part(speaker, part) for part in one.parts])
    price = speaker.major(one.price)
    yield speaker.say("bundle_price", "Bought together they cost {price}: {parts}.", price=price, parts=parts)


def _part(speaker: Speaker, part: bundle_price.BundlePart) -> Value:
    items, of = speaker.items(part.quantity * PIECE), goods(speaker, part.lines)
    if of is None:
        return items
    return speaker.say("bundle_part", "{items} ({goods})", items=items, goods=of)


def _shipping(speaker: Speaker, _: free_shipping.FreeShipping) -> Iterator[Sentence]:
    yield speaker.say("free_shipping", "Delivery is free.")


def _gift(speaker: Speaker, one: free_gift.FreeGift) -> Iterator[Sentence]:
    items = speaker.items(one.quantity * PIECE)
    product = Said(one.sku, one.sku)
    yield speaker.say("free_gift", "Adds a free gift: {items} (product {product}).", items=items, product=product)


def _about(speaker: Speaker, lines: Lines) -> Iterator[Sentence]:
    if (of := goods(speaker, lines)) is not None:
        yield speaker.say("only_goods", "Only certain goods count: {goods}.", goods=of)


def _times(speaker: Speaker, times: int | None) -> Iterator[Sentence]:
    if times is not None:
        told = speaker.count("times", "once", "{count} times", times, count=speaker.number(times))
        yield speaker.say("times_a_basket", "In one basket at most {count}.", count=Said(times, told.text))


_EFFECTS: dict[type, Callable[[Speaker, Any], Iterator[Sentence]]] = {
    percentage_off.PercentageOff: _percentage,
    amount_off.AmountOff: _amount,
    member_price.MemberPrice: _member_price,
    buy_get.BuyGet: _buy_get,
    cheapest_free.CheapestFree: _cheapest,
    quantity_price.QuantityPrice: _quantity,
    bundle_price.BundlePrice: _bundle,
    free_shipping.FreeShipping: _shipping,
    free_gift.FreeGift: _gift,
}
