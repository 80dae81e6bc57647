"""Accounts retold together, in recorded order: those of a pair, or all where they share a budget or a stock.

What the first account of a pair sends under these versions is what the second one gets: its recorded command is put
aside. Neither stands unless both do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from heapq import heapify, heappop, heappush

from msgspec import Struct

from setia.engine.commands import MergeIn, MoveIn, RecordPurchase, ReturnIn, TransferIn, UnmergeIn
from setia.engine.decide import Decision, FirstHalf, Parcel, second_half
from setia.engine.journalled import Journalled
from setia.engine.rules.versions import Versions
from setia.engine.what_if.account import Retold, Skipped
from setia.engine.what_if.counted import Counted, Counting, Shape, named
from setia.engine.what_if.numbers import Gone
from setia.engine.what_if.shared import Shared
from setia.engine.what_if.translating import translated
from setia.engine.what_if.unread import Unread

SecondHalf = TransferIn | MergeIn | UnmergeIn | MoveIn | ReturnIn


class History(Struct, frozen=True):
    """All that was recorded of one account."""

    key: bytes
    commands: Sequence[Journalled | Unread]
    """Unread only where purchases may be counted."""
    rewards: Mapping[int, tuple[str, int]] = {}
    """By number, which reward was recorded, and the transaction that issued it."""


Heard = Callable[[int, Journalled | None, Decision | Skipped | Counted], None]
"""Told of every command: the account's place, the command, what became of it; of one that was counted, only that."""


def retell(
    histories: Sequence[History],
    versions: Versions | Shape,
    shared: Shared,
    heard: Heard,
    *,
    chained: bool = True,
) -> list[Retold]:
    """Take everything recorded of some accounts again under other versions, and say what became of each command.

    Nobody else may be in a pair with one of them. Returns the accounts as they then stand; without `chained` their
    transactions have no hashes and their heads do not move, and all else is the same. By a shape, which is that of the
    only version, purchases that do nothing but earn are counted and not told: accounts come out the same. That is for
    who needs no hashes.
    """
    shape = versions if isinstance(versions, Shape) else None
    if isinstance(versions, Shape):
        versions, chained = versions.versions, False
    retold = [Retold(one.key, versions, one.rewards, shared, chained=chained) for one in histories]
    counting = [
        Counting(shape, of.fold, of.numbers, named(one.commands))
        if shape is not None and not any(_is_half(each) for each in one.commands)
        else None
        for one, of in zip(histories, retold, strict=True)
    ]
    told = _Retelling(histories, retold, counting, heard).all()
    for each in counting:
        if each is not None:
            each.put_back()
    return told


def _is_half(one: Journalled | Unread) -> bool:
    return isinstance(one, Journalled) and isinstance(one.command, FirstHalf | SecondHalf)


class _Retelling:
    def __init__(
        self, histories: Sequence[History], retold: list[Retold], counting: list[Counting | None], heard: Heard
    ) -> None:
        self._histories, self._heard = histories, heard
        self._counting = counting
        self._retold = retold
        self._places = {one.key.hex(): place for place, one in enumerate(histories)}
        self._next = [0] * len(histories)

    def all(self) -> list[Retold]:
        if len(self._histories) == 1:
            while self._next[0] < len(self._histories[0].commands):
                self._take(0)
            return self._retold
        waiting = [(one.commands[0].position, place) for place, one in enumerate(self._histories) if one.commands]
        heapify(waiting)
        while waiting:
            position, place = heappop(waiting)
            coming = self._coming(place)
            if coming is not None and coming.position == position:  # else it was taken with its first half
                self._take(place)
                coming = self._coming(place)
            if coming is not None:
                heappush(waiting, (coming.position, place))
        return self._retold

    def _coming(self, place: int) -> Journalled | Unread | None:
        commands, n = self._histories[place].commands, self._next[place]
        return commands[n] if n < len(commands) else None

    def _take(self, place: int) -> None:
        """The next command of an account, with its second half."""
        coming, account = self._histories[place].commands[self._next[place]], self._retold[place]
        self._next[place] += 1
        if (counting := self._counting[place]) is not None:
            is_purchase = isinstance(coming, Unread) or isinstance(coming.command, RecordPurchase)
            counted = counting.take(coming) if is_purchase else None
            if counted is not None:
                self._heard(place, None, counted)
                return
            counting.told(coming)
        one = coming.read() if isinstance(coming, Unread) else coming
        if isinstance(one.command, FirstHalf):
            self._take_pair(place, one)
            return
        if isinstance(one.command, SecondHalf):  # of an account of which nothing can be read any more
            self._skip(place, one, Skipped("not_there"))
            return
        try:
            command = translated(one.command, account.numbers, account.rewards(one), None)
        except Gone as gone:
            self._skip(place, one, Skipped(gone.why))
            return
        decided = account.ask(one, command)
        if isinstance(decided, Skipped):
            self._skip(place, one, decided)
            return
        account.keep(one, command, decided)
        self._heard(place, one, decided)

    def _skip(self, place: int, one: Journalled, why: Skipped) -> None:
        self._retold[place].skip(one)
        self._heard(place, one, why)

    def _take_pair(self, place: int, one: Journalled) -> None:
        assert isinstance(one.command, FirstHalf)
        account, other = self._retold[place], self._places.get(one.command.counterpart)
        second = self._coming(other) if other is not None else None
        if other is None or not isinstance(second, Journalled) or not isinstance(second.command, SecondHalf):
            self._skip(place, one, Skipped("not_there"))
            return
        self._next[other] += 1
        partner = self._retold[other]
        try:
            first = translated(one.command, account.numbers, account.fold.rewards, partner.numbers)
        except Gone as gone:
            self._skip_both((place, one), (other, second), Skipped(gone.why))
            return
        assert isinstance(first, FirstHalf)
        sent = account.ask(one, first)
        if isinstance(sent, Skipped):
            self._skip_both((place, one), (other, second), sent)
            return
        follows = second_half(first, sent.parcel or Parcel(), account.key.hex())
        got = partner.ask(second, follows)
        if isinstance(got, Skipped):
            self._skip_both((place, one), (other, second), got)
            return
        account.keep(one, first, sent)
        partner.keep(second, follows, got)
        self._heard(place, one, sent)
        self._heard(other, second, got)

    def _skip_both(self, one: tuple[int, Journalled], other: tuple[int, Journalled], why: Skipped) -> None:
        self._skip(*one, why)
        self._skip(*other, Skipped("about_skipped"))
