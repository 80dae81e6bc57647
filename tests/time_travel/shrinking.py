"""The smallest life in which a difference still shows, so that a failure can be read."""

from __future__ import annotations

from collections.abc import Iterable

from tests.time_travel.crowd import compare
from tests.time_travel.driving import Life, Sweeps
from tests.time_travel.facts import Fact, Look, Used
from tests.time_travel.history import Tale
from tests.time_travel.oracle import Member
from tests.time_travel.programs import Program


def retell(program: Program, facts: Iterable[Fact], looks: Iterable[int], ends_at: int) -> Tale:
    """The tale of these facts, without those that are no longer possible."""
    member, kept, refused = Member(program), list[Fact](), set[int]()
    seen: list[dict[str, tuple[int, int]]] = []
    looked: list[Look] = []
    times = sorted(looks, reverse=True)

    def look_until(at: int) -> None:
        while times and times[-1] <= at:
            looked.append(Look(times.pop(), len(kept)))
            seen.append(member.look(looked[-1].at))

    for fact in facts:
        look_until(fact.recorded_at - 1)
        done = member.take(fact)
        if done or (isinstance(fact, Used) and fact.event_at >= fact.recorded_at):
            if not done:
                refused.add(len(kept))
            kept.append(fact)
    look_until(ends_at)
    member.pass_time(ends_at)
    return Tale(Life(program, tuple(kept), tuple(looked), ends_at, frozenset(refused)), member, seen)


def smallest(tale: Tale, sweeps: list[Sweeps]) -> str:
    """The program, the facts that are left, and what is still told differently."""
    program, ends_at = tale.life.program, tale.life.ends_at
    facts, looks = list(tale.life.facts), [look.at for look in tale.life.looks]
    size = len(facts)
    while size := size // 2:
        start = 0
        while start < len(facts):
            fewer = facts[:start] + facts[start + size :]
            if compare(retell(program, fewer, looks, ends_at), sweeps):
                facts = fewer
            else:
                start += size
    for at in list(looks):
        fewer_looks = [other for other in looks if other != at]
        if compare(retell(program, facts, fewer_looks, ends_at), sweeps):
            looks = fewer_looks
    found = compare(retell(program, facts, looks, ends_at), sweeps)
    return "\n".join([*(version.document() for version in program.versions), *map(str, facts), *found])
