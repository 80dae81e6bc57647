"""A batch of purchases in parts: while one part is decided ahead, the one before is written, and the next is gathered.

All of it is one database transaction. Parts share no account and no receipt, and accounts are locked in order of id
over all parts; so what becomes of each is the same as if they were one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from setia.engine.commands import RecordPurchase
from setia.services.foresight import Foresight
from setia.services.naming import Named
from setia.services.requests import Outcome, Request
from setia.services.round import Round
from setia.storage.programs import LoadedProgram

PART = 250
"""Requests of a part: smaller ones overlap better, and each costs its own statements."""
PARTS_LEAST = 4
"""Of a batch that has not that many parts of this size they are smaller."""
LEAST = 100
"""Requests of a batch that is worth cutting up."""

Part = list[int]
"""Places of its requests in the batch."""


class _Gathered(NamedTuple):
    """One part, ready to be decided."""

    round: Round
    requests: list[Request]


class SideBySide:
    """One batch; `begin` makes an empty round of it."""

    def __init__(self, program: LoadedProgram, now: int, ahead: Foresight, begin: Callable[[], Round]) -> None:
        self._program, self._now, self._ahead, self._begin = program, now, ahead, begin
        self._named: Named | None = None

    def take(self, requests: Sequence[Request]) -> list[Outcome]:
        """Outcomes of the requests; of the first few where they cannot be cut up."""
        parts = self._parts(requests)
        if len(parts) < 2:
            return self._begin().take(requests)
        outcomes: dict[int, Outcome] = {}
        left: Part = []
        asked: _Gathered | None = self._ask(self._gather(requests, parts[0]))
        for n, part in enumerate(parts):
            current = asked or self._gather(requests, part)
            following = self._gather(requests, parts[n + 1]) if n + 1 < len(parts) else None
            foreseen = self._ahead.told() if asked is not None else {}
            asked = None
            # Somebody may have merged members meanwhile; then what was gathered is forgotten, and gathered in its turn.
            if following is not None and not following.round.shares(current.round):
                asked = self._ask(following)
            decided = current.round.decide(current.requests, foreseen)
            current.round.apply()
            outcomes.update(zip(part, decided, strict=False))
            left += part[len(decided) :]
        while left:
            decided = self._begin().take([requests[n] for n in left])
            outcomes.update(zip(left, decided, strict=False))
            left = left[len(decided) :]
        return [outcomes[n] for n in range(len(requests))]

    def _gather(self, requests: Sequence[Request], part: Part) -> _Gathered:
        gathered = _Gathered(self._begin(), [requests[n] for n in part])
        gathered.round.gather(gathered.requests, self._named)
        return gathered

    def _ask(self, gathered: _Gathered) -> _Gathered:
        self._ahead.ask(self._now, gathered.round.turns(gathered.requests))
        return gathered

    def _parts(self, requests: Sequence[Request]) -> list[Part]:
        """Accounts in order of id, in parts of about the same size; and in the last one everybody who has none yet.

        Unique keys are taken in order within a part: so two batches with the same newcomers do not wait for each other.
        """
        if len(requests) < LEAST or not _are_different_receipts(requests):
            return []
        self._named = named = Named(self._program, requests)
        known: dict[int, Part] = {}
        unknown: Part = []
        for n, one in enumerate(requests):
            account_id = one.account_id
            if account_id is None and one.member is not None:
                account_id = named.found.get(one.member)
            if account_id is not None:
                known.setdefault(account_id, []).append(n)
            else:
                unknown.append(n)
        parts: list[Part] = [[]]
        ends = _ends(sum(len(part) for part in known.values()), min(PART, -(-len(requests) // PARTS_LEAST)))
        taken = 0
        for id_ in sorted(known):
            if parts[-1] and taken >= ends[0]:
                parts.append([])
                ends = [end for end in ends if end > taken]
            parts[-1] += known[id_]
            taken += len(known[id_])
        return [sorted(part) for part in (*parts, unknown) if part]


def _ends(count: int, size: int) -> list[int]:
    """After how many requests parts end: the first and the last are small.

    While the first is decided nothing is written yet, and while the last is written nothing is decided any more.
    """
    small = -(-size // 4)
    return sorted({small, *range(small + size, count - small, size), count - small, count})


def _are_different_receipts(requests: Sequence[Request]) -> bool:
    """Whether all are purchases, none of which could be another version of one before it."""
    receipts = {
        (one.command.purchase.source, one.reference, one.part)
        for one in requests
        if isinstance(one.command, RecordPurchase) and one.repeatable is None
    }
    return len(receipts) == len(requests)
