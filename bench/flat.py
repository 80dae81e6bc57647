"""Whether a command costs the same in a small ledger and in one a thousand times as large (ledger 4.16).

The same commands of the same members, one transaction each, in turn in two databases: one with 10,000 entries of
others, one with 10,000,000. Counted are statements, and the rows that they look at; on SQLite, which does not say how
many rows it looks at, the steps of its machine. An index over a thousand times as many rows is a page or two deeper:
that is what a tree is, and the one thing that may grow.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import msgspec
from django.db import connection

from bench.baskets import baskets
from bench.filling import deepest, fill
from bench.measuring import Figure
from bench.places import postgresql, program, sqlite
from setia.engine.commands import (
    Capture,
    Command,
    Earn,
    PlaceHold,
    RecordPurchase,
    Redeem,
    RedeemReward,
    Return,
)
from setia.engine.ledger.past import Refund
from setia.services.batch import Manner, Outcome, Request, apply
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.programs import LoadedProgram
from tests.conftest import use

SMALL, LARGE = 10_000, 10_000_000
MEMBERS, ROUNDS, WARM_UP = 20, 5, 3
RATIO_MAX, DEEPER_MAX = 1.25, 2
MANNER = Manner(actor="bench", channel="bench", enrol=True)
KINDS = ("purchase", "earn", "redeem", "hold", "capture", "return", "reward")
Costs = dict[str, int]
Times = dict[str, list[float]]


class Member:
    """One member who does everything that is measured, once a round."""

    def __init__(self, program: LoadedProgram, number: int) -> None:
        self._program, self._known, self._number = program, Known("external", f"own {number}"), number
        self._purchases = iter(list(baskets(ROUNDS * 3 + 10, seed=number)))
        self._last: dict[str, Outcome] = {}
        self._count = 0

    def begin(self) -> None:
        """Join, and have something to use."""
        self._apply("earn", Earn(clock.read(), "points", 100_000, "welcome"))

    def do(self, kind: str) -> None:
        """One command; it must be accepted."""
        now = clock.read()
        commands: dict[str, Callable[[], Command]] = {
            "purchase": lambda: RecordPurchase(msgspec.structs.replace(next(self._purchases), event_at=now)),
            "earn": lambda: Earn(now, "points", 100, "bench"),
            "redeem": lambda: Redeem(now, "points", 50),
            "hold": lambda: PlaceHold(now, "points", 50),
            "capture": lambda: Capture(now, self._last["hold"].seq),
            "return": lambda: Return(now, self._last["purchase"].seq, Refund(f"r{self._count}", ((1, 1000),))),
            "reward": lambda: RedeemReward(now, "voucher"),
        }
        self._apply(kind, commands[kind]())

    def _apply(self, kind: str, command: Command) -> None:
        self._count += 1
        reference = f"{self._number}-{self._count}"
        [outcome] = apply(self._program, [Request(command, self._known, reference=reference)], MANNER)
        if outcome.status != "done":
            raise RuntimeError(f"{kind}: {outcome}")
        self._last[kind] = outcome


def figures() -> list[Figure]:
    """Both databases."""
    return [*_measured("SQLite", sqlite), *_measured("PostgreSQL", postgresql)]


def _measured(name: str, place: Callable[[], AbstractContextManager[str]]) -> list[Figure]:
    with place() as small, place() as large:
        members, costs, depths = {}, {}, {}
        times: dict[str, Times] = {small: {kind: [] for kind in KINDS}, large: {kind: [] for kind in KINDS}}
        for url, entries in ((small, SMALL), (large, LARGE)):
            with use(url):
                members[url] = _prepare(entries)
                depths[url] = deepest()
        for _ in range(ROUNDS):
            for url in (small, large):
                with use(url):
                    _round(members[url], times[url])
        for url in (small, large):
            with use(url):
                costs[url] = _count(members[url][0])
        return _told(name, (costs[small], costs[large]), (depths[small], depths[large]), (times[small], times[large]))


def _prepare(entries: int) -> list[Member]:
    loaded = program()
    members = [Member(loaded, n) for n in range(MEMBERS)]
    for one in members:
        one.begin()
    fill(entries)
    return members


def _round(members: list[Member], times: Times) -> None:
    """Everything once by every member; the first few only open what a connection must have opened."""
    for n, member in enumerate(members):
        for kind in KINDS:
            began = time.perf_counter()
            member.do(kind)
            if n >= WARM_UP:
                times[kind].append(time.perf_counter() - began)


def _count(member: Member) -> tuple[Costs, Costs]:
    """Statements, and rows or steps, by kind of command."""
    statements: Costs = dict.fromkeys(KINDS, 0)
    work: Costs = {}
    for kind in KINDS:  # so that all statements are prepared
        member.do(kind)
    for kind in KINDS:

        def counted(execute: Any, *how: Any, of: str = kind) -> Any:
            statements[of] += 1
            return execute(*how)

        before = _work()
        with connection.execute_wrapper(counted):
            member.do(kind)
        work[kind] = _work() - before
    return statements, work


def _work() -> int:
    """Steps of all prepared statements on SQLite; rows looked at, by index or not, on PostgreSQL."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sum(nstep) FROM sqlite_stmt WHERE sql NOT LIKE '%%sqlite_stmt%%'")
        else:
            cursor.execute("SELECT pg_stat_force_next_flush()")
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT sum(seq_tup_read) + sum(coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables")
        return int(cursor.fetchone()[0])


def _told(
    name: str, costs: tuple[tuple[Costs, Costs], ...], depths: tuple[int, int], times: tuple[Times, Times]
) -> list[Figure]:
    (few, little), (many, much) = costs
    small, large = (sum(statistics.median(one) for one in of.values()) for of in times)
    what = "steps of its machine" if name == "SQLite" else "rows looked at"
    each = ", ".join(f"{kind} {many[kind]}" for kind in KINDS)
    at = f"{LARGE:,} entries, {name}"
    once = "1: a count"
    return [
        Figure(
            f"statements of {len(KINDS)} commands at {at}",
            sum(many.values()),
            "",
            f"{sum(few.values())}, as at {SMALL:,}",
            few == many,
            each,
            once,
        ),
        Figure(
            f"{what} for them at {at}",
            sum(much.values()),
            "",
            f"<= {sum(little.values()):,}, as at {SMALL:,}",
            all(much[kind] <= little[kind] for kind in KINDS),
            ", ".join(f"{kind} {much[kind]:,}" for kind in KINDS),
            once,
        ),
        Figure(
            f"pages to a leaf of the deepest index at {at}",
            depths[1],
            "",
            f"<= {depths[0] + DEEPER_MAX}",
            depths[1] <= depths[0] + DEEPER_MAX,
            f"{depths[0]} at {SMALL:,}",
            once,
        ),
        Figure(
            f"time of them at {at}, beside {SMALL:,}",
            large / small,
            "",
            f"<= {RATIO_MAX}",
            large / small <= RATIO_MAX,
            f"{large * 1000:.1f} ms, {small * 1000:.1f} ms, in turn",
            f"{ROUNDS * (MEMBERS - WARM_UP)} of each, summed over the {len(KINDS)}",
        ),
    ]
