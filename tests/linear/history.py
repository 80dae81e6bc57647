"""What happened, put together: what the clients were told, and what the journal has of every account."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from itertools import accumulate

from msgspec import Struct

from setia.engine import commands as c
from setia.engine.journalled import Journalled
from setia.storage.journals import journals
from setia.storage.keys import keyed_hash
from setia.storage.programs import LoadedProgram
from setia.storage.snapshot import snapshot
from setia.storage.streaming import fetch
from tests.linear.client import Told

FOR_EVER = 2**63


class Step(Struct):
    """One journalled command of one account."""

    account_id: int
    first: int
    """Number of its first transaction."""
    last: int
    position: int
    """In the log, of its last transaction."""
    row: Journalled
    told: Told | None = None
    """What its client was told, of a pair for both halves; None: nobody asked for it."""


class Journal(Struct, frozen=True):
    """One account's steps, oldest first."""

    account_id: int
    key: bytes
    steps: list[Step]
    times: Times


class Times:
    """When it was known how far an account had come."""

    def __init__(self, steps: Iterable[Step]) -> None:
        known = [(step, step.told) for step in steps if step.told is not None]
        done = sorted((told.completed, step.last) for step, told in known)
        begun = sorted((-told.invoked, step.first) for step, told in known)
        self._done_at = [at for at, _ in done]
        self._at_least = list(accumulate((last for _, last in done), max))
        self._begun_at = [at for at, _ in begun]
        self._less_than = list(accumulate((first for _, first in begun), min))

    def lowest(self, told: Told) -> int:
        """The highest number that was told before a client asked: his command sees at least that."""
        done = bisect_left(self._done_at, told.invoked)
        return self._at_least[done - 1] if done else 0

    def highest(self, told: Told) -> int:
        """The last number before everything that was asked after the client had his answer: it sees no more."""
        begun = bisect_left(self._begun_at, -told.completed)
        return self._less_than[begun - 1] - 1 if begun else FOR_EVER


class History(Struct, frozen=True):
    """Everything about one run."""

    journals: dict[int, Journal]
    merged: dict[int, int]
    """Into which account an account was merged."""
    names: dict[str, int]
    """The own account of everybody who has one."""
    anomalies: list[str]

    def chain(self, name: str) -> list[int]:
        """The accounts on which a member's commands have landed, in their order."""
        chain = [self.names[name]] if name in self.names else []
        while chain and chain[-1] in self.merged:
            chain.append(self.merged[chain[-1]])
        return chain


def history(program: LoadedProgram, told: Sequence[Told]) -> History:
    """Read the journal of the connected database, and find out whose each command was."""
    with snapshot():
        steps, keys = _steps(program)
    of_key = {key.hex(): account_id for account_id, key in keys.items()}
    anomalies = [*_owners(steps, told), *_pairs(steps, of_key)]
    made = {id_: Journal(id_, keys[id_], of_account, Times(of_account)) for id_, of_account in steps.items()}
    merged = {
        id_: of_key[last.row.command.counterpart]
        for id_, of_account in steps.items()
        if isinstance((last := of_account[-1]).row.command, c.MergeOut)
    }
    return History(made, merged, _names(program, told), anomalies)


def _steps(program: LoadedProgram) -> tuple[dict[int, list[Step]], dict[int, bytes]]:
    numbers: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for account_id, seq, position in fetch(
        "SELECT j.account_id, j.seq, o.position FROM journal j JOIN outbox o ON o.transaction_id = j.transaction_id"
        " ORDER BY j.account_id, j.seq"
    ):
        numbers[account_id].append((seq, position))
    steps: dict[int, list[Step]] = {}
    keys: dict[int, bytes] = {}
    for one in journals(program.id):
        before, of_account = 0, []
        for (seq, position), row in zip(numbers[one.account_id], one.commands, strict=True):
            of_account.append(Step(one.account_id, before + 1, seq, position, row))
            before = seq
        steps[one.account_id], keys[one.account_id] = of_account, one.account_key
    return steps, keys


def _owners(steps: dict[int, list[Step]], told: Sequence[Told]) -> Iterable[str]:
    """Give every step its client by the note that he left; every client who was told that it is done has one step."""
    of_id = {one.id: one for one in told}
    notes = {(id_, seq): note for id_, seq, note in fetch("SELECT account_id, seq, note FROM transaction_text")}
    found: dict[str, int] = defaultdict(int)
    for of_account in steps.values():
        for step in of_account:
            note = notes.get((step.account_id, step.row.known_as))
            if note is not None:
                step.told = of_id[note]
                found[note] += 1
    for one in told:
        times = found[one.id]
        if times != (one.answer.status == "done"):
            yield f"{one.id} ({one.wish.kind}) was told {one.answer.status} {one.answer.code}, and was booked {times} x"


def _pairs(steps: dict[int, list[Step]], of_key: dict[str, int]) -> Iterable[str]:
    """Give every second half the client of its first: between two accounts they come in the same order on both."""
    sent: dict[tuple[type, int, int], deque[Step]] = defaultdict(deque)
    for of_account in steps.values():
        for step in of_account:
            if isinstance(command := step.row.command, c.TransferOut | c.MergeOut):
                sent[type(command), step.account_id, of_key[command.counterpart]].append(step)
    for of_account in steps.values():
        for step in of_account:
            command = step.row.command
            if isinstance(command, c.TransferIn | c.MergeIn):
                kind = c.TransferOut if isinstance(command, c.TransferIn) else c.MergeOut
                waiting = sent[kind, of_key[command.counterpart], step.account_id]
                if waiting:
                    step.told = waiting.popleft().told
                else:
                    yield f"account {step.account_id}, {step.last}: a second half without a first"
            elif step.told is None and not isinstance(command, c.Enrol):
                yield f"account {step.account_id}, {step.last}: {type(command).__name__} of nobody"
    yield from (f"account {key[1]}: a first half without a second" for key, waiting in sent.items() if waiting)


def _names(program: LoadedProgram, told: Sequence[Told]) -> dict[str, int]:
    named = {one.wish.member for one in told} | {one.wish.to for one in told if one.wish.to}
    key_of = {keyed_hash(program.key, "identifier", "external", name): name for name in named}
    rows = fetch("SELECT i.key, m.account_id FROM identifier i JOIN member m ON m.id = i.member_id")
    return {key_of[bytes(key)]: account_id for key, account_id in rows if bytes(key) in key_of}
