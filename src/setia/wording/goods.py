"""Goods in words: which lines of a receipt something is about."""

from __future__ import annotations

from setia.engine.rules.lines import Lines
from setia.wording.sentences import Said, Sentence
from setia.wording.speaker import Speaker


def goods(speaker: Speaker, lines: Lines) -> Said | None:
    """`category bread or cake, brand Blanc`; None for all of them."""
    said = _kinds(speaker, lines)
    if lines.but_not is not None and (others := goods(speaker, lines.but_not)) is not None:
        said.append(speaker.say("goods_except", "nothing of {goods}", goods=others))
    return speaker.listed(said) if said else None


def _kinds(speaker: Speaker, lines: Lines) -> list[Sentence]:
    said = []
    if lines.sku:
        said.append(speaker.say("goods_product", "product {names}", names=speaker.listed(lines.sku, either=True)))
    if lines.category:
        names = speaker.listed(lines.category, either=True)
        said.append(speaker.say("goods_category", "category {names}", names=names))
    if lines.department:
        names = speaker.listed(lines.department, either=True)
        said.append(speaker.say("goods_department", "department {names}", names=names))
    if lines.brand:
        said.append(speaker.say("goods_brand", "brand {names}", names=speaker.listed(lines.brand, either=True)))
    if lines.tag:
        said.append(speaker.say("goods_tag", "goods marked {names}", names=speaker.listed(lines.tag, either=True)))
    return said
