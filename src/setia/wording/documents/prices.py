"""Price rules in words: what comes off, when, by which code, and how far; and goods that keep their price."""

from __future__ import annotations

from collections.abc import Iterator

from setia.engine.rules.conditions.visibility import may_see
from setia.engine.rules.points_tender import PointsTender
from setia.engine.rules.price_rule import PriceRule
from setia.wording.conditions import must
from setia.wording.documents.parts import Part
from setia.wording.prices import price_effect
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def price_rule(speaker: Speaker, one: PriceRule) -> Part:
    """One price rule."""
    said = [*price_effect(speaker, one.effect), *_terms(speaker, one)]
    return Part("price_rule", one.id, speaker.name([one], one.id).text, tuple(said))


def undiscounted(speaker: Speaker, tag: str) -> Part:
    """Goods of which nothing comes off."""
    goods = Said(tag, tag.replace("_", " "))
    said = speaker.say("keeps_price", "These goods keep their price: {goods}.", goods=goods)
    return Part("undiscounted", tag, goods.text, (said,))


def points_tender(speaker: Speaker, one: PointsTender) -> Part:
    """Units that pay."""
    step, worth = speaker.amount(one.step, one.wallet), speaker.major(one.worth)
    said = [speaker.say("points_pay", "At the till {step} pay {worth}.", step=step, worth=worth)]
    if one.least > 1:
        least = speaker.amount(one.least, one.wallet)
        said.append(speaker.say("points_pay_least", "At least {least} are used.", least=least))
    if one.most_percent not in (100, "100"):
        percent = speaker.decimal(one.most_percent)
        said.append(speaker.say("points_pay_most", "They pay at most {percent} % of the goods.", percent=percent))
    if one.not_for:
        goods = speaker.listed([Said(tag, tag.replace("_", " ")) for tag in one.not_for])
        said.append(speaker.say("points_pay_not", "They cannot pay for these goods: {goods}.", goods=goods))
    return Part("points_tender", one.wallet, speaker.unit(one.wallet, "").text, tuple(said))


def _terms(speaker: Speaker, one: PriceRule) -> Iterator[Sentence]:
    if one.by_code:
        yield speaker.say("by_code", "It needs a code.")
    if one.given_as == "tender":
        yield speaker.say("given_as_tender", "The price stays as it is: a voucher pays for some of it.")
    if one.guests:
        yield speaker.say("for_guests", "It is for everybody, member or not.")
    for condition in one.when:
        if may_see(speaker.audience, condition):
            yield must(speaker, condition)
    if one.most is not None:
        yield speaker.say("takes_most", "It takes off at most {most}.", most=speaker.major(one.most))
    if one.floor is not None:
        yield speaker.say("price_floor", "No item comes below {floor}.", floor=speaker.major(one.floor))
    if one.group and speaker.to_author:
        yield _group(speaker, one.group)
    if one.funded_by and speaker.to_author:
        funders = speaker.listed([Said(name, f"{name} × {share}") for name, share in one.funded_by.items()])
        yield speaker.say("funded_by", "It is paid for by {funders}.", funders=funders)


def _group(speaker: Speaker, id_: str) -> Sentence:
    stack = next((one.stack for one in speaker.document.price_groups if one.id == id_), "add")
    group = Said(id_, id_)
    match stack:
        case "best":
            return speaker.say(
                "group_best", "It is in the group {group}, where the best for the member wins.", group=group
            )
        case "exclusive":
            return speaker.say("group_exclusive", "It is in the group {group}, where the first one wins.", group=group)
        case _:
            return speaker.say("group_add", "It is in the group {group}, whose rules add up.", group=group)
