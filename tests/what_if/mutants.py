"""Mistakes in how a past is told again; each must be noticed by a shop whose past is told again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from setia.engine.decide import Decision, Parcel, second_half
from setia.engine.journalled import Journalled
from setia.engine.ledger.issued import Issued
from setia.engine.what_if import accounts
from setia.engine.what_if.account import Retold
from setia.engine.what_if.numbers import Numbers

Mutant = Callable[[pytest.MonkeyPatch], None]


def transactions_keep_their_numbers(patch: pytest.MonkeyPatch) -> None:
    """A return, a capture or a restoration is about whatever now has the recorded number."""
    patch.setattr(Numbers, "transaction", lambda _, recorded: recorded)


def rewards_keep_their_numbers(patch: pytest.MonkeyPatch) -> None:
    """A member uses whatever reward now has the recorded number."""

    def reward(_: Numbers, recorded: int, now: Mapping[int, Issued]) -> int:
        return recorded if recorded in now else 1

    patch.setattr(Numbers, "reward", reward)


def accounts_are_told_one_after_the_other(patch: pytest.MonkeyPatch) -> None:
    """The last of all members has nothing left of a stock that he was the first to ask for."""

    def one_by_one(self: accounts._Retelling) -> list[Retold]:
        for place in range(len(self._retold)):
            while self._coming(place) is not None:
                self._take(place)
        return self._retold

    patch.setattr(accounts._Retelling, "all", one_by_one)


def what_was_sent_is_lost(patch: pytest.MonkeyPatch) -> None:
    """The second half of a pair gets nothing."""
    whole = accounts._Retelling._take_pair

    def half(self: accounts._Retelling, place: int, one: Journalled) -> None:
        patch.setattr(accounts, "second_half", lambda first, _parcel, key: second_half(first, Parcel(), key))
        try:
            whole(self, place, one)
        finally:
            patch.setattr(accounts, "second_half", second_half)

    patch.setattr(accounts._Retelling, "_take_pair", half)


def what_is_skipped_is_not_said(patch: pytest.MonkeyPatch) -> None:
    """Every third decision is dropped without a word."""
    keep, seen = Retold.keep, [0]

    def forgetful(self: Retold, one: Journalled, command: object, decided: Decision) -> None:
        seen[0] += 1
        if seen[0] % 3:
            keep(self, one, command, decided)  # type: ignore[arg-type]  # as it was asked

    patch.setattr(Retold, "keep", forgetful)


MUTANTS: tuple[Mutant, ...] = (
    transactions_keep_their_numbers,
    rewards_keep_their_numbers,
    accounts_are_told_one_after_the_other,
    what_was_sent_is_lost,
    what_is_skipped_is_not_said,
)
