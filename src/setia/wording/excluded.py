"""Lines of a purchase that no rule sees, in words: what is no goods, and what a program excludes, with the reason."""

from __future__ import annotations

from setia.engine.purchase import Purchase
from setia.engine.rules.scene import NOT_GOODS
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def excluded(speaker: Speaker, purchase: Purchase) -> list[Sentence]:
    """A sentence for each tag that keeps lines out: `Excluded by law: alcohol (12.00 USD).`"""
    reasons = {**dict.fromkeys(sorted(NOT_GOODS), ""), **{one.tag: one.reason for one in speaker.document.never}}
    sums: dict[str, int] = {}
    for line in purchase.lines:
        tag = next((one for one in reasons if one in line.tags), "")
        if tag:
            sums[tag] = sums.get(tag, 0) + line.net
    return [_sentence(speaker, tag, reasons[tag], amount) for tag, amount in sums.items()]


def _sentence(speaker: Speaker, tag: str, reason: str, amount: int) -> Sentence:
    worth = speaker.money(amount)
    if tag == "gift_card" and not reason:
        return speaker.say("no_goods_gift_card", "Not goods, so it earns nothing: gift card ({amount}).", amount=worth)
    if tag == "deposit" and not reason:
        return speaker.say("no_goods_deposit", "Not goods, so it earns nothing: deposit ({amount}).", amount=worth)
    goods = Said(tag, tag.replace("_", " "))
    if reason == "law":
        return speaker.say("excluded_law", "Excluded by law: {goods} ({amount}).", goods=goods, amount=worth)
    if speaker.to_author:
        why = Said(reason, reason.replace("_", " "))
        return speaker.say(
            "excluded_reason", "Excluded, {reason}: {goods} ({amount}).", reason=why, goods=goods, amount=worth
        )
    return speaker.say("excluded", "Excluded: {goods} ({amount}).", goods=goods, amount=worth)
