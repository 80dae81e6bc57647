"""The system without a database: the engine's fold, one for each member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from copy import deepcopy
from functools import lru_cache

from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.decide import Decision, Parcel, second_half
from setia.engine.fold import Broken, Fold
from setia.engine.ledger.as_of import as_of
from setia.engine.ledger.entries import Stamp
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.lots import Lot
from setia.engine.rules import versions
from setia.engine.rules.compiled import Compiled
from setia.services.documents import read_program
from tests.model.lots import STATES, Flows
from tests.model.programs import Version
from tests.model.replies import Asked
from tests.model.services_system import seen
from tests.model.system import Answer, Seen

compiled = lru_cache(read_program)


class Journal:
    """One member: the fold, what it was given, and everything that it said had changed."""

    def __init__(self, member: str, applied: versions.Versions) -> None:
        self.key = member.encode()
        self.fold = Fold(self.key, applied)
        self.lots: dict[int, Lot] = {}
        self.holds: dict[int, Hold] = {}
        self.into: Journal | None = None
        """Where it was merged into."""
        self._taken: list[tuple[c.Command, Stamp]] = []

    def last(self) -> Journal:
        """Where later events land: the services' work, done here in its place."""
        return self.into.last() if self.into else self

    def take(self, command: c.Command, now: int) -> Decision:
        """Raises Broken where it is refused."""
        horizon = min(command.event_at, now) if isinstance(command, c.Advance) else now
        stamp = Stamp(
            command=c.name(command),
            recorded_at=now,
            event_at=command.event_at,
            effective_at=min(command.event_at, now),
            horizon=horizon,
            actor="Siti",
            channel="till",
            body_digest=c.digest(c.body(command)),
        )
        decision = self.fold.take(command, stamp)
        if decision.transactions:
            self._taken.append((command, stamp))
        self.lots.update(decision.changed)
        self.holds.update(decision.holds)
        return decision

    def again(self, applied: versions.Versions) -> bool:
        """The law: everything taken again, from the start, comes to the same head. Goes on from there."""
        head = self.fold.account.head
        self.fold = Fold(self.key, applied)
        for command, stamp in self._taken:
            self.fold.take(command, stamp)
        return self.fold.account.head == head


class FoldSystem:
    """Accounts that know nothing of each other, and the two halves of a transfer handed from one to the other."""

    def __init__(self, first: Version) -> None:
        self._now = first.applied_at
        self._journals: dict[str, Journal] = {}
        self._flows: Flows = Counter()
        self._applied: tuple[versions.Version, ...] = ()
        self.change(first)

    def take(self, asked: Sequence[Asked]) -> list[Answer]:
        """One after the other: there is no batch here."""
        return [self._one(one) for one in asked]

    def _one(self, asked: Asked) -> Answer:
        command, journal = asked.command, self._journals.get(asked.member)
        if journal is not None and not asked.own:
            journal = journal.last()
        if journal is None:
            journal = self._journals[asked.member] = Journal(asked.member, self._versions)
            if not isinstance(command, c.Enrol):
                self._keep(journal.take(c.Enrol(command.event_at), self._now))
        try:
            if isinstance(command, c.UnmergeOut):
                decision = self._between(journal, self._journals[asked.to], command)
            elif isinstance(command, c.TransferOut | c.MergeOut):
                decision = self._between(journal, self._journals[asked.to].last(), command)
            else:
                decision = journal.take(command, self._now)
        except Broken as refused:
            return Answer("refused", str(refused))  # type: ignore[arg-type]  # a refusal's code
        if not decision.transactions:
            return Answer("unchanged")
        self._keep(decision)
        return Answer("done", None, decision.awarded, decision.transactions[-1].seq)

    def _between(
        self, journal: Journal, other: Journal, command: c.TransferOut | c.MergeOut | c.UnmergeOut
    ) -> Decision:
        if other is journal:
            raise Broken("same_account")
        command = replace(command, counterpart=other.key.hex())
        apart = isinstance(command, c.UnmergeOut)
        if other.fold.account.status != ("merged" if apart else "open"):
            deepcopy(journal).take(command, self._now)  # perhaps the first half is refused already
            raise Broken("not_a_merge" if apart else "account_closed")
        sent = journal.take(command, self._now)
        got = other.take(second_half(command, sent.parcel or Parcel(), journal.key.hex()), self._now)
        if isinstance(command, c.MergeOut):
            journal.into = other
        elif apart:
            other.into = None
        self._keep(got)
        return sent

    def _keep(self, decision: Decision) -> None:
        for transaction in decision.transactions:
            for entry in transaction.entries:
                self._flows[entry.wallet, entry.source, entry.target] += entry.amount

    def move_clock(self, to: int) -> None:
        """Time passes."""
        self._now = to

    def sweep(self) -> int:
        """Every account with something due."""
        due = [
            journal
            for journal in self._journals.values()
            if (at := journal.fold.account.next_due_at) is not None and at <= self._now
        ]
        booked = 0
        for journal in due:
            decision = journal.take(c.Advance(self._now), self._now)
            self._keep(decision)
            booked += bool(decision.transactions)
        return booked

    def change(self, version: Version) -> None:
        """All accounts learn of a version; that it changes nothing of their past is seen when they are checked."""
        self._now = version.applied_at
        program: Compiled = compiled(version.document())
        number = len(self._applied) + 1
        self._applied = (*self._applied, versions.Version(number, version.applied_at, program))
        self._versions = versions.Versions(self._applied)
        for journal in self._journals.values():
            journal.fold.versions = self._versions

    def restart(self) -> None:
        """Forget everything but the journals."""
        for journal in self._journals.values():
            assert journal.again(self._versions)

    def members(self, names: Iterable[str]) -> dict[str, Seen]:
        """Every open lot and hold, as of now."""
        found: dict[str, Seen] = {}
        for name in names:
            journal = self._journals[name]
            account = replace(
                journal.fold.account,
                lots={no: lot for no, lot in journal.lots.items() if lot.is_open()},
                holds={seq: hold for seq, hold in journal.holds.items() if hold.state == "open"},
                complete=True,
            )
            found[name] = seen(as_of(account, self._now, self._versions))
        return found

    def last_number(self, member: str) -> int:
        """Of the last transaction in the journal where a member's events land."""
        return self._journals[member].last().fold.account.seq

    def count(self) -> int:
        """How many have a journal."""
        return len(self._journals)

    def faults(self, *, at_the_end: bool = False) -> list[str]:
        """The law, and the invariants that one account alone can break (I4, I7)."""
        found = [f"law: {name}" for name, journal in self._journals.items() if not journal.again(self._versions)]
        for name, journal in self._journals.items():
            for lot in journal.lots.values():
                parts = [getattr(lot, state) for state in STATES]
                if min(parts) < 0 or sum(parts) != lot.amount:
                    found.append(f"I4: {name}, {lot}")
            found.extend(
                f"I7: {name}, {wallet}"
                for wallet in journal.fold.account.wallets.values()
                if min(wallet.available, wallet.debt) > 0 or min(wallet.available, wallet.debt, wallet.held) < 0
            )
        return found

    def flows(self) -> Flows:
        """From the entries of every decision."""
        return self._flows

    def every_lot(self, member: str) -> list[Lot]:
        """As the decisions left them."""
        return [lot for _, lot in sorted(self._journals[member].lots.items())]

    def close(self) -> None:
        """Nothing is left anyway."""
