"""Earning rules: what triggers them, what must hold, what they give, in which lane and within which limits."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from setia.engine.rules.conditions import Condition
from setia.engine.rules.effects import Effect
from setia.engine.rules.wallet_type import Text


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """An earning rule: when it is asked, and what it gives."""

    id: str
    effects: tuple[Effect, ...]
    trigger: str = "purchase"
    """purchase, birthday, or the id of a custom event."""
    when: tuple[Condition, ...] = ()
    """All of these must hold."""
    lane: str = ""
    """The lane that it runs in; the first one, where none is named."""
    limits: tuple[str, ...] = ()
    """Limits that cut what it gives, in this order."""
    name: Text = {}
    offer: bool = False
    """An extra that is in no published terms: only such a rule may be part of an experiment."""


class Experiment(Struct, frozen=True, forbid_unknown_fields=True):
    """Members of whom a share gets nothing of some offers, so that what the offers bring can be measured."""

    id: str
    hold_out_percent: int | str
    """How many of a hundred members are held out: a whole number, or text such as "12.5"."""
    rules: tuple[str, ...]
    """The offers that they are held out of."""
    name: Text = {}


class Lane(Struct, frozen=True, forbid_unknown_fields=True):
    """Rules of one lane add up, multiply one another, or compete: the best for the member wins, ties by rule id.

    Lanes run in the order in which the document has them.
    """

    id: str
    combine: Literal["add", "multiply", "best"] = "add"
