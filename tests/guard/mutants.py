"""Mistakes of a guard, to be noticed: each puts one wrong function in the place of a right one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from setia.engine import guard
from setia.engine.decide import checking
from setia.engine.decide.decision import Setting
from setia.engine.decide.judging import Manner, Order
from setia.engine.guard import Count, Expected, Minutes
from setia.engine.ledger.book import Book
from setia.engine.rules.versions import Version
from setia.services.guarding import Watch

Mutant = Callable[[pytest.MonkeyPatch], None]

settle_checked = import_module("setia.engine.decide.settle_checked")


def it_never_trips(patch: pytest.MonkeyPatch) -> None:
    """Whatever is given is what was expected."""

    def never(_expected: Expected, _times: int, _minutes: Minutes, _at: int) -> Count | None:
        return None

    patch.setattr(guard, "tripped", never)


def it_trips_at_the_wrong_rule(patch: pytest.MonkeyPatch) -> None:
    """What another rule of the version gives waits, and not what has given too much."""
    right = Watch._say

    def say(self: Watch) -> None:
        right(self)
        self.guarded = tuple(one.replace(":base", ":star") for one in self.guarded)

    patch.setattr(Watch, "_say", say)


def it_is_forgotten_after_a_batch(patch: pytest.MonkeyPatch) -> None:
    """What a batch has counted is not added to what everybody knows."""
    patch.setattr(Watch, "write", lambda _: None)


def everything_waits(patch: pytest.MonkeyPatch) -> None:
    """Once a rule has tripped, what any rule gives waits."""

    def rules(version: Version, setting: Setting) -> list[str]:
        every = [judge.id for track in version.compiled.tracks for judge in track.judges]
        return every if setting.given.guarded else []

    patch.setattr(checking, "guarded_rules", rules)


def revoking_takes_what_was_granted(patch: pytest.MonkeyPatch) -> None:
    """A revocation goes as far as a return would: what does not wait is taken from what the member has."""
    right = settle_checked.judge

    def judge(book: Book, order: Order, setting: Setting, manner: Manner) -> Any:
        return right(book, order, setting, Manner(reason=manner.reason, policy="debt"))

    patch.setattr(settle_checked, "judge", judge)


def revoking_takes_all_that_waits(patch: pytest.MonkeyPatch) -> None:
    """A revocation leaves nothing of what waits, whatever the version before would have given."""

    def free(book: Book, order: Order, lots: list[int], setting: Setting) -> dict[str, int]:
        for no in lots:
            if pending := book.lots[no].pending:
                book.move(no, "pending", "issued", pending)
        book.write("reverse_earn", setting.stamp.effective_at, setting.header(origin_seq=order.seq))
        return {}

    patch.setattr(settle_checked, "_free", free)


MUTANTS = [
    it_never_trips,
    it_trips_at_the_wrong_rule,
    it_is_forgotten_after_a_batch,
    everything_waits,
    revoking_takes_what_was_granted,
    revoking_takes_all_that_waits,
]
