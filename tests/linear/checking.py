"""The model check: every account's commands, in the order that the ledger says, through the pure engine alone.

Every answer must be the model's: of what was accepted at its place, of what was refused at some place that the account
can have been at between the question and the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.decide import Decision, Parcel, Setting, decide, needs, second_half
from setia.engine.fold import Broken, Fold
from setia.engine.ledger.book import Book
from setia.engine.ledger.entries import Stamp
from setia.engine.refusals import Refusal
from setia.services.sealing import sealed
from setia.storage import loading
from setia.storage.programs import LoadedProgram
from tests.linear.client import Answer, Told, asked
from tests.linear.history import History, Journal, Step

BETWEEN = (c.TransferOut, c.MergeOut)


class Checker:
    """One run's history against the model."""

    def __init__(self, program: LoadedProgram, history: History) -> None:
        self._program, self._history = program, history
        self._key = {id_: journal.key.hex() for id_, journal in history.journals.items()}
        self._open: dict[str, Told] = {}
        """What was refused and has not been explained yet."""
        self._at: dict[int, list[Told]] = defaultdict(list)
        """The refused by the accounts on which they may have been decided."""
        self._sent: dict[tuple[int, int], Decision] = {}
        """What the first halves of pairs came to, by account and number."""
        self._refusing: dict[int, list[tuple[Told, c.Command]]] = defaultdict(list)
        """Second halves that the first account would have sent, by the account that may have refused them."""

    def check(self, told: Sequence[Told]) -> Iterator[str]:
        """What is wrong."""
        yield from self._history.anomalies
        for one in told:
            yield from (f"{one.id} ({one.wish.kind}): {wrong}" for wrong in one.wrong)
            if one.answer.status in ("refused", "unchanged"):
                self._open[one.id] = one
                for account_id in self._history.chain(one.wish.member):
                    self._at[account_id].append(one)
                self._unknown(one)
        for journal in self._history.journals.values():
            yield from self._walk(journal)
        for journal in self._history.journals.values():
            yield from self._second_halves(journal)
        for one in self._open.values():
            yield f"{one.id}: no state explains that {one.wish} was told {one.answer}"

    def _unknown(self, told: Told) -> None:
        """A member whom nobody knew yet: he is refused, or would have joined if his command had been accepted."""
        own = self._history.names.get(told.wish.member)
        if own is not None and self._history.journals[own].times.lowest(told):
            return
        if not told.wish.joins or isinstance(told.wish.command, BETWEEN):  # nobody joins by sending what he has not
            self._explain(told, Refusal("unknown_member", {"kind": "external"}))
            return
        if isinstance(told.wish.command, c.Return):  # he has bought nothing, and his joining is no history yet
            self._explain(told, Refusal("unknown_transaction", {"transaction": told.wish.command.purchase}))
        fold = Fold(b"nobody yet", self._program.versions)
        enrol = c.Enrol(told.wish.command.event_at)
        fold.take(enrol, _stamp(enrol))
        self._explain(told, self._ask(fold, told, 0))

    def _walk(self, journal: Journal) -> Iterator[str]:
        """The account's history from its first step on, and on the way everybody who was refused there."""
        fold = Fold(journal.key, self._program.versions)
        waiting = _windows(journal, [one for one in self._at[journal.account_id] if one.id in self._open])
        for step in journal.steps:
            self._look(fold, waiting, journal.account_id)
            where = f"account {journal.account_id}, {step.first}"
            try:
                decision = fold.take(step.row.command, step.row.stamp, step.row.given)
            except Broken as refused:
                yield f"{where}: the model refuses {step.row.command}: {refused}"
                return
            yield from (f"{where}: {wrong}" for wrong in self._compare(step, decision))
        self._look(fold, waiting, journal.account_id)
        yield from (f"account {journal.account_id}: {wrong}" for wrong in _finish(journal.account_id, fold))

    def _look(self, fold: Fold, waiting: list[Window], account_id: int) -> None:
        """Whether the account, as it now is, explains what somebody was told."""
        seq = fold.account.seq
        if not seq or fold.account.status != "open":
            return
        for window in [one for one in waiting if one.lowest <= seq]:
            if window.told.id not in self._open or window.highest < seq:
                waiting.remove(window)
            else:
                self._explain(window.told, self._ask(fold, window.told, account_id))

    def _ask(self, fold: Fold, told: Told, account_id: int) -> Refusal | Decision:
        """What the model says to a command now, without taking it."""
        request = sealed(asked(told.id, told.wish, self._history.names), self._program.key)
        command, to = request.command, request.to_account_id
        if to is not None and to == account_id:
            return Refusal("same_account")
        if isinstance(command, BETWEEN) and to is not None:
            command = replace(command, counterpart=self._key[to])
        decided = _decide(fold, command)
        if isinstance(decided, Decision) and isinstance(command, BETWEEN) and to is not None:
            half = second_half(command, decided.parcel or Parcel(), self._key.get(account_id, ""))
            self._refusing[to].append((told, half))
        return decided

    def _second_halves(self, journal: Journal) -> Iterator[str]:
        """Whether the other account refused what the first would have sent."""
        halves = {told.id: half for told, half in self._refusing[journal.account_id] if told.id in self._open}
        if not halves:
            return
        fold = Fold(journal.key, self._program.versions)
        waiting = _windows(journal, [self._open[id_] for id_ in halves])
        for step in journal.steps:
            try:
                fold.take(step.row.command, step.row.stamp, step.row.given)
            except Broken:  # which is said of this journal by itself
                return
            for window in waiting:
                if window.lowest <= fold.account.seq <= window.highest:
                    self._explain(window.told, _decide(fold, halves[window.told.id]))
        yield from ()

    def _explain(self, told: Told, decided: Refusal | Decision) -> None:
        answer = told.answer
        if isinstance(decided, Refusal):
            is_so = answer.status == "refused" and (answer.code, answer.numbers) == (decided.code, decided.numbers)
        else:
            is_so = answer.status == "unchanged" and not decided.transactions
        if is_so:
            self._open.pop(told.id, None)

    def _compare(self, step: Step, decision: Decision) -> Iterator[str]:
        """An accepted command: what was journalled is what was asked, and what was answered is what it came to."""
        if isinstance(step.row.command, BETWEEN):
            self._sent[step.account_id, step.first] = decision
        if (step.first, step.last) != (decision.transactions[0].seq, decision.transactions[-1].seq):
            yield f"the model numbers it {decision.transactions[0].seq} to {decision.transactions[-1].seq}"
        told, command = step.told, step.row.command
        if told is None or isinstance(command, c.TransferIn | c.MergeIn):
            return
        meant = sealed(asked(told.id, told.wish, self._history.names), self._program.key).command
        if isinstance(command, BETWEEN) and isinstance(meant, BETWEEN):
            meant = replace(meant, counterpart=self._key[self._history.names[told.wish.to]])
        if meant != command:
            yield f"asked was {meant}, journalled is {command}"
        expected = Answer("done", decision.awarded, decision.known_as, "", {})
        if told.answer != expected:
            yield f"{told.id} was told {told.answer}, the model says {expected}"


