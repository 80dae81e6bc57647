"""The guard of one batch: which rules' new awards wait, what the batch gives, and what has tripped by it (ADR 0031)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from setia.engine import guard
from setia.engine.calendar import MINUTE
from setia.engine.decide import Decision
from setia.engine.guard import Count, Forecast
from setia.services.keeping import Kept
from setia.services.requests import Manner, Request
from setia.storage import audit_log, flags, guards
from setia.storage.flags import Raised
from setia.storage.guards import Thing, Waits, Watched
from setia.storage.programs import LoadedProgram

ACTOR, CHANNEL = "setia", "guard"
"""Who raises the alarm."""


class Watch:
    """What is compared with forecasts while one batch is taken. An import of history is not."""

    def __init__(self, program: LoadedProgram, manner: Manner, now: int) -> None:
        self._program, self._now = program, now
        self._forecasts: dict[int, Forecast] = {} if manner.history else program.forecasts
        self._known = Watched({}, set(), set())
        self._more: dict[Thing, dict[int, Count]] = {}
        self._tripped: dict[Thing, tuple[str, Count]] = {}
        self._waits: list[Waits] = []
        self.guarded: tuple[str, ...] = ()
        """Rules whose new awards wait, as the engine is told."""

    def look(self, requests: Sequence[Request]) -> None:
        """Read what is known around the minutes of some requests; nothing where no version has a forecast."""
        if self._forecasts and requests:
            minutes = {min(request.command.event_at, self._now) // MINUTE for request in requests}
            self._known = guards.watched(self._program.id, minutes)
            self._say()

    def count(self, account_id: int, decision: Decision, effective_at: int) -> None:
        """What one decision gave, and of which orders something waits since."""
        for seq, name in decision.checked:
            number, _, rule = name.partition(":")
            self._waits.append((account_id, seq, int(number), rule))
        if not self._forecasts or not decision.gave:
            return
        minute = effective_at // MINUTE
        for name, units in decision.gave.items():
            number, _, thing = name.partition(":")
            self._count((int(number), thing), minute, units)

    def count_prices(self, request: Request) -> None:
        """What price rules took off a basket that was just paid, as far as they are watched."""
        if not self._forecasts or not request.off:
            return
        at = min(request.command.event_at, self._now)
        number = self._program.versions.number_at(at, self._now)
        forecast = self._forecasts.get(number)
        for rule, units in request.off.items():
            thing = guard.price_thing(rule)
            if forecast is not None and thing in forecast.rules:
                self._count((number, thing), at // MINUTE, units)

    def rename(self, ids: Mapping[int, int]) -> None:
        """Accounts of newcomers are stored under these ids."""
        self._waits = [(ids.get(account_id, account_id), *rest) for account_id, *rest in self._waits]  # type: ignore[misc]

    def write(self) -> None:
        """Add what was given, and raise the alarm for what has tripped."""
        guards.keep_waiting(self._program.id, self._waits)
        guards.add(self._program.id, self._more)
        for thing, (wallet, count) in self._tripped.items():
            self._alarm(thing, wallet, count)

    def _count(self, thing: Thing, minute: int, units: int) -> None:
        self._more.setdefault(thing, {}).setdefault(minute, Count()).add(1, units)
        minutes = self._known.counts.setdefault(thing, {})
        minutes.setdefault(minute, Count()).add(1, units)
        number, name = thing
        forecast = self._forecasts.get(number)
        expected = forecast.rules.get(name) if forecast is not None else None
        rule, _, wallet = name.partition("/")
        if expected is None or (number, rule) in self._known.settled or (number, rule) in self._known.waiting:
            return
        times = self._program.versions.applied[number - 1].compiled.program.guard
        if (found := guard.tripped(expected, times, minutes, minute)) is not None:
            self._tripped[number, rule] = wallet, found
            self._known.waiting.add((number, rule))
            self._say()

    def _say(self) -> None:
        """To the engine, which does not price: what becomes of price rules is asked where a basket is priced."""
        waiting = [one for one in self._known.waiting if not one[1].startswith(guard.PRICE)]
        self.guarded = tuple(sorted(f"{number}:{rule}" for number, rule in waiting))

    def _alarm(self, thing: Thing, wallet: str, count: Count) -> None:
        number, rule = thing
        expected = self._forecasts[number].rules[f"{rule}/{wallet}"].per_quarter
        id_ = guards.trip(self._program.id, thing, wallet, (count, expected, self._now))
        if not id_:
            return  # somebody else has just found out
        flags.put(self._program.id, [_raised(id_, self._now)])
        told: dict[str, int | str] = {"wallet": wallet, "units": count.units, "expected": expected}
        audit_log.note(self._program.id, (ACTOR, CHANNEL), "guard_tripped", f"v{number} {rule}", **told)


Lasting = tuple[Kept, Watch]
"""What outlasts the rounds of a batch."""


def _raised(trip: int, now: int) -> Raised:
    return Raised(
        kind="guard",
        reason="guard_tripped",
        number=trip,
        event_at=now,
        received_at=now,
        actor=ACTOR,
        channel=CHANNEL,
    )
