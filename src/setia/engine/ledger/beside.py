"""Beside units: counters, tiers and rewards of one account while a command writes into its book."""

from __future__ import annotations

import msgspec

from setia.engine.calendar import sooner
from setia.engine.given import NONE
from setia.engine.ledger.changes import NONE as NOTHING
from setia.engine.ledger.changes import Changes
from setia.engine.ledger.issued import Issued, RewardChange
from setia.engine.ledger.progress import Progress
from setia.engine.ledger.state import Account, Counter
from setia.engine.ledger.tier_status import TierChange, TierStatus


class Beside:
    """A working copy; the transaction that is written next names what changed."""

    def __init__(self, account: Account) -> None:
        self.progress: Progress = account.progress
        self.rewards: dict[int, Issued] = dict(account.rewards)
        self.counters: dict[Counter, int] = dict(account.counters)
        self.counted: set[Counter] = set()
        self.changed_rewards: set[int] = set()
        self.offered = NONE
        """What is given from outside."""
        self.taken = NONE
        """What of the given was read or taken so far."""
        self.budgets: dict[str, int] = {}
        """By `limit@period`, what budgets are to be charged or, less than 0, given back."""
        self.stock: dict[str, int] = {}
        """By reward, what is taken from stock or, less than 0, given back."""
        self.gave: dict[str, int] = {}
        """By `version:rule/wallet`, what rules of a watched version gave more than before."""
        self.waiting: list[tuple[int, str]] = []
        """Orders of which something waits since now until somebody has looked, each with the guarded rule."""
        self._tiers: list[TierChange] = []
        self._rewards: list[RewardChange] = []
        self._badges: list[str] = []
        self._attributes: dict[str, str] = {}

    def note(self, **fields: object) -> None:
        """Change fields of the progress."""
        self.progress = msgspec.structs.replace(self.progress, **fields)

    def counter(self, name: str, period: str) -> int:
        """How far a counter has come; 0 for one that has not begun."""
        return self.counters.get((name, period), 0)

    def count(self, name: str, period: str, more: int) -> None:
        """Move a counter on, or back."""
        if more:
            self.counters[name, period] = self.counters.get((name, period), 0) + more
            self.counted.add((name, period))

    def set_tier(self, change: TierChange, status: TierStatus) -> None:
        """Change a member's status in a tier set; the next transaction says so where the level changed."""
        self.note(tiers={**self.progress.tiers, change.set: status})
        self._tiers.append(change)

    def issue(self, reward: Issued) -> Issued:
        """Give a reward; returns it with its number."""
        mine = msgspec.structs.replace(reward, no=self.progress.rewards + 1)
        self.note(rewards=mine.no)
        self._keep(mine, "")
        return mine

    def count_against_quota(self, reward: Issued, period: str) -> None:
        """Remember in which period a reward was counted, for as long as it can be undone."""
        self.note(quotas=(*self.progress.quotas, (reward.no, period)))

    def set_reward(self, reward: Issued, cause: str = "") -> None:
        """Change an issued reward: used, ended, cancelled, or issued again."""
        self._keep(reward, cause)

    def read(self) -> None:
        """Note that facts about the member were looked at: they are journalled, whatever they then decided."""
        offered = self.offered
        if offered.attributes or offered.segments or offered.held_out or offered.birthday is not None:
            read: dict[str, object] = {"attributes": offered.attributes, "segments": offered.segments}
            read |= {"held_out": offered.held_out, "birthday": offered.birthday}
            self.taken = msgspec.structs.replace(self.taken, **read)

    def charge(self, budget: str, more: int, used: int) -> None:
        """Charge a budget, or give back to it; `used` is what the order uses of it now.

        Journalled is what was offered, no more of it than the order uses: offered that, it decides the same, even
        where one rule gave back what another one took.
        """
        if more:
            self.budgets[budget] = self.budgets.get(budget, 0) + more
        if (room := min(self.offered.budgets.get(budget, 0), used)) > 0:
            self.taken = msgspec.structs.replace(self.taken, budgets={**self.taken.budgets, budget: room})

    def hit(self, order: int, guarded: str) -> None:
        """Note that a rule gave something for an order that waits, because the rule was said to be guarded."""
        self.waiting.append((order, guarded))
        if guarded not in self.taken.guarded:
            self.taken = msgspec.structs.replace(self.taken, guarded=(*self.taken.guarded, guarded))

    def take_stock(self, reward: str, more: int) -> None:
        """Take from a reward's stock, or give back to it; what was taken is journalled."""
        self.stock[reward] = self.stock.get(reward, 0) + more
        if more > 0:
            taken = {**self.taken.stock, reward: self.taken.stock.get(reward, 0) + more}
            self.taken = msgspec.structs.replace(self.taken, stock=taken)

    def stock_left(self, reward: str) -> int:
        """How many this command may still take; what it gave back itself is for others."""
        return self.offered.stock.get(reward, 0) - self.taken.stock.get(reward, 0)

    def code_left(self, reward: str) -> bool:
        """Whether the code that was offered is not taken yet: one command takes one code of a pool at most."""
        return reward in self.offered.codes and reward not in self.taken.codes

    def next_code(self, reward: str) -> str:
        """The digest of the next code of a pool."""
        code = self.offered.codes.get(reward, "")
        self.taken = msgspec.structs.replace(self.taken, codes={**self.taken.codes, reward: code})
        return code

    def give_badge(self, badge: str) -> None:
        """Give a badge that the member has not."""
        if badge not in self.progress.badges:
            self.note(badges=(*self.progress.badges, badge))
            self._badges.append(badge)

    def set_attribute(self, name: str, value: str) -> None:
        """Say that an attribute of the member gets a value; storage keeps attributes, and gives them back as facts."""
        self._attributes[name] = value

    def changed(self) -> bool:
        """Whether the transaction to be written next has something to name."""
        return bool(self._tiers or self._rewards or self._badges or self._attributes)

    def take(self) -> Changes:
        """What the transaction that is being written names; the next begins with nothing."""
        if not self.changed():
            return NOTHING
        changes = Changes(tuple(self._tiers), tuple(self._rewards), tuple(self._badges), self._attributes)
        self._tiers, self._rewards, self._badges, self._attributes = [], [], [], {}
        return changes

    def next_due(self) -> int | None:
        """The earliest end of a reward, of a status or of a debt that is loaded, or None."""
        soonest: int | None = None
        for reward in self.rewards.values():
            if reward.state == "issued":
                soonest = sooner(soonest, reward.expires_at)
        for status in self.progress.tiers.values():
            soonest = sooner(soonest, status.falls_at)
        for end in self.progress.debts_end.values():
            soonest = sooner(soonest, end)
        return soonest

    def _keep(self, reward: Issued, cause: str) -> None:
        if reward.state != "issued" and self.progress.quotas:
            self.note(quotas=tuple(one for one in self.progress.quotas if one[0] != reward.no))
        self.rewards[reward.no] = reward
        self.changed_rewards.add(reward.no)
        told = RewardChange(reward.no, reward.reward, reward.state, reward.expires_at, reward.worth, cause)
        self._rewards.append(told)