class Window(NamedTuple):
    """Between which numbers, both included, an account's history was while a client waited for a refusal."""

    lowest: int
    highest: int
    told: Told


def _windows(journal: Journal, refused: list[Told]) -> list[Window]:
    return [Window(journal.times.lowest(one), journal.times.highest(one), one) for one in refused]


def _decide(fold: Fold, command: c.Command) -> Refusal | Decision:
    stamp = _stamp(command)
    stamp = replace(stamp, recorded_at=max(stamp.recorded_at, fold.account.recorded_at))
    setting = Setting(stamp, fold.versions)
    return decide(fold.seen(needs(fold.account, command, setting)), command, setting)


def _stamp(command: c.Command) -> Stamp:
    """As the services stamp it, on a clock that stands still."""
    at = command.event_at
    return Stamp(c.name(command), at, at, at, at, "Siti", "till", b"", c.digest(c.body(command)))


def _finish(account_id: int, fold: Fold) -> Iterator[str]:
    """Whether the account is stored as the model has it in the end."""
    [head] = loading.read_heads([account_id]).values()
    model = fold.account
    for what in ("seq", "head", "status", "wallets", "lot_count", "recorded_at", "progress"):
        if getattr(head, what) != getattr(model, what):
            yield f"{what} is {getattr(head, what)}, the model has {getattr(model, what)}"
    first = _first_due(fold)
    if first is not None and (head.next_due_at is None or head.next_due_at > first):
        yield f"next_due_at is {head.next_due_at}, and something falls due at {first}"
    if loading.all_lots(account_id) != fold.lots:
        yield "lots are not those of the model"
    if loading.all_holds(account_id) != fold.holds:
        yield "holds are not those of the model"


def _first_due(fold: Fold) -> int | None:
    """When something falls due first, of all lots and holds.

    What is stored may be earlier: a command that sees only some of them keeps an earlier instant (never a later one),
    and which it sees depends on what its batch has loaded. So it need not be what the model has kept.
    """
    lots = {no: lot for no, lot in fold.lots.items() if lot.is_open()}
    whole = replace(fold.account, complete=True, lots=lots, holds=fold.holds)
    return Book(whole, Stamp("", 0, 0, 0, 0, "", "")).account().next_due_at
