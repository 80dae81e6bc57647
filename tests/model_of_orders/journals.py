"""The engine's fold, one for each member, with what a shop's services keep for it: stock, and what it was given."""

from __future__ import annotations

from collections import Counter
from itertools import count

from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.calendar import local_date
from setia.engine.decide import Decision, Setting, needs
from setia.engine.fold import Fold
from setia.engine.given import Given, from_json
from setia.engine.journalled import Journalled
from setia.engine.ledger.as_of import as_of
from setia.engine.ledger.entries import Stamp
from setia.engine.rules.birthdays import latest
from setia.engine.rules.versions import Versions
from tests.model.lots import STATES
from tests.model_of_orders.system import Seen

_POSITIONS = count(1)
"""The order in which all journals were written."""


class Stock(Counter[str]):
    """By reward, how many have been taken by anybody."""

    def offered(self, journal: Journal, command: c.Command, setting: Setting) -> Given:
        """What is left of every reward that a command names, and how long ago the birthday was."""
        version = setting.version
        if version is None:
            return Given()
        offers = version.compiled.offers
        need = needs(journal.fold.account, command, setting)
        since = journal.since_birthday(setting.stamp.effective_at, version.compiled.zone) if need.birthday else None
        if since is not None and since >= version.compiled.birthday_days:
            since = None
        return Given(stock={one: (offers[one].stock or 0) - self[one] for one in need.stock}, birthday=since)


class Journal:
    """One member: the fold, and everything that it took with what it was given."""

    def __init__(self, member: str, applied: Versions) -> None:
        self.key = member.encode()
        self.fold = Fold(self.key, applied)
        self.birthday = ""
        self.into: Journal | None = None
        """Where it was merged into."""
        self.taken: list[Journalled] = []

    def last(self) -> Journal:
        """Where later events land."""
        return self.into.last() if self.into else self

    def since_birthday(self, at: int, zone: str) -> int | None:
        """Days since it began; None where nobody has said when it is."""
        today = local_date(at, zone)
        return (today - latest(self.birthday, today, "28_february")).days if self.birthday else None

    def take(self, command: c.Command, now: int, stock: Stock, key: bytes = b"") -> Decision:
        """Raises Broken where it is refused."""
        effective_at = min(command.event_at, now)
        stamp = Stamp(
            command=c.name(command),
            recorded_at=now,
            event_at=command.event_at,
            effective_at=effective_at,
            horizon=effective_at if isinstance(command, c.Advance) else now,
            actor="Siti",
            channel="till",
            natural_key=key,
            body_digest=c.digest(c.body(command)),
        )
        given = stock.offered(self, command, Setting(stamp, self.fold.versions))
        decision = self.fold.take(command, stamp, given)
        stock.update(decision.stock)
        if decision.transactions:
            last = decision.transactions[-1]
            numbers = decision.known_as, last.seq, next(_POSITIONS)
            self.taken.append(Journalled(command, stamp, from_json(last.given), *numbers))
        return decision

    def again(self, applied: Versions) -> bool:
        """The law: everything taken again, with what it took of what it was given, comes to the same head."""
        head = self.fold.account.head
        self.fold = Fold(self.key, applied)
        for one in self.taken:
            self.fold.take(one.command, one.stamp, one.given)
        return self.fold.account.head == head

    def seen(self, now: int, applied: Versions) -> Seen:
        """As reads show it."""
        fold = self.fold
        rewards = {no: one for no, one in fold.rewards.items() if one.state == "issued"}
        account = replace(
            fold.account,
            lots={no: lot for no, lot in fold.lots.items() if lot.is_open()},
            rewards=rewards,
            counters=dict(fold.counters),
            complete=True,
        )
        account = as_of(account, now, applied)
        return Seen(
            account.status,
            dict(account.wallets),
            [lot for _, lot in sorted(account.lots.items()) if lot.is_open()],
            account.progress.tiers.get("club"),
            {no: one for no, one in account.rewards.items() if one.state == "issued"},
            dict(account.counters),
        )

    def faults(self) -> list[str]:
        """The invariants that one account alone can break (I4, I7)."""
        found = []
        for lot in self.fold.lots.values():
            parts = [getattr(lot, state) for state in STATES]
            if min(parts) < 0 or sum(parts) != lot.amount:
                found.append(f"I4: {self.key!r}, {lot}")
        found += [
            f"I7: {self.key!r}, {one}"
            for one in self.fold.account.wallets.values()
            if min(one.available, one.debt) > 0 or min(one.pending, one.available, one.debt) < 0
        ]
        return found
