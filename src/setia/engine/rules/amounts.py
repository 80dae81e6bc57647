"""What rules give for a purchase that is judged for the first time, without saying why: evaluation for whoever only counts.

It asks the same conditions and effects as `evaluate`, in the same order, and cuts by the same limits. A condition that
does not hold ends a rule, and nothing of what was looked at is kept.
"""

from __future__ import annotations

from setia.engine.rules.asking import Ask
from setia.engine.rules.compiled import Compiled, Judge
from setia.engine.rules.evaluate import Standing, as_limits_leave
from setia.engine.rules.facts import Facts

Given = list[tuple[str, list[tuple[str, int]]]]
"""By rule that holds, in the order of lanes: units of each wallet, effect by effect."""


def can_tell(compiled: Compiled) -> bool:
    """Whether amounts alone can be told: no rules compete, and no remainders are carried."""
    return not compiled.carries and all(track.lane.combine != "best" for track in compiled.tracks)


def amounts(compiled: Compiled, facts: Facts, room: dict[str, int]) -> Given | None:
    """What the rules give; None where one of them gives something that is no units. The purchase's status must count."""
    if not facts.counts:
        return []
    asked: dict[str, list[Ask]] = {}
    answers: list[tuple[Judge, list[Ask]]] = []
    for track in compiled.tracks:
        multiplies = track.lane.combine == "multiply"
        for judge in track.judges:
            if judge.trigger != "purchase":
                continue
            if not _holds(judge, facts):
                asked[judge.id] = []
                continue
            if judge.giving:
                return None
            asks: list[Ask] = []
            for effect in judge.asking:
                asks += effect(facts, asked)
            asked[judge.id] = asks
            if multiplies:
                for rule in judge.multiplies:
                    asked[rule] = [*asked.get(rule, ()), *asks]
            answers.append((judge, asks))
    limited = None
    given: Given = []
    for judge, asks in answers:
        if judge.caps:
            limited = limited or as_limits_leave(compiled, facts, Standing(room))
            given.append((judge.id, limited(judge, asks)))
        else:
            given.append((judge.id, [(ask.wallet, ask.amount) for ask in asks]))
    return given


def _holds(judge: Judge, facts: Facts) -> bool:
    for test in judge.tests:  # written out: a generator costs more than most conditions
        if not test(facts).holds:
            return False
    return True
