"""A storm: every key sixteen times at once, then with another body, by another client, and to another program."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection

import msgspec
from django.db import connection

from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.storage.streaming import fetch
from tests.shop import Shop
from tests.storm.figures import Figures
from tests.storm.process import PATIENCE, Told, Wave, serve
from tests.storm.tasks import DOCUMENT, Task, opened, other_bodies, tasks

COPIES = 16
CLIENT, OTHER_CLIENT = "till", "web"
OTHER_PROGRAM = "elsewhere"

INDEPENDENT = ("earn", "redeem", "reward", "enrol")
"""Kinds that can be done again, if somebody else asks for them."""


class Sky:
    """Processes of senders; made once, because they take a while to start."""

    def __init__(self, orders: Sequence[Connection]) -> None:
        self._orders = orders

    def send(self, wave: Wave) -> list[Told]:
        """A wave from all processes together, each as many copies; then all that they were told."""
        wave = msgspec.structs.replace(wave, copies=max(wave.copies // len(self._orders), 1))
        for n, one in enumerate(self._orders):
            one.send(msgspec.structs.replace(wave, seed=f"{wave.seed} {n}"))
        for one in self._orders:
            if not one.poll(3 * PATIENCE):
                raise RuntimeError("the senders are stuck")
        return [told for one in self._orders for told in one.recv()]


def storm(sky: Sky, url: str, seed: str, waves: int, each: int = 4) -> Figures:
    """So many waves of so many keys of every kind on the connected, empty database, and then the audit."""
    shop, figures, began = opened(), Figures(), time.monotonic()
    if connection.vendor == "postgresql":
        name = connection.ops.quote_name(connection.settings_dict["NAME"])
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} SET deadlock_timeout = '20ms'")
    sent: list[Task] = []
    for number in range(waves):
        made = tasks(shop, number, each)
        told = sky.send(Wave(url, shop.program.code, CLIENT, made, COPIES, f"{seed} {number}"))
        figures.add(_judged(made, told))
        sent += made
    figures.anomalies += [
        *_other_bodies(sky, url, shop, sent, figures),
        *_others(sky, url, shop, sent, figures),
        *_effects(sent),
        *(str(finding) for finding in shop.findings()),
    ]
    if connection.vendor == "postgresql":
        [(figures.met["deadlocks"],)] = fetch(
            "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        )
    figures.seconds = time.monotonic() - began
    figures.anomalies = [f"{seed}: {what}" for what in figures.anomalies]
    return figures


def _judged(made: list[Task], told: list[Told]) -> Figures:
    """Of one wave: all answers to a key are the same bytes, and one of them was the first."""
    figures = Figures(keys=Counter(one.kind for one in made), statuses=Counter(one.status for one in told))
    figures.met["sent away"] = sum(one.sent_away for one in told)
    of_key = _by_key(told, figures)
    for task in made:
        figures.anomalies += [f"{task.key}: {wrong}" for wrong in _wrong(task, of_key[task.key])]
    return figures


def _by_key(told: list[Told], figures: Figures) -> dict[str, list[Told]]:
    """The copies of every key in the order in which they were sent; all but the first are duplicates."""
    of_key: dict[str, list[Told]] = defaultdict(list)
    for one in sorted(told, key=lambda one: one.sent):
        of_key[one.key].append(one)
    for copies in of_key.values():
        decided = min(one.answered for one in copies)
        figures.duplicates += len(copies) - 1
        figures.undecided += sum(one.sent < decided for one in copies[1:])
    return of_key


def _wrong(task: Task, copies: list[Told]) -> Iterator[str]:
    statuses = Counter(one.status for one in copies)
    if len(copies) != COPIES:
        yield f"{len(copies)} answers"
    yield from (status for status in statuses if status.startswith("fault") or status == "always busy")
    if task.kind == "claim":  # its token is used once, and whoever comes later is told so
        late = {one.content for one in copies if one.status != "done"}
        if statuses["done"] != 1 or len(late) != 1 or b"already_claimed" not in late.pop():
            yield f"claimed {statuses}"
        return
    if len({one.content for one in copies}) != 1:
        yield f"was answered in different ways: {sorted({one.content for one in copies})}"
    if not {*statuses} <= {"done", "replayed"}:
        yield f"was answered {statuses}"
    elif b'"done"' not in copies[0].content:
        yield f"came to {copies[0].content!r}"


def _other_bodies(sky: Sky, url: str, shop: Shop, sent: list[Task], figures: Figures) -> Iterator[str]:
    """The same key with something else under it is refused."""
    others = [*other_bodies(sent)]
    for one in sky.send(Wave(url, shop.program.code, CLIENT, others, 1, "other bodies")):
        figures.met["other bodies"] += 1
        if one.status != "refused" or b"idempotency_key_reused" not in one.content:
            yield f"{one.key} with another body: {one.status} {one.content!r}"


def _others(sky: Sky, url: str, shop: Shop, sent: list[Task], figures: Figures) -> Iterator[str]:
    """The same keys of another client, and in another program, are keys of their own."""
    again = [one for one in sent if one.kind in INDEPENDENT]
    told = sky.send(Wave(url, shop.program.code, OTHER_CLIENT, again, COPIES, "another client"))
    figures.met["of another client"] += len(told)
    yield from (f"{one} of another client" for one in _not_done_once(again, told, figures))
    text = DOCUMENT.replace("id: storm", f"id: {OTHER_PROGRAM}")
    apply_program(read_program(text), text, "owner")
    again = [one for one in sent if one.kind == "earn"]
    told = sky.send(Wave(url, OTHER_PROGRAM, CLIENT, again, COPIES, "another program"))
    figures.met["in another program"] += len(told)
    yield from (f"{one} in another program" for one in _not_done_once(again, told, figures))


def _not_done_once(sent: list[Task], told: list[Told], figures: Figures) -> Iterator[str]:
    of_key = _by_key(told, figures)
    for one in sent:
        statuses = Counter(copy.status for copy in of_key[one.key])
        if statuses != {"done": 1, "replayed": COPIES - 1} or len({copy.content for copy in of_key[one.key]}) != 1:
            yield f"{one.key}: {statuses}"


def _effects(sent: list[Task]) -> Iterator[str]:
    """Every key has been booked once for the client whose it is."""
    found = Counter(note for (note,) in fetch("SELECT note FROM transaction_text WHERE note <> ''"))
    for task in sent:
        expected = {
            f"{CLIENT} {task.key}": (task.kind != "claim") + (task.kind == "earn"),
            f"{OTHER_CLIENT} {task.key}": task.kind in INDEPENDENT,
        }
        for note, times in expected.items():
            if found[note] != times:
                yield f"{note} was booked {found[note]} times, not {int(times)}"


@contextmanager
def sky(mistake: str = "", processes: int = 2) -> Iterator[Sky]:
    """Processes of senders, with a mistake of `mutants` in them if one is named; gone at the end."""
    context = get_context("spawn")
    gate = context.Barrier(processes)
    ours, started = [], []
    for _ in range(processes):
        mine, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, gate, mistake), daemon=True)
        process.start()
        theirs.close()
        ours.append(mine)
        started.append(process)
    try:
        yield Sky(ours)
    finally:
        for one in ours:
            with suppress(OSError):  # it may have died of what went wrong
                one.send(None)
        for process in started:
            process.join(10)
            if process.is_alive():
                process.kill()
                process.join()
        for one in ours:
            one.close()
