"""Numbers of transactions and rewards: those in the journal's commands, and what they are under other versions."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from setia.engine.decide import Decision
from setia.engine.journalled import Journalled
from setia.engine.ledger.issued import Issued
from setia.engine.what_if.unread import Unread

Why = Literal["about_skipped", "not_there"]
"""about_skipped: what a command is about was skipped. not_there: the other versions have nothing like it."""


class Gone(Exception):
    """What a command is about is not there under these versions."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class _Span(Struct, frozen=True):
    """Transactions of one command: as recorded, and as they are now."""

    first: int
    last: int
    known_as: int
    now_first: int
    now_last: int
    now_known_as: int
    is_skipped: bool
    issued: tuple[tuple[int, str], ...]
    """Rewards that it issues now: number and name."""


class Numbers:
    """Of one account; it grows with every command that is taken or skipped."""

    def __init__(self, rewards: Mapping[int, tuple[str, int]]) -> None:
        self._recorded = rewards
        """By number, which reward was recorded, and the transaction that issued it."""
        self._spans: list[_Span] = []
        self._lasts: list[int] = []
        self._rewards = 0
        self._seq = 0
        self._claimed: dict[int, int] = {}
        """By the recorded number of a reward, its number now."""

    def note(self, one: Journalled, decided: Decision | None) -> None:
        """What became of the next recorded command; None where it was skipped."""
        first = self._lasts[-1] + 1 if self._lasts else 1
        issued: list[tuple[int, str]] = []
        now_first = self._seq + 1
        if decided is not None:
            issued = [(no, reward.reward) for no, reward in decided.rewards.items() if no > self._rewards]
            self._rewards = max([self._rewards, *(no for no, _ in issued)])
            self._seq += len(decided.transactions)
        known_as = decided.known_as if decided is not None else 0
        span = _Span(
            first, one.seq, one.known_as, now_first, self._seq, known_as, decided is None, tuple(sorted(issued))
        )
        self._spans.append(span)
        self._lasts.append(one.seq)

    def note_counted(self, one: Journalled | Unread, followed: Decision | None) -> None:
        """The next recorded command wrote one transaction, by which it is known, and those that followed."""
        first = self._lasts[-1] + 1 if self._lasts else 1
        now = self._seq = self._seq + 1
        issued: tuple[tuple[int, str], ...] = ()
        if followed is not None:
            issued = tuple((no, reward.reward) for no, reward in sorted(followed.rewards.items()) if no > self._rewards)
            self._rewards = max([self._rewards, *(no for no, _ in issued)])
            self._seq += len(followed.transactions)
        self._spans.append(_Span(first, one.seq, one.known_as, now, self._seq, now, False, issued))
        self._lasts.append(one.seq)

    def transaction(self, recorded: int) -> int:
        """The transaction that a recorded one is now. Raises Gone."""
        span = self._span(recorded)
        if recorded == span.known_as and span.now_known_as:
            return span.now_known_as
        if span.last - span.first != span.now_last - span.now_first:
            raise Gone("not_there")
        return span.now_first + recorded - span.first

    def reward(self, recorded: int, now: Mapping[int, Issued]) -> int:
        """The reward that a recorded one is now. Raises Gone.

        The one that the same command gives; else the oldest of the same name that is still there to be used: a member
        whose card is filled by another purchase uses what he then has. `now` also has what falls due before it.
        """
        if recorded in self._claimed:
            return self._claimed[recorded]
        if recorded not in self._recorded:
            raise Gone("not_there")
        name, seq = self._recorded[recorded]
        told = self._lasts[-1] if self._lasts else 0
        if seq > told:  # it falls due just before the command that is about it
            first, last = told + 1, seq
            own = [no for no, one in sorted(now.items()) if no > self._rewards and one.reward == name]
        else:
            span = self._span(seq)
            first, last = span.first, span.last
            own = [no for no, other in span.issued if other == name]
        alike = [no for no, (other, by) in sorted(self._recorded.items()) if other == name and first <= by <= last]
        place = alike.index(recorded)
        taken = set(self._claimed.values())
        found = own[place] if place < len(own) and own[place] not in taken else 0
        if not found:
            usable = [no for no, one in sorted(now.items()) if one.reward == name and one.state == "issued"]
            found = next((no for no in usable if no not in taken), 0)
        if not found:
            raise Gone("not_there")
        self._claimed[recorded] = found
        return found

    def _span(self, seq: int) -> _Span:
        place = bisect_left(self._lasts, seq)
        if not seq or place == len(self._spans):
            raise Gone("not_there")
        if self._spans[place].is_skipped:
            raise Gone("about_skipped")
        return self._spans[place]
