"""What a program gives for an event: every rule asked, lane by lane, each effect rounded once, then cut by limits.

A later judgement of the same order never gives a rule more than it was granted, unless it may grow: a return only
takes back, an edit may ask for what limits leave today (ledger 4.11).
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.rounding import divide
from setia.engine.rules.answers import Answer, Once, best, lost
from setia.engine.rules.asking import Ask, Asked
from setia.engine.rules.compiled import Compiled, Judge, Track
from setia.engine.rules.effects.gifts import Giving
from setia.engine.rules.facts import Facts
from setia.engine.rules.limit import Cap
from setia.engine.rules.spreading import by_line
from setia.engine.rules.using import gives, same, taken_again, use
from setia.engine.rules.verdict import Check, Gain, Gift, Verdict, Why

COUNTS = {"paid": frozenset({"paid", "fulfilled"}), "fulfilled": frozenset({"fulfilled"})}
"""Statuses that earn, by the program's `earns_at`; an open purchase is a preview, a cancelled one a memory."""

KEPT_BACK = (":guard",)
"""What cuts a reward that is given only once somebody has looked."""


class Standing(Struct, frozen=True):
    """What a judgement starts from beyond the facts."""

    room: dict[str, int] = {}
    """By limit, what it leaves in the period concerned; a limit that is not here leaves all of it."""
    granted: tuple[Verdict, ...] | None = None
    """What the order's last version was granted; None for its first judgement."""
    may_grow: bool = True
    """Whether rules may be given more than they were granted."""
    current: tuple[Verdict, ...] = ()
    """What its last judgement of any kind gave: what a carried remainder is reckoned from."""
    carried: dict[str, int] = {}
    """By the counter's name, the value counted so far in its period, this order's own part left out."""
    posted: dict[str, int] = {}
    """By the counter's name, the units given for that value so far, this order's own among them."""
    over: bool = False
    """Whether all of it has come back: then nothing holds."""
    kept_back: frozenset[str] = frozenset()
    """Rules whose rewards are not given until somebody has looked; their units are, and wait (docs/adr/0031)."""


def counts(compiled: Compiled, facts: Facts) -> bool:
    """Whether the purchase's status earns. An event always does."""
    purchase = facts.purchase
    return purchase is None or purchase.status in COUNTS[compiled.program.earns_at]


FIRST = Standing()
"""An order that is judged for the first time, and that nothing limits."""


def evaluate(compiled: Compiled, facts: Facts, standing: Standing | None = None) -> tuple[Verdict, ...]:
    """A verdict for every rule that the event triggers, in the order of lanes; none for what does not count."""
    standing = standing or FIRST
    if not counts(compiled, facts):
        standing = msgspec.structs.replace(standing, over=True)
    if standing.over and not standing.current:
        return ()
    return Judging(compiled, facts, standing).all()


def why(compiled: Compiled, facts: Facts, verdicts: tuple[Verdict, ...], *, over: bool = False) -> Why:
    """Verdicts with the frame that they stand on, what tiers count, and the units of each wallet spread over lines."""
    counted = not over and counts(compiled, facts)
    spend = facts.total("shelf") if counted and compiled.ladders else 0
    return Why(verdicts, facts.frame, counted, spend, by_line(facts, verdicts) if verdicts else {})


