"""What a round is going to write: everything its decisions came to, gathered into one batch."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from setia.engine.decide import Decision
from setia.engine.ledger.holds import Hold
from setia.engine.ledger.issued import Issued
from setia.engine.ledger.lots import Lot
from setia.engine.ledger.state import Account, Counter
from setia.services.offers import Offers
from setia.storage.appending import Posting
from setia.storage.posting import Batch, Beside


class Decided(Struct, frozen=True):
    """A decision with the rows that make it history."""

    posting: Posting
    decision: Decision


class Writing:
    """Grows decision by decision; nothing of it is in the database yet."""

    def __init__(self) -> None:
        self.aliases: dict[int, int | None] = {}
        self.touched: set[int] = set()
        self._postings: list[Posting] = []
        self._lots: dict[int, dict[int, Lot]] = {}
        self._holds: dict[int, dict[int, Hold]] = {}
        self._counters: dict[int, dict[Counter, int]] = {}
        self._rewards: dict[int, dict[int, Issued]] = {}

    def add(self, decided: Decided, words: tuple[str, str]) -> None:
        """Let a decision stand, with what people wrote about it."""
        decision, account_id = decided.decision, decided.posting.account_id
        assert account_id is not None
        self._lots.setdefault(account_id, {}).update(decision.changed)
        if decision.counted:
            self._counters.setdefault(account_id, {}).update(decision.counted)
        if decision.rewards:
            self._rewards.setdefault(account_id, {}).update(decision.rewards)
        if decision.holds:
            self._holds.setdefault(account_id, {}).update(decision.holds)
        self._postings.append(msgspec.structs.replace(decided.posting, words=words) if any(words) else decided.posting)

    def add_guest(self, posting: Posting) -> None:
        """A guest sale: its purchase, and nothing of any account."""
        self._postings.append(posting)

    def batch(self, program_id: int, accounts: dict[int, Account], found: dict[int, Account], offers: Offers) -> Batch:
        """All of it, with accounts as they now stand."""
        return Batch(
            program_id=program_id,
            postings=self._postings,
            accounts={id_: accounts[id_] for id_ in sorted(self.touched)},
            lots=self._lots,
            found=found,
            holds=self._holds,
            aliases=self.aliases,
            beside=Beside(
                counters=self._counters,
                rewards=self._rewards,
                attributes=offers.attributes,
                budgets=offers.budgets,
                stock=offers.stock,
                codes=offers.codes,
            ),
        )
