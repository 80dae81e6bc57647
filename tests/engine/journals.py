"""One account taken command by command with exactly what `needs` names, checked against itself on the way.

Every command is also taken by an account that sees everything, so that a missing load shows; and again with what the
journal says it was given, which is the law (ledger 4.19).
"""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from setia.engine.calendar import HOUR, parse_instant
from setia.engine.commands import (
    Advance,
    Command,
    EditPurchase,
    Enrol,
    RecordPurchase,
    Return,
    UseReward,
)
from setia.engine.decide import Decision, Setting, needs
from setia.engine.fold import Broken, Fold
from setia.engine.given import NONE, Given, from_json
from setia.engine.ledger import progress
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.changes import Changes
from setia.engine.ledger.changes import from_json as changes_from_json
from setia.engine.ledger.entries import Entry, Stamp, Transaction
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.past import Refund
from setia.engine.ledger.state import Account, Needs
from setia.engine.ledger.tier_status import TierStatus
from setia.engine.purchase import Purchase
from setia.engine.rules.versions import Versions
from tests.engine.accounts import stamp
from tests.engine.receipts import receipt

KEY = b"j" * 16


def noon(day: str) -> int:
    """Noon in UTC of a day such as 2018-01-31."""
    return parse_instant(day, "UTC") + 12 * HOUR


def midnight(day: str) -> int:
    """The first instant of a day in UTC."""
    return parse_instant(day, "UTC")


class Knowing(Fold):
    """A fold that sees everything of the account, whatever a command needs."""

    def seen(self, need: Needs) -> Account:
        everything = msgspec.structs.replace(need, open_lots=True, lots_since=0, counters_since="0000")
        seen = super().seen(everything)
        return msgspec.structs.replace(seen, rewards=dict(self.rewards), holds=dict(self.holds))


class Journal:
    """An account with what was journalled of it."""

    def __init__(self, versions: Versions, key: bytes = KEY) -> None:
        self.fold, self.again, self.knowing = (kind(key, versions) for kind in (Fold, Fold, Knowing))
        self.versions = versions
        self.written: list[Transaction] = []

    def take(self, command: Command, at: int | None = None, offered: Given = NONE, **fields: Any) -> Decision:
        """Take a command when it happens, or later `at`."""
        said = stamp(command, command.event_at if at is None else at, **fields)
        offered = self._named(command, said, offered)
        decided = self.fold.take(command, said, offered)
        journalled = from_json(decided.transactions[-1].given) if decided.transactions else NONE
        repeated = self.again.take(command, said, journalled)
        assert repeated.transactions == decided.transactions, "what it was given decides otherwise"
        assert self.knowing.take(command, said, offered).transactions == decided.transactions, "something is not loaded"
        kept = self.fold.account.progress
        assert progress.from_json(progress.to_json(kept)) == kept, "it cannot be stored as it is"
        self.written.extend(decided.transactions)
        return decided

    def _named(self, command: Command, said: Stamp, offered: Given) -> Given:
        """Of what there is, only what the command names: nothing else would be offered to it."""
        need = needs(self.fold.account, command, Setting(said, self.versions))
        return Given(
            budgets={name: left for name, left in offered.budgets.items() if name in need.budgets},
            stock={reward: left for reward, left in offered.stock.items() if reward in need.stock},
            codes={reward: code for reward, code in offered.codes.items() if reward in need.stock},
            attributes=offered.attributes if need.facts else {},
            segments=offered.segments if need.facts else (),
            guarded=offered.guarded,
        )

    def refused(self, command: Command, at: int | None = None, offered: Given = NONE, **fields: Any) -> str:
        """The code with which a command is refused."""
        before = self.fold.account
        with pytest.raises(Broken) as refusal:
            self.take(command, at, offered, **fields)
        assert self.fold.account == before
        return str(refusal.value)

    def enrols(self, at: int) -> Decision:
        """The member joins."""
        return self.take(Enrol(at))

    def buys(self, *cents: int, at: int, offered: Given = NONE, key: str = "", **fields: Any) -> int:
        """The member buys lines of so many cents. Returns the order's number."""
        purchase = receipt(*cents, event_at=at, **fields)
        return self.take(RecordPurchase(purchase), None, offered, natural_key=key.encode()).known_as

    def records(self, purchase: Purchase, at: int, offered: Given = NONE, key: str = "") -> int:
        """A purchase is heard of at an instant. Returns the order's number."""
        return self.take(RecordPurchase(purchase), at, offered, natural_key=key.encode()).known_as

    def edits(self, order: int, purchase: Purchase, at: int, offered: Given = NONE) -> Decision:
        """Another version of an order is heard of."""
        return self.take(EditPurchase(order, purchase), at, offered)

    def returns(self, order: int, at: int, *lines: int, cause: Any = "member") -> Decision:
        """Whole lines of an order come back."""
        name = ",".join(map(str, lines))
        refund = Refund(f"{order}:{name}", tuple((no, 10**6) for no in lines))
        return self.take(Return(at, order, refund, cause))

    def uses(self, number: int, at: int, order_key: str = "") -> Decision:
        """A reward is used, on an order."""
        return self.take(UseReward(at, number, "till", order_key.encode().hex()))

    def sweeps(self, at: int, offered: Given = NONE) -> Decision:
        """Time has passed."""
        return self.take(Advance(at), None, offered)

    def wallet(self, wallet: str = "points") -> Wallet:
        """A wallet as it stands."""
        return self.fold.account.wallets.get(wallet, Wallet())

    def points(self, wallet: str = "points") -> int:
        """What is available in a wallet."""
        return self.wallet(wallet).available

    def tier(self, tier_set: str = "club") -> TierStatus:
        """A status as it stands."""
        return self.fold.account.progress.tiers[tier_set]

    def level(self, tier_set: str = "club", lowest: str = "base") -> str:
        """The level now."""
        status = self.fold.account.progress.tiers.get(tier_set)
        return status.level if status is not None else lowest

    def reward(self, number: int) -> Issued:
        """A reward as it stands."""
        return self.fold.rewards[number]

    @property
    def changes(self) -> list[Changes]:
        """What was changed besides units, transaction by transaction."""
        return [changes_from_json(one.changes) for one in self.written if one.changes]

    @property
    def tier_changes(self) -> list[tuple[int, str, str, str]]:
        """Every change of a level: when, from where, to where, why."""
        return [
            (one.effective_at, change.before, change.after, change.cause)
            for one in self.written
            for change in changes_from_json(one.changes).tiers
        ]

    @property
    def entries(self) -> list[Entry]:
        """Every movement."""
        return [entry for one in self.written for entry in one.entries]

    def kinds(self, since: int = 0) -> list[str]:
        """What was written, in order."""
        return [one.kind for one in self.written[since:]]
