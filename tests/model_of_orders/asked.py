"""What is asked of a shop, in its own words: by receipt, by member, never by the number of a transaction."""

from __future__ import annotations

from typing import NamedTuple

from setia.engine import commands as c
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase

RIGHT, WRONG = -1, 10**6
"""Of a reward that is to be undone: whether the transaction named is the one that gave it."""


class Buy(NamedTuple):
    """A till says what was bought, in whichever version of it."""

    receipt: str
    purchase: Purchase


class Back(NamedTuple):
    """Part of it came back, or there is news of a refund; the order may not have come yet."""

    receipt: str
    refund: Refund
    at: int
    cause: c.Cause = "member"


class Claim(NamedTuple):
    """A guest's purchase is somebody's."""

    receipt: str


class Move(NamedTuple):
    """A purchase was booked to the wrong member."""

    receipt: str
    to: str


class Merge(NamedTuple):
    """He is one with another."""

    to: str


class Unmerge(NamedTuple):
    """He is not: `member` is whom a merge, the last one of him, made part of the other."""

    member: str


class Born(NamedTuple):
    """Staff note when somebody has his birthday, or that it is another day."""

    birthday: str
    """05-14"""


What = Born | Buy | Back | Claim | Move | Merge | Unmerge | c.Command


class Asked(NamedTuple):
    """One thing asked of one member; nobody is a guest."""

    member: str
    what: What
