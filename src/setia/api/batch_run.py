"""Carrying out a batch: what can go together does, and nothing is overtaken by what comes after it.

Data flow: a block of items is looked up in one read and queued, in order, for the batch writer, which makes as few
transactions of it as it can. What could not be looked up is tried once more when all before it has been written, for
that may be why. What asks more than one command of the ledger waits for all before it, as all after it does for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from setia.api import naming, problems, purchases, stores
from setia.api.callers import Session
from setia.api.items.alone import done
from setia.api.items.reported import PurchaseItem
from setia.api.items.shape import Alone, Asking, Item, Result
from setia.api.problems import Problem, Stop
from setia.services.requests import Outcome
from setia.services.requests import Request as Asked
from setia.services.till_queue import corrected
from setia.wording.languages import Language


class BatchRun:
    """One batch of one caller, under a key or an empty one.

    `sent_at` is what his device's clock said, where its times are to be put right.
    """

    def __init__(self, who: Session, spoken: Language, sent_at: int | None, key: str) -> None:
        self._who, self._spoken, self._sent_at, self._key = who, spoken, sent_at, key
        self._open: list[asyncio.Task[Outcome | Problem]] = []
        """What has been queued and not been waited for."""
        self._wrote = False
        """Whether anything was begun since the block was looked up."""

    async def results(self, items: Sequence[Item]) -> list[Result]:
        """What became of each, in order."""
        items = [_keyed(item, f"{self._key} {n}") for n, item in enumerate(items, 1)] if self._key else items
        told: list[asyncio.Task[Outcome | Problem] | Result] = []
        for block in _blocks(items):
            looked_up = iter(await self._look_up([one for one in block if isinstance(one, Asking)]))
            self._wrote = False
            for item in block:
                begun = await self._begin(item, next(looked_up) if isinstance(item, Asking) else None)
                told.append(begun)  # in order: each is queued before the next is looked at
            if block[-1].moves_names:
                await self._settle()
        await self._settle()
        found = [_result(one.result()) if isinstance(one, asyncio.Task) else one for one in told]
        return await self._with_first_awards(items, found)

    async def _begin(self, item: Item, asked: Asked | Problem | None) -> asyncio.Task[Outcome | Problem] | Result:
        try:
            self._who.needs(item.scope)
            if item.enrols:
                self._who.needs("members")
            if isinstance(item, Alone):
                await self._settle()
                self._wrote = True
                return await item.carried_out(self._who, self._spoken)
            assert isinstance(item, Asking)
            if isinstance(asked, Problem) and self._wrote:
                await self._settle()
                [asked] = await self._look_up([item])
            if not isinstance(asked, Asked):
                assert asked is not None
                return Result(asked.status, problem=asked)
            if self._who.caller.is_till:
                await item.prove(self._who)
        except Stop as stop:
            return Result(stop.problem.status, problem=stop.problem)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is this item's alone
            problem = problems.of_fault(fault)
            return Result(problem.status, problem=problem)
        self._wrote = True
        self._open.append(asyncio.create_task(self._ask(asked)))
        return self._open[-1]

    async def _ask(self, asked: Asked) -> Outcome | Problem:
        try:
            return await self._who.desk.ask(self._who.program, asked, self._who.manner())
        except Stop as stop:
            return stop.problem
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is this item's alone
            return problems.of_fault(fault)

    async def _settle(self) -> None:
        """Wait until everything that was queued has been written."""
        if self._open:
            await asyncio.wait(self._open)
            self._open.clear()

    async def _look_up(self, items: Sequence[Asking]) -> list[Asked | Problem]:
        """The commands that items are, or what is wrong with them."""
        if not items:
            return []
        return await self._who.desk.read(_looked_up, self._who, items, self._sent_at)

    async def _with_first_awards(self, items: Sequence[Item], found: list[Result]) -> list[Result]:
        """Purchases that were sent again, with what they gave when they came first, as their own route tells it."""
        again = [
            (n, item.purchase)
            for n, (item, result) in enumerate(zip(items, found, strict=True))
            if isinstance(item, PurchaseItem) and result.done is not None and result.done.status == "unchanged"
        ]
        if again:
            gave = await self._who.desk.read(purchases.first_awards, self._who, [purchase for _, purchase in again])
            for (n, _), awarded in zip(again, gave, strict=True):
                found[n] = done(Outcome("unchanged", awarded))
        return found


def _keyed(item: Item, key: str) -> Item:
    """One that may have a key and has none, under its part of the batch's: no client's own has a space in it."""
    return replace(item, key=key) if getattr(item, "key", "") is None else item


def _blocks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Items that can be looked up at the same time: none comes after one that moves names."""
    begin = 0
    for n, item in enumerate(items, 1):
        if item.moves_names or n == len(items):
            yield items[begin:n]
            begin = n


def _looked_up(who: Session, items: Sequence[Asking], sent_at: int | None) -> list[Asked | Problem]:
    names = naming.look_up(who, (name for item in items for name in _names(item)))
    found = [_asked(who, item, names) for item in items]
    if sent_at is not None:
        timed = [
            (n, one)
            for n, (item, one) in enumerate(zip(items, found, strict=True))
            if item.has_own_time and isinstance(one, Asked)
        ]
        right = corrected(who.program, [one for _, one in timed], sent_at)
        for (n, _), one in zip(timed, right, strict=True):
            found[n] = one
    return found


def _names(item: Asking) -> tuple[str, ...]:
    try:
        return item.names()
    except Stop:
        return ()  # it is told when the command is made


def _asked(who: Session, item: Asking, names: naming.Names) -> Asked | Problem:
    try:
        return stores.held(who.caller, who.program, item.asked(who, names))
    except Stop as stop:
        return stop.problem


def _result(told: Outcome | Problem) -> Result:
    return Result(told.status, problem=told) if isinstance(told, Problem) else done(told)
