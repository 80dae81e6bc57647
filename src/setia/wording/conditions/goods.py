"""Conditions on goods in words."""

from __future__ import annotations

from setia.engine.rules.conditions.goods import Brand, Category, Department, Product, Tag
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker


def product(speaker: Speaker, one: Product) -> Sentence:
    """A product that must be in the basket."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("product", "The basket must have the product {names}.", names=names)


def not_product(speaker: Speaker, one: Product) -> Sentence:
    """A product that must not."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("not_product", "The basket must not have the product {names}.", names=names)


def category(speaker: Speaker, one: Category) -> Sentence:
    """A category of which something must be in the basket."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("category", "The basket must have something of the category {names}.", names=names)


def not_category(speaker: Speaker, one: Category) -> Sentence:
    """A category of which nothing may be."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("not_category", "The basket must have nothing of the category {names}.", names=names)


def department(speaker: Speaker, one: Department) -> Sentence:
    """A department of which something must be in the basket."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("department", "The basket must have something of the department {names}.", names=names)


def not_department(speaker: Speaker, one: Department) -> Sentence:
    """A department of which nothing may be."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("not_department", "The basket must have nothing of the department {names}.", names=names)


def brand(speaker: Speaker, one: Brand) -> Sentence:
    """A brand of which something must be in the basket."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("brand", "The basket must have something of the brand {names}.", names=names)


def not_brand(speaker: Speaker, one: Brand) -> Sentence:
    """A brand of which nothing may be."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("not_brand", "The basket must have nothing of the brand {names}.", names=names)


def tag(speaker: Speaker, one: Tag) -> Sentence:
    """Goods so marked must be in the basket."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("tag", "The basket must have goods marked {names}.", names=names)


def not_tag(speaker: Speaker, one: Tag) -> Sentence:
    """Goods so marked may not be."""
    names = speaker.listed(one.any_of, either=True)
    return speaker.say("not_tag", "The basket must have no goods marked {names}.", names=names)
