"""What a document defines: that which references inside it are checked against."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from setia.engine.rules.custom_event import EventType
from setia.engine.rules.facts import Facts
from setia.engine.rules.limit import Cap
from setia.engine.rules.member_attribute import MemberAttribute
from setia.engine.rules.scene import Scene
from setia.engine.rules.verdict import Check
from setia.engine.rules.wallet_type import Unit

Test = Callable[[Facts], Check]
"""A condition ready to be asked."""


class Defined(Struct):
    """Names of everything that rules may refer to, with what is needed to make references ready."""

    exponent: int
    zone: str
    scene: Scene
    units: dict[str, Unit]
    caps: dict[str, Cap] = {}
    levels: dict[str, tuple[str, ...]] = {}
    """By tier set, the levels from the lowest up."""
    spend_sets: frozenset[str] = frozenset()
    """Tier sets for which one purchase can be divided at the threshold that it crosses: those that count spend."""
    rewards: frozenset[str] = frozenset()
    rules: tuple[str, ...] = ()
    """Rules that are reckoned before the one being read, in order of lanes."""
    lanes: tuple[str, ...] = ()
    """Lanes that are reckoned before it."""
    experiment_of: dict[str, str] = {}
    """By rule, the experiment that holds members out of it."""
    effect: int = 0
    """Which of its rule's effects that give units is being read, from 0."""
    attributes: dict[str, MemberAttribute] = {}
    """Those that the document describes; a rule may name others."""
    event: EventType | None = None
    """For a rule that a custom event triggers."""
