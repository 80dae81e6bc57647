"""Conditions on where in words. A store's tags are how its owner sorts stores: nobody else is told them."""

from __future__ import annotations

from setia.engine.rules.conditions.place import Channel, InStore
from setia.engine.rules.verdict import Check
from setia.wording.codes import channels
from setia.wording.conditions.finding import names_found, this_time
from setia.wording.sentences import Sentence
from setia.wording.speaker import Speaker


def store(speaker: Speaker, one: InStore) -> Sentence:
    """In which stores it must be."""
    if one.tag and not speaker.to_author:
        return speaker.say("store_chosen", "It must be in a store that takes part.")
    stores, tags = speaker.listed(one.any_of, either=True), speaker.listed(one.tag, either=True)
    if one.tag and one.any_of:
        return speaker.say(
            "store_or_tag", "It must be in store {stores}, or in a store marked {tags}.", stores=stores, tags=tags
        )
    if one.tag:
        return speaker.say("store_tag", "It must be in a store marked {tags}.", tags=tags)
    return speaker.say("store", "It must be in store {stores}.", stores=stores)


def not_store(speaker: Speaker, one: InStore) -> Sentence | None:
    """In which stores it must not be."""
    if one.tag:
        if not speaker.to_author:
            return speaker.say("not_store_chosen", "It must not be in a store that is left out.")
        return None
    stores = speaker.listed(one.any_of, either=True)
    return speaker.say("not_store", "It must not be in store {stores}.", stores=stores)


def channel(speaker: Speaker, one: Channel) -> Sentence:
    """How it must come about."""
    ways = channels(speaker, one.any_of, either=True)
    return speaker.say("channel", "It must come through {channels}.", channels=ways)


def not_channel(speaker: Speaker, one: Channel) -> Sentence:
    """How it must not."""
    ways = channels(speaker, one.any_of, either=True)
    return speaker.say("not_channel", "It must not come through {channels}.", channels=ways)


def channel_found(speaker: Speaker, check: Check) -> Sentence:
    """How it came about."""
    return this_time(speaker, channels(speaker, names_found(check)))
