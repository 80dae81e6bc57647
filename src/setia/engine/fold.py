"""The law: folding `decide` over an account's journal gives its ledger again, to the last hash (ledger 4.19).

A fold sees the journal and the program versions, and nothing else.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.commands import (
    CelebrateBirthday,
    ClaimPurchase,
    Command,
    EditPurchase,
    MoveIn,
    RecordEvent,
    RecordPurchase,
    Return,
    ReturnOut,
)
from setia.engine.commands.events import event_of
from setia.engine.decide import Decision, Setting, decide, needs
from setia.engine.given import NONE, Given
from setia.engine.ledger.entries import Entry, Kind, Stamp, Transaction, genesis
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.past import Judgement, Past, Refund
from setia.engine.ledger.state import Account, Counter, Needs
from setia.engine.purchase import Purchase
from setia.engine.refusals import Refusal
from setia.engine.rules.facts import Event
from setia.engine.rules.versions import Versions


class Broken(Exception):
    """A journalled command is refused when it is taken again: the journal is not the one that was written."""


class _Memory(Struct):
    """Everything that a database would remember of the account."""

    lots: dict[int, Lot] = {}
    open_lots: dict[int, Lot] = {}
    open_of: dict[str, dict[int, Lot]] = {}
    """Those open, by wallet: most commands need those of one wallet of a few, or none."""
    holds: dict[int, Hold] = {}
    transactions: list[Transaction | None] = []
    """None for one that nobody will ask for: see `keep_counted`."""
    stamps: dict[int, Stamp] = {}
    of_origin: dict[int, list[Transaction]] = {}
    purchases: dict[int, Purchase] = {}
    refunds: dict[int, list[Refund]] = {}
    judgements: dict[int, list[Judgement]] = {}
    order_keys: dict[int, str] = {}
    events: dict[int, Event] = {}
    rewards: dict[int, Issued] = {}
    counters: dict[Counter, int] = {}


class Fold:
    """One account, growing command by command."""

    def __init__(self, account_key: bytes, versions: Versions) -> None:
        self.account = Account(head=genesis(account_key))
        self.versions = versions
        """By which commands are judged from now on; a version more does not change what was decided before."""
        self._memory = _Memory()

    @property
    def lots(self) -> dict[int, Lot]:
        """Every lot that the account ever had, as it now stands."""
        return self._memory.lots

    @property
    def rewards(self) -> dict[int, Issued]:
        """Every reward that the account was ever given, as it now stands."""
        return self._memory.rewards

    @property
    def counters(self) -> dict[Counter, int]:
        """Every counter that ever moved, as it now stands."""
        return self._memory.counters

    @property
    def holds(self) -> dict[int, Hold]:
        """Every hold that the account ever had, as it now stands."""
        return self._memory.holds

    def take(self, command: Command, stamp: Stamp, given: Given = NONE) -> Decision:
        """Take one journalled command, with what it was given. Raises Broken if it is refused."""
        setting = Setting(stamp, self.versions, given)
        decided = self.ask(command, setting, needs(self.account, command, setting))
        if isinstance(decided, Refusal):
            raise Broken(decided.code)
        self.keep(command, stamp, decided)
        return decided

    def ask(self, command: Command, setting: Setting, need: Needs) -> Decision | Refusal:
        """What a command would do, by what it needs to see; nothing is remembered of it."""
        return decide(self.seen(need), command, setting)

    def seen(self, need: Needs) -> Account:
        """The account with exactly what the command needs of it, as loading would fill it."""
        memory = self._memory
        lots = dict(memory.open_lots) if need.open_lots else {}
        holds = {seq: hold for seq, hold in memory.holds.items() if hold.state == "open"} if need.open_lots else {}
        if need.hold in memory.holds:
            holds[need.hold] = memory.holds[need.hold]
        if need.lots_since is not None:
            since = need.lots_since
            lots.update({no: lot for no, lot in memory.lots.items() if lot.earned_at >= since})
        past = {seq: found for seq in need.past if (found := self._past(seq)) is not None}
        for found in past.values():
            lots.update({no: memory.lots[no] for no in found.lots()})
        for wallet in need.lots_of:
            lots.update(memory.open_of.get(wallet, {}))
        return msgspec.structs.replace(
            self.account,
            complete=need.open_lots,
            lots_of=need.lots_of,
            lots=lots,
            holds=holds,
            past=past,
            rewards=self._rewards(need, past),
            counters=self._counters(need),
        )

    def _rewards(self, need: Needs, past: dict[int, Past]) -> dict[int, Issued]:
        keys = {found.order_key for found in past.values() if found.order_key}
        return {
            no: one
            for no, one in self._memory.rewards.items()
            if (need.open_lots and one.state == "issued")
            or no == need.reward
            or one.order in past
            or one.seq in past
            or one.used_for in keys
        }

    def _counters(self, need: Needs) -> dict[Counter, int]:
        since = need.counters_since
        if since is None:
            return {}
        return {counter: n for counter, n in self._memory.counters.items() if not counter[1] or counter[1] >= since}

    def _past(self, seq: int) -> Past | None:
        memory = self._memory
        if not 0 < seq <= len(memory.transactions):
            return None
        found = memory.transactions[seq - 1]
        assert found is not None, "a transaction that is asked for was only counted"
        since: list[tuple[Kind, Entry]] = [
            (later.kind, entry) for later in memory.of_origin.get(seq, []) for entry in later.entries
        ]
        return Past(
            seq=seq,
            kind=found.kind,
            effective_at=found.effective_at,
            recorded_at=memory.stamps[seq].recorded_at,
            program_version=found.program_version,
            entries=found.entries,
            since=tuple(since),
            counterpart=found.counterpart,
            command=memory.stamps[seq].command,
            purchase=memory.purchases.get(seq),
            refunds=tuple(memory.refunds.get(seq, [])),
            judgements=tuple(memory.judgements.get(seq, [])),
            order_key=memory.order_keys.get(seq, ""),
            event=memory.events.get(seq),
        )

    def keep(self, command: Command, stamp: Stamp, decided: Decision) -> None:
        """Let what a command does stand."""
        if not decided.transactions:
            # A look that booked nothing has still found out when the next thing falls due.
            self.account = msgspec.structs.replace(self.account, next_due_at=decided.account.next_due_at)
            return
        memory = self._memory
        nothing: dict[str, object] = {"lots": {}, "holds": {}, "past": {}, "rewards": {}, "counters": {}, "lots_of": ()}
        self.account = msgspec.structs.replace(decided.account, complete=False, **nothing)
        memory.rewards.update(decided.rewards)
        memory.counters.update(decided.counted)
        self._keep_lots(decided.changed)
        memory.holds.update(decided.holds)
        for transaction in decided.transactions:
            memory.transactions.append(transaction)
            memory.stamps[transaction.seq] = stamp
            if transaction.origin_seq is not None:
                memory.of_origin.setdefault(transaction.origin_seq, []).append(transaction)
        if isinstance(command, RecordPurchase | ClaimPurchase | MoveIn):
            memory.purchases[decided.known_as] = command.purchase
            memory.order_keys[decided.known_as] = order_key(command, stamp)
        elif isinstance(command, EditPurchase):
            memory.purchases[command.order] = command.purchase
        elif isinstance(command, RecordEvent | CelebrateBirthday):
            memory.events[decided.known_as] = event_of(command)
        elif isinstance(command, Return | ReturnOut):
            memory.refunds.setdefault(command.purchase, []).append(command.refund)
        if isinstance(command, ClaimPurchase | MoveIn):
            memory.refunds[decided.known_as] = list(command.refunds)
        for transaction in decided.transactions:
            if transaction.why:
                order = transaction.origin_seq or transaction.seq
                told = Judgement(stamp.command, transaction.program_version, transaction.why)
                memory.judgements.setdefault(order, []).append(told)

    def keep_counted(self, account: Account, lots: dict[int, Lot], transactions: int) -> None:
        """Let stand what some commands came to, each in one transaction that nothing will ever ask for."""
        self.account = account
        self._keep_lots(lots)
        self._memory.transactions.extend([None] * transactions)

    def _keep_lots(self, lots: dict[int, Lot]) -> None:
        memory = self._memory
        for no, lot in lots.items():
            memory.lots[no] = lot
            of_wallet = memory.open_of.setdefault(lot.wallet, {})
            if lot.is_open():
                memory.open_lots[no] = of_wallet[no] = lot
            else:
                memory.open_lots.pop(no, None)
                of_wallet.pop(no, None)


def order_key(command: RecordPurchase | ClaimPurchase | MoveIn, stamp: Stamp) -> str:
    """The natural key of an order in hexadecimal, as the command that recorded it here has it."""
    return stamp.natural_key.hex() if isinstance(command, RecordPurchase) else command.order_key
