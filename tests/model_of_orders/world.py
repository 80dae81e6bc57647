"""What the machine can name, and how things stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

from tests.model.days import DAY
from tests.model.world import Dice, pick
from tests.model_of_orders.member import Member, Order
from tests.model_of_orders.merging import Merged
from tests.model_of_orders.model import Ledger
from tests.model_of_orders.rules import COUNTING

__all__ = ["Dice", "World", "pick"]

EDITED_WITHIN = 40 * DAY
"""Choice: what is told later than 45 days after it happened is looked at by somebody first (ledger 4.14)."""


class World:
    """The reference, and numbers for everything new."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.numbers = count(1)
        self.expected: list[str] = []
        """Receipts of which something came back though they have not come themselves."""
        self.parted: set[int] = set()

    @property
    def now(self) -> int:
        """The time."""
        return self.ledger.shop.now

    def open_members(self) -> list[str]:
        """Whoever has not been merged away."""
        return [name for name, member in self.ledger.members.items() if not member.merged]

    def member(self, who: int) -> str:
        """Somebody; seldom somebody who was merged away; more often the first two, so that much happens to them."""
        there = self.open_members() if who < 240 else list(self.ledger.members)
        return pick(there[:2], who // 2) if who % 2 else pick(there, who // 2)

    def of(self, name: str) -> Member:
        """Where a member's events land."""
        return self.ledger.members[name].last()

    def name_of(self, member: Member) -> str:
        """The member whose own account it is."""
        return next(name for name, one in self.ledger.members.items() if one is member)

    def receipts(self, fits: Callable[[Order, Member | None], bool]) -> list[str]:
        """Receipts of orders like this, the last few."""
        owners = self.ledger.owners
        return [one for one, order in self.ledger.orders.items() if fits(order, owners[one])][-8:]

    def order(self, n: int, *statuses: str) -> str | None:
        """A recent receipt of a member who is there, in one of these states, that may still be edited."""

        def fits(order: Order, owner: Member | None) -> bool:
            return self.is_editable(order, owner) and order.purchase.status in statuses

        found = self.receipts(fits)
        return pick(found, n) if found else None

    def is_editable(self, order: Order, owner: Member | None) -> bool:
        """Whether it has an owner who is there, and is not so old that somebody would look at it first."""
        return self.is_there(owner) and self.now - order.purchase.event_at < EDITED_WITHIN

    def is_there(self, owner: Member | None) -> bool:
        """Whether it is a member's who has not been merged away."""
        return owner is not None and not owner.merged

    def counting(self, order: Order) -> bool:
        """Whether an order's status earns."""
        return order.purchase.status in COUNTING[self.ledger.shop.versions[0].earns_at]

    def merges(self) -> Iterable[tuple[str, Merged]]:
        """Those that can be undone: into whom nobody else was merged, and each once (see `tests.model`)."""
        aliased = {id(member.into) for member in self.ledger.members.values()}
        for name, member in self.ledger.members.items():
            merged = self.ledger.merges.get(id(member))
            if merged and member.into is merged.other and id(member) not in aliased and not merged.other.merged:
                yield name, merged

    def may_merge(self, name: str) -> bool:
        """Whether a member was never parted from another, nor is one with others: stories of their own."""
        member = self.ledger.members[name]
        aliased = any(one.into is member for one in self.ledger.members.values())
        return not member.merged and not aliased and id(member) not in self.ledger.merges
