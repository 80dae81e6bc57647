"""Taking a batch's requests in order of arrival: round after round, late news aside, returns to their orders."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from setia.services.carrying import Carried
from setia.services.guarding import Watch
from setia.services.keeping import Kept
from setia.services.repeats import Repeats
from setia.services.requests import Manner, Outcome, Request
from setia.services.round import Round
from setia.services.sent_again import to_their_owners
from setia.services.set_aside import set_aside
from setia.services.side_by_side import SideBySide
from setia.services.waiting_returns import WaitingReturns
from setia.services.whose_source import claim, of_others
from setia.storage.posting import move_log
from setia.storage.programs import LoadedProgram


class Taking:
    """The requests of one batch that have no answer yet."""

    def __init__(
        self, program: LoadedProgram, manner: Manner, now: int, repeats: Repeats, carried: Carried | None = None
    ) -> None:
        self._program, self._manner, self._now, self._repeats = program, manner, now, repeats
        self._ahead = carried.ahead if carried is not None else None
        self._kept = carried.kept if carried is not None else Kept(0)
        self._watch = Watch(program, manner, now)
        self._waiting = WaitingReturns(program, manner, now)
        self._rounds: list[Round] = []
        self.position = 0
        """How far the log is once they are taken; 0: nothing was written."""

    def take(self, requests: Sequence[Request]) -> list[Outcome]:
        """Outcomes in order of the requests."""
        requests = to_their_owners(self._program, requests)
        aside = of_others(self._program, requests, self._manner)
        left = {n: one for n, one in enumerate(requests) if n not in aside}
        aside |= set_aside(self._program, left, self._manner, self._now)
        rest = [request for n, request in enumerate(requests) if n not in aside]
        self._watch.look(rest)
        decided: list[Outcome] = []
        while len(decided) < len(rest):
            decided.extend(self._next(rest[len(decided) :]))
        others = iter(decided)
        outcomes = [self._say(one, aside[n]) if n in aside else next(others) for n, one in enumerate(requests)]
        self._watch.write()
        claim(self._program, requests, outcomes, self._manner)
        # Last of all, whatever rounds there were: who has the log keeps everybody else from it until the commit.
        written = [id_ for one in self._rounds for id_ in one.written]
        self.position = move_log(written, historical=self._manner.history)
        return outcomes

    def _next(self, requests: Sequence[Request]) -> list[Outcome]:
        """Outcomes of the first few."""
        if requests[0].order:
            returns = list(takewhile(lambda one: one.order, requests))
            told = self._waiting.take(returns, self._round)
            return [self._say(one, outcome) for one, outcome in zip(returns, told, strict=False)]
        run = list(takewhile(lambda one: not one.order, requests))
        outcomes = self._run(run)
        self._waiting.arrived(run, outcomes, self._round)
        return outcomes

    def _run(self, requests: Sequence[Request]) -> list[Outcome]:
        if self._ahead is None:
            return self._round(requests)
        side_by_side = SideBySide(self._program, self._now, self._ahead, self._begin)
        return side_by_side.take(requests)

    def _round(self, requests: Sequence[Request]) -> list[Outcome]:
        return self._begin().take(requests)

    def _begin(self) -> Round:
        self._rounds.append(Round(self._program, self._manner, self._now, self._repeats, (self._kept, self._watch)))
        return self._rounds[-1]

    def _say(self, request: Request, outcome: Outcome) -> Outcome:
        """The answer of what no round has decided, kept under its key where it has one."""
        if outcome.status not in ("waiting", "review", "refused") or outcome.answer or request.repeatable is None:
            return outcome
        self._repeats.claim([request])
        return self._repeats.answer(request) or self._repeats.note(request, outcome, None)
