"""First start: of a template, names and a few numbers a program, and its owner; both at once, or nothing.

A link from the server's terminal opens it, while there is no program, to whoever has the link. It is signed by the key
that the processes of one server share, so that it ends with that server; nothing is kept for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from msgspec import Struct
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from setia.engine.calendar import HOUR
from setia.engine.rules.compiled import Compiled
from setia.services import for_staff, staff
from setia.services.apply_program import store
from setia.services.change_look import Wish, change_look
from setia.services.document_text import in_yaml
from setia.services.program_templates import Wishes, filled_in, templates
from setia.services.staff import LINK_LIVES, Post
from setia.services.yaml_text import dotted
from setia.storage import clock, programs
from setia.storage.models import Program

OFFERED = ("points", "punch-card", "cashback", "tiered")
"""Templates whose numbers are few enough for a form."""
ACTOR = "first-start"
PREFIX = "first"
OPEN_FOR = 24 * HOUR

_NUMBERS = re.compile(
    r"rules\[\d+\]\.effects\[\d+\]\.(points|per|percent|stamps|by_tier\.\w+)|tiers\[0\]\.levels\[\d+\]\.qualify\[0\]\.at_least"
    r"|rewards\[\d+\]\.(value|prices\[\d+\]\.amount)|conversions\[\d+\]\.choices\[0\]\.amount"
)


class Opening(Struct, frozen=True):
    """Until when a link opens first start, in microseconds since 1970 UTC."""

    until: int


class Number(Struct, frozen=True):
    """A number of a template that a shop chooses itself."""

    path: str
    """As faults of documents name it: `rules[0].effects[0].points`."""
    of: str
    """The id of the rule, level, reward or conversion that has it."""
    value: Decimal


class AlreadyStarted(Exception):
    """There is a program; nothing was changed."""


def link_path(key: str) -> str:
    """Where first start is, for who reads the server's terminal. Raises ValueError for a key that could be guessed."""
    return f"/start/{for_staff.sealed(key, PREFIX, Opening(clock.machine_reading() + OPEN_FOR))}"


def is_open(ticket: str) -> bool:
    """Whether a link is good, and there is still no program."""
    found = for_staff.opened(for_staff.shared_key(), PREFIX, ticket, Opening)
    return found is not None and clock.machine_reading() < found.until and not Program.objects.exists()


def numbers_of(template: str) -> list[Number]:
    """What can be chosen in a template, in its order."""
    found = []
    for path, node, of in _scalars(_root(templates()[template].text), (), ""):
        if _NUMBERS.fullmatch(dotted(path)) and node.value[:1].isdigit():
            found.append(Number(dotted(path), of, Decimal(node.value)))
    return found


def written(template: str, wishes: Wishes, numbers: dict[str, Decimal], names: dict[str, str]) -> str:
    """The document's text: the template as a shop wishes it, with these numbers and names by path."""
    text = filled_in(templates()[template], wishes)
    said = {path: _plain(number) for path, number in numbers.items()}
    said |= {path: in_yaml(name) for path, name in names.items()}
    scalars = sorted(_scalars(_root(text), (), ""), key=lambda one: one[1].start_mark.index, reverse=True)
    for path, node, _ in scalars:
        if (value := said.get(dotted(path))) is not None:
            text = text[: node.start_mark.index] + value + text[node.end_mark.index :]
    return text


def begin(compiled: Compiled, source: str, owner: tuple[str, str], wish: Wish) -> str:
    """Apply a shop's first program, and let its owner (name, address) in: the secret of a link that does so once.

    Raises AlreadyStarted, StaffFault and CannotApply, having changed nothing.
    """
    with transaction.atomic():
        programs.changing(0)  # of no program: of two who start at once, the second finds that the first has
        if Program.objects.exists():
            raise AlreadyStarted
        store(compiled, source, (ACTOR, for_staff.CHANNEL), clock.read())
        program = programs.load(compiled.program.id)
        change_look(program, wish, (ACTOR, for_staff.CHANNEL))
        name, email = owner
        staff.add(program, name, Post(email, "owner"), ACTOR)
        return staff.link(program, name, LINK_LIVES, ACTOR)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _root(text: str) -> Node:
    root: Node = YAML(typ="rt").compose(text)
    return root


def _scalars(
    node: Node, path: tuple[str | int, ...], of: str
) -> Iterator[tuple[tuple[str | int, ...], ScalarNode, str]]:
    """Every value with its path, and the id of what is nearest around it."""
    if isinstance(node, ScalarNode):
        yield path, node, of
    elif isinstance(node, SequenceNode):
        for at, child in enumerate(node.value):
            yield from _scalars(child, (*path, at), of)
    elif isinstance(node, MappingNode):
        own = next((value.value for key, value in node.value if key.value == "id" and path), of)
        for key, child in node.value:
            yield from _scalars(child, (*path, key.value), own)
