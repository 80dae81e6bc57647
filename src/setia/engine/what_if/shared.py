"""What all members share, reckoned anew: budgets and stock as the retold commands leave them, in recorded order."""

from __future__ import annotations

from setia.engine.decide import Decision
from setia.engine.given import NONE, Given
from setia.engine.ledger.state import Needs
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.experiment import held_out

PLENTY = 10**9
"""Codes in a pool: how many were imported is no version's business."""

SOME_CODE = "0" * 64
"""Digest of a code that nobody imported, for a reward that was not given when this was recorded."""


class Shared:
    """What budgets and stock have come to."""

    def __init__(self) -> None:
        self._budgets: dict[str, int] = {}
        self._stock: dict[str, int] = {}

    def given(self, recorded: Given, account_key: bytes, need: Needs, compiled: Compiled) -> Given:
        """What a command is offered: what a version decides anew, what was read as it was read."""
        if not (need.budgets or need.stock or need.facts or need.birthday):
            return NONE
        pools = [one for one in need.stock if compiled.offers[one].pool]
        return Given(
            budgets={one: self._left(one, compiled) for one in need.budgets},
            stock={one: self._in_stock(one, compiled) for one in need.stock},
            codes={one: recorded.codes.get(one, SOME_CODE) for one in pools},
            attributes=recorded.attributes if need.facts else {},
            segments=recorded.segments if need.facts else (),
            held_out=held_out(account_key, compiled.arms) if need.facts and compiled.arms else (),
            birthday=recorded.birthday if need.birthday else None,
        )

    def take(self, decided: Decision) -> None:
        """What a decision takes of it, or gives back."""
        for into, more in ((self._budgets, decided.budgets), (self._stock, decided.stock)):
            for name, amount in more.items():
                into[name] = into.get(name, 0) + amount

    def _left(self, budget: str, compiled: Compiled) -> int:
        return compiled.caps[budget.partition("@")[0]].most - self._budgets.get(budget, 0)

    def _in_stock(self, reward: str, compiled: Compiled) -> int:
        offer = compiled.offers[reward]
        return PLENTY if offer.stock is None else offer.stock - self._stock.get(reward, 0)


def shares(compiled: Compiled) -> bool:
    """Whether what one member gets under a program may depend on what others got."""
    limited = any(offer.stock is not None for offer in compiled.offers.values())
    return limited or any(cap.budget for cap in compiled.caps.values())
