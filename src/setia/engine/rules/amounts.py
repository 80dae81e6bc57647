"""What rules give for a purchase that is judged for the first time, without saying why: for whoever only counts.

The same conditions and effects as `evaluate`, in the same order, cut by the same limits. A condition that does not hold
ends a rule, kinds that most rules have are written out, and nothing of what was looked at is kept. That the amounts are
the same is tested with random programs.
"""

from __future__ import annotations

from msgspec import Struct

from setia.engine.rules.asking import Ask
from setia.engine.rules.compiled import Compiled, Judge
from setia.engine.rules.defined import Test
from setia.engine.rules.effects import GIFTS
from setia.engine.rules.evaluate import Judging, Standing
from setia.engine.rules.facts import Facts
from setia.engine.rules.holding import Holds, holding
from setia.engine.rules.limit import Cap
from setia.engine.rules.reckoning import Amount, Reckoned, reckoned
from setia.engine.rules.rule import Rule

Key = tuple[str, str]
"""A rule and a wallet."""


class Given(Struct, gc=False):
    """What the rules give."""

    by_rule: dict[Key, int]
    """Never 0."""
    by_wallet: dict[str, int]
    """In the order in which they are first asked for; may be 0."""


_Written = tuple[Key, str, Amount, str]
"""An effect written out: rule and wallet, the wallet, how many units, and a rule without which it is nothing."""


class _Counted(Struct, frozen=True):
    """One rule ready to be counted."""

    judge: Judge
    holds: tuple[Holds, ...]
    written: tuple[_Written, ...]
    """Its effects, if written out."""
    is_written: bool
    """If not, its effects are asked as they are."""
    multiplies: bool
    """Whether its lane multiplies."""


_WRITTEN_OUT: list[Ask] = []
"""Stands for what a rule asks for whose asks nobody sees: that it holds."""


def _add(given: Given, key: Key, gave: int) -> None:
    given.by_wallet[key[1]] = given.by_wallet.get(key[1], 0) + gave
    if gave:
        given.by_rule[key] = given.by_rule.get(key, 0) + gave


def can_tell(compiled: Compiled) -> bool:
    """Whether amounts alone can be told: no rules compete, and no remainders are carried."""
    return not compiled.carries and all(track.lane.combine != "best" for track in compiled.tracks)


class Amounts:
    """The rules of a version that purchases trigger."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._rules = [(one.holds, one.judge.id, one.written, one) for one in _counted(compiled)]

    def of(self, facts: Facts, room: dict[str, int]) -> Given | None:
        """What they give, as limits leave room; None where one gives something that is no units.

        The purchase's status must count. Of limits for one purchase nothing has to be said.
        """
        given = Given({}, {})
        if not facts.counts:
            return given
        asked: dict[str, list[Ask]] = {}
        by_rule, by_wallet = given.by_rule, given.by_wallet
        limited: Judging | None = None
        for tests, name, written, rule in self._rules:
            for holds in tests:
                if not holds(facts):
                    break
            else:
                judge = rule.judge
                if judge.giving:
                    return None
                if not rule.is_written:
                    limited = limited or Judging(self._compiled, facts, Standing(room))
                    for gain in limited.measured(judge, _asks(rule, facts, asked)):
                        _add(given, (name, gain.wallet), gain.gave)
                    continue
                asked[name] = _WRITTEN_OUT
                caps = judge.caps
                for key, wallet, amount, only_with in written:
                    if only_with and only_with not in asked:
                        continue
                    gave = _cut(caps, amount(facts), room) if caps else amount(facts)
                    if gave:
                        by_rule[key] = by_rule.get(key, 0) + gave
                        by_wallet[wallet] = by_wallet.get(wallet, 0) + gave
                    elif wallet not in by_wallet:
                        by_wallet[wallet] = 0
        return given


def _asks(rule: _Counted, facts: Facts, asked: dict[str, list[Ask]]) -> list[Ask]:
    asks: list[Ask] = []
    for effect in rule.judge.asking:
        asks += effect(facts, asked)
    asked[rule.judge.id] = asks
    if rule.multiplies:
        for other in rule.judge.multiplies:
            asked[other] = [*asked.get(other, ()), *asks]
    return asks


def _cut(caps: tuple[Cap, ...], wanted: int, room: dict[str, int]) -> int:
    """What limits leave, all of which are of units."""
    left = wanted
    for cap in caps:
        left = min(left, max(room.get(cap.id, cap.most), 0))
    if left:
        for cap in caps:
            room[cap.id] = room.get(cap.id, cap.most) - left
    return left


def _counted(compiled: Compiled) -> tuple[_Counted, ...]:
    """The rules; those written out whose asks no other rule has to see."""
    judges = [(judge, track.lane.combine == "multiply") for track in compiled.tracks for judge in track.judges]
    judges = [(judge, multiplies) for judge, multiplies in judges if judge.trigger == "purchase"]
    seen = {name for judge, multiplies in judges if multiplies for name in judge.multiplies}
    # Limits are cut in one place: here, where all are of units and all rules under any are written out.
    limited = {judge.id for judge, _ in judges if judge.caps}
    if any(cap.times for judge, _ in judges for cap in judge.caps):
        seen |= limited
    while True:
        found = _with_seen(compiled, judges, seen)
        asked = [one for one in found if not one.is_written]
        more = {name for one in asked for name in one.judge.multiplies}
        if any(one.judge.caps for one in asked):
            more |= limited
        if more <= seen:
            return found
        seen |= more


def _with_seen(compiled: Compiled, judges: list[tuple[Judge, bool]], seen: set[str]) -> tuple[_Counted, ...]:
    rules, sets = {rule.id: rule for rule in compiled.program.rules}, tuple(compiled.ladders)
    found, rates = [], dict[str, Reckoned]()
    for judge, multiplies in judges:
        rule = rules[judge.id]
        held_out = len(judge.tests) - len(rule.when)
        holds = [_as_it_is(test) for test in judge.tests[:held_out]]
        tests = zip(rule.when, judge.tests[held_out:], strict=True)
        holds += [holding(one, test, compiled.exponent, sets) for one, test in tests]
        written = None
        if judge.id not in seen:
            written = _written(rule, compiled.exponent, rates)
        found.append(_Counted(judge, tuple(holds), written or (), written is not None, multiplies))
    return tuple(found)


def _written(rule: Rule, exponent: int, rates: dict[str, Reckoned]) -> tuple[_Written, ...] | None:
    """A rule's effects; None where one of them is not written out. One that may be multiplied is added to `rates`."""
    effects = [reckoned(one, exponent, rates) for one in rule.effects if not isinstance(one, GIFTS)]
    known = [one for one in effects if one is not None]
    if len(known) < len(effects):
        return None
    if len(known) == 1:
        rates[rule.id] = known[0]
    return tuple([((rule.id, one.wallet), one.wallet, one.amount, one.only_with) for one in known])


def _as_it_is(test: Test) -> Holds:
    return lambda facts: test(facts).holds
