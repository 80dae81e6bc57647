"""The numbers of a template as fields of a form, in words; and names that stay true whatever is typed into them."""

from __future__ import annotations

import re
from typing import Final, Protocol

from msgspec import Struct

from setia.engine.rules.wallet_type import Text
from setia.services import first_start as work
from setia.services.documents import read_program
from setia.services.program_templates import Wishes, templates
from setia.wording.languages import LANGUAGES
from setia.wording.people import People
from setia.wording.sentences import Said, Sentence, Speech
from setia.wording.speaker import Speaker

BASE: Final = {"points": "base", "tiered": "base", "cashback": "cashback"}
"""The rule of a template whose name has its numbers in it."""


class Named(Protocol):
    """A part of a document that has a name."""

    @property
    def id(self) -> str:
        """By which the document knows it."""

    @property
    def name(self) -> Text:
        """As people know it."""


class Field(Struct, frozen=True):
    """A field of the form."""

    path: str
    label: str
    value: str
    """As the template has it, in the reader's digits."""


def fields_of(template: str, people: People, speech: Speech) -> list[Field]:
    """What can be typed, in the template's order."""
    speaker = Speaker(read_program(work.written(template, Wishes(), {}, names_of(template))).program, speech.people)
    fields = []
    for one in work.numbers_of(template):
        label = _label(one, speech, _named(speaker, one)).text
        fields.append(Field(one.path, label, people.number(one.value)))
    return fields


def names_of(template: str) -> dict[str, str]:
    """By path, names without numbers in the place of those that would become untrue."""
    names: dict[str, str] = {}
    plain = read_program(templates()[template].text).program
    for spoken in LANGUAGES:
        speech = Speech(spoken)
        for at, rule in enumerate(plain.rules):
            if rule.id == BASE.get(template):
                names[f"rules[{at}].name.{spoken}"] = speech.say("first_base", "On every purchase").text
        for at, reward in enumerate(plain.rewards):
            if reward.kind == "amount_off":
                number = Said(at + 1, str(at + 1))
                names[f"rewards[{at}].name.{spoken}"] = speech.say("first_off", "Discount {number}", number=number).text
        for at, _ in enumerate(plain.conversions):
            names[f"conversions[{at}].name.{spoken}"] = speech.say("first_card", "A full card").text
        if template == "cashback":
            names[f"wallets[0].unit.{spoken}"] = speech.say("first_credit", "credit").text
    return names


def _named(speaker: Speaker, one: work.Number) -> Said:
    """What a number belongs to, by its name."""
    program = speaker.document
    things: list[Named] = [*program.rules, *program.rewards, *program.conversions]
    things += [one for set_ in program.tiers for one in set_.levels]
    level = re.search(r"by_tier\.(\w+)$", one.path)
    wanted = level[1] if level else one.of
    name = next((speaker.text_of(thing.name) for thing in things if thing.id == wanted and thing.name), wanted)
    return Said(wanted, name)


def _label(one: work.Number, speech: Speech, name: Said) -> Sentence:
    last = one.path.rpartition(".")[2]
    if ".by_tier." in one.path:
        return speech.say("first_by_tier", "{name}: points for each amount", name=name)
    if one.path.startswith("conversions"):
        return speech.say("first_stamps_for", "{name}: how many stamps", name=name)
    if one.path.startswith("rewards") and last == "amount" and ".prices[0]" not in one.path:
        return speech.say("first_level_price", "{name}: costs so many points at a higher level", name=name)
    if one.path.startswith("rewards") and last == "amount":
        return speech.say("first_price", "{name}: costs so many points", name=name)
    said = {
        "points": speech.say("first_points", "Points for each amount"),
        "per": speech.say("first_per", "The amount that earns them"),
        "percent": speech.say("first_percent", "Per cent of a purchase that come back"),
        "stamps": speech.say("first_stamps", "Stamps for each item"),
        "at_least": speech.say("first_level", "{name}: from so much spent in a year", name=name),
        "value": speech.say("first_value", "{name}: is worth", name=name),
    }
    return said[last]
