"""What the machine can name: the members, and everything made so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import NamedTuple, TypeVar

from setia.engine.commands import Command, TransferOut, UnmergeOut
from tests.model.backwards import Bought
from tests.model.lots import Account, Hold
from tests.model.model import Ledger
from tests.model.replies import Asked

T = TypeVar("T")


class Dice(NamedTuple):
    """Three numbers from 0 to 255."""

    who: int
    a: int
    b: int


class World:
    """The reference, and everything made so far that can be named again."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.numbers = count(1)
        self.receipts: list[tuple[Asked, Bought]] = []
        self.made: list[tuple[str, int, object]] = []
        """Member whose own account it is in, number, and the purchase, hold or redemption."""

    @property
    def now(self) -> int:
        """The time."""
        return self.ledger.terms.now

    def open_members(self) -> list[str]:
        """Whoever has neither been merged away nor left; always two of them at least."""
        return [name for name, account in self.ledger.members.items() if not account.merged and not account.closed]

    def spares(self, leaving: int = 1) -> bool:
        """Whether two open members are left when so many of them leave."""
        return len(self.open_members()) >= leaving + 2

    def member(self, who: int) -> str:
        """Somebody; seldom somebody who was merged away."""
        gone = [name for name, account in self.ledger.members.items() if account.merged or account.closed]
        return pick(gone, who) if gone and who >= 240 else pick(self.open_members(), who)

    def holder(self, who: int, wallet: str) -> str | None:
        """Somebody who can use something and owes nothing, if there is one; sometimes anybody; sometimes a debtor."""
        there = self.open_members()
        if who >= 208:
            owing = [name for name in there if self.of(name).debt[wallet]]
            return pick(owing, who) if owing and who >= 224 else self.member(who)
        able = [name for name in there if self.of(name).free(wallet) and not self.of(name).debt[wallet]]
        return pick(able, who) if able else None

    def unheld(self, who: int, n: int) -> str:
        """Somebody without an open hold, if there is one; sometimes somebody with one."""
        there = self.open_members()
        holding = [name for name in there if any(hold.state == "open" for hold in self.of(name).holds)]
        able = [name for name in there if name not in holding] if n < 224 else holding
        return pick(able, who) if able else self.member(who)

    def of(self, name: str) -> Account:
        """The account that a member's events land on."""
        return self.ledger.members[name].last()

    def other(self, name: str, command: Command) -> str:
        """Another member, for a command that must have one."""
        if not isinstance(command, UnmergeOut | TransferOut):
            return ""
        return next((one for one in self.open_members() if one != name), name)

    def aliases(self, account: Account) -> bool:
        """Whether somebody was merged into it."""
        return any(one.into is account for one in self.ledger.members.values())

    def named_after(self, account: Account) -> str:
        """The member whose own account it is."""
        return next(name for name, one in self.ledger.members.items() if one is account)

    def named(self, kind: type[T], n: int, still: Callable[[T], bool]) -> tuple[str, int, T] | None:
        """A late one of the things made, of somebody who is still there, that still says something; seldom any."""
        every = [(member, number, it) for member, number, it in self.made if isinstance(it, kind)]
        there = set(self.open_members())
        good = [one for one in every if one[0] in there and still(one[2])]
        found = good if n < 224 else every
        return pick(found[-12:], n) if found else None

    def open_hold(self, n: int) -> tuple[str, int, Hold] | None:
        """An open hold; sometimes one that has ended."""
        holds = [(member, number, it) for member, number, it in self.made if isinstance(it, Hold)]
        still = [one for one in holds if one[2].state == "open"]
        found = still if n < 224 else holds[-8:]
        return pick(found, n) if found else None


def pick(choices: Sequence[T], n: int) -> T:
    """One of them."""
    return choices[n % len(choices)]