class Judging:
    """One event, rule by rule; what limits leave shrinks as rules are given something."""

    def __init__(self, compiled: Compiled, facts: Facts, standing: Standing) -> None:
        self._compiled, self._facts, self._standing = compiled, facts, standing
        self._trigger = facts.event.kind if facts.event is not None else "purchase"
        self._before = None if standing.granted is None else {one.rule: one for one in standing.granted}
        self._grows = self._before is None or standing.may_grow
        self._nothing: tuple[Check, ...] = () if facts.counts else (Check("counts", False),)
        self._holds = not standing.over and not self._nothing
        self._room = dict(standing.room)
        self._asked: Asked = {}

    def all(self) -> tuple[Verdict, ...]:
        """All lanes."""
        answers: list[tuple[Answer, str | None]] = []
        for track in self._compiled.tracks:
            how = track.lane.combine
            if how == "best":
                answers += self._compete(track)
                continue
            for judge in track.judges:
                if judge.trigger == self._trigger:
                    answer = self._ask(judge)
                    self._asked[judge.id] = answer.asks
                    if how == "multiply":
                        self._compose(judge, answer.asks)
                    answers.append((answer, None))
        if self._before is not None and self._grows:
            self._set_aside([answer for answer, winner in answers if winner in (None, answer.judge.id)])
        return tuple([self._grant(answer, winner) for answer, winner in answers])

    def measured(self, judge: Judge, asks: list[Ask]) -> tuple[Gain, ...]:
        """What limits leave of what a rule that holds asks for."""
        return self._measured(Answer(judge, True, (), asks)).gains

    def _compete(self, track: Track) -> list[tuple[Answer, str | None]]:
        """A lane where the best rule wins: its rules do not see each other, and what loses gives nothing.

        So there is nothing of it that a later lane could multiply.
        """
        answers = [self._ask(judge) for judge in track.judges if judge.trigger == self._trigger]
        winner = self._winner(answers)
        for one in answers:
            self._asked[one.judge.id] = one.asks if winner in (None, one.judge.id) else []
        return [(one, winner) for one in answers]

    def _set_aside(self, answers: list[Answer]) -> None:
        """Take off the room what the order takes again: an edit asks today's limits for the excess only."""
        current = {one.rule: one for one in self._standing.current}
        for one in answers:
            for cap in one.judge.caps if one.holds else ():
                if cap.every != "purchase":  # there the room is what the order was not granted yet
                    name = one.judge.id
                    again = taken_again(cap, one.asks, (self._before or {}).get(name), current.get(name))
                    self._room[cap.id] = self._room_of(cap) - again

    def _ask(self, judge: Judge) -> Answer:
        """What a rule asks for, effect by effect; nothing where one of its conditions does not hold."""
        facts, checks, holds = self._facts, self._nothing, self._holds
        if judge.tests:
            told = list(checks)
            for test in judge.tests:
                check = test(facts)
                told.append(check)
                holds = holds and check.holds
            checks = tuple(told)
        if not holds and not judge.carries:
            return Answer(judge, False, checks, [])
        asks: list[Ask] = []
        for effect in judge.asking:
            asks += effect(facts, self._asked)
        if not holds:  # what is carried from order to order must still hear that this one has nothing to add
            asks = [ask.emptied() for ask in asks if ask.carry is not None]
        return Answer(judge, holds, checks, asks)

    def _compose(self, judge: Judge, mine: list[Ask]) -> None:
        """In a lane that multiplies, what a multiplier adds is itself multiplied by the next one of the same rule."""
        for rule in judge.multiplies:
            self._asked[rule] = [*self._asked.get(rule, ()), *mine]

    def _winner(self, answers: list[Answer]) -> str | None:
        """The rule that wins its lane: the best one, or, where nothing may grow, the one that won before."""
        if self._grows:
            return best(answers)
        before = self._before or {}
        told = [before[one.judge.id] for one in answers if one.judge.id in before]
        return next((one.rule for one in told if one.holds and not lost(one)), None)

    def _grant(self, answer: Answer, winner: str | None) -> Verdict:
        judge, checks = answer.judge, answer.checks
        if not answer.holds:
            if not (answer.asks and self._standing.current):
                return Verdict(judge.id, False, checks)
            gone = [self._carried(judge, ask, None) for ask in answer.asks]
            return Verdict(judge.id, False, checks, tuple(gone))
        if winner is not None and winner != judge.id:
            lost = [ask.gain(ask.amount, 0, cut_by=(f"rule:{winner}",)) for ask in answer.asks]
            return Verdict(judge.id, True, checks, tuple(lost))
        if self._grows and not judge.caps and not judge.carries:  # nothing cuts what it asks for
            plain = tuple([ask.gain(amount := ask.amount, amount) for ask in answer.asks])
            gifts = tuple([self._unless_kept_back(judge, giving) for giving in judge.giving]) if judge.giving else ()
            return Verdict(judge.id, True, checks, plain, gifts)
        return self._measured(answer)

    def _measured(self, answer: Answer) -> Verdict:
        """A rule that gives no more than limits leave, or than it was granted before."""
        judge = answer.judge
        before = self._before.get(judge.id) if self._before else None
        once = Once(before is not None and gives(before))
        gains = []
        for ask in answer.asks:
            granted = next((had.gave for had in same(before, ask)), 0) if before is not None else 0
            gains.append(self._gain(judge, ask, granted, once))
        gifts = []
        for i, giving in enumerate(judge.giving):
            had = before is not None and i < len(before.gifts) and before.gifts[i].gave
            gifts.append(self._gift(judge, giving, had, once))
        return Verdict(judge.id, True, answer.checks, tuple(gains), tuple(gifts))

    def _gain(self, judge: Judge, ask: Ask, granted: int, once: Once) -> Gain:
        if ask.carry is not None:
            return self._carried(judge, ask, once)
        asked = ask.amount
        if self._grows:
            more, cut_by = self._cut(judge, max(asked - granted, 0), once)
            return ask.gain(asked, min(asked, granted) + more, cut_by=cut_by)
        gave = min(asked, granted)
        return ask.gain(asked, gave, cut_by=() if gave == asked else ("granted",))

    def _carried(self, judge: Judge, ask: Ask, once: Once | None) -> Gain:
        """The difference that this order makes to what the value of the whole period gives.

        Of an order judged before, what it had asked, and the difference that its change makes; below zero where other
        orders have come to stand on its remainder. What limits have cut was never given, and is not taken back. Without
        `once` nothing is given.
        """
        carry = judge.carries[ask.effect]
        others = self._standing.carried.get(carry.counter, 0)
        waiting = others % ask.per
        current = next((one for one in self._standing.current if one.rule == judge.id), None)
        had, gave, value = next(((one.asked, one.gave, one.value) for one in same(current, ask)), (0, 0, 0))
        now = divide((waiting + ask.value) * ask.points, ask.per)
        asked = had + now - divide((waiting + value) * ask.points, ask.per)
        if asked <= gave or once is None:
            keeps = min(asked, gave)
            if carry.posted:
                due = divide((others + ask.value) * ask.points, ask.per)
                keeps = max(keeps, gave - max(self._standing.posted.get(carry.posted, 0) - due, 0))
            return ask.gain(asked, keeps, carried=waiting)
        if not self._grows:
            return ask.gain(asked, gave, carried=waiting, cut_by=("granted",))
        more, cut_by = self._cut(judge, asked - gave, once)
        return ask.gain(asked, gave + more, carried=waiting, cut_by=cut_by)

    def _unless_kept_back(self, judge: Judge, giving: Giving) -> Gift:
        """What a rule gives; a reward not, where somebody has to look first."""
        gift = giving(self._facts)
        waits = judge.id in self._standing.kept_back and gift.kind == "reward" and self._grows
        return msgspec.structs.replace(gift, gave=False, cut_by=KEPT_BACK) if waits else gift

    def _gift(self, judge: Judge, giving: Giving, had: bool, once: Once) -> Gift:
        gift = giving(self._facts) if had else self._unless_kept_back(judge, giving)
        if had or gift.cut_by == KEPT_BACK:
            return gift
        if not self._grows:
            return msgspec.structs.replace(gift, gave=False, cut_by=("granted",))
        given, cut_by = self._cut(judge, 1, once, units=False)
        return gift if given else msgspec.structs.replace(gift, gave=False, cut_by=cut_by)

    def _cut(self, judge: Judge, wanted: int, once: Once, *, units: bool = True) -> tuple[int, tuple[str, ...]]:
        """What limits leave of what is wanted, in declared order, and the names of those that cut."""
        if not wanted or not judge.caps:
            return wanted, ()
        cut_by: list[str] = []
        left = wanted
        for cap in judge.caps:
            room = self._room_of(cap)
            if cap.times:
                allowed = left if once.counted or room > 0 else 0
            else:
                allowed = min(left, max(room, 0)) if units else left
            if allowed < left:
                cut_by.append(cap.id)
            left = allowed
        if left:
            for cap in judge.caps:
                if not cap.times and units:
                    self._room[cap.id] = self._room_of(cap) - left
                elif cap.times and not once.counted:
                    self._room[cap.id] = self._room_of(cap) - 1
            once.counted = True
        return left, tuple(cut_by)

    def _room_of(self, cap: Cap) -> int:
        known = self._room.get(cap.id)
        if known is None:
            granted = self._standing.granted if cap.every == "purchase" else None
            used = use(cap, self._compiled, granted) if granted else 0
            known = self._room[cap.id] = cap.most - used
        return known
