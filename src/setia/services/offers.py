"""What a round takes from everybody's: budgets, stock, codes; and the facts about members that rules read."""

from __future__ import annotations

from setia.engine.calendar import local_date
from setia.engine.decide import Decision
from setia.engine.given import Given
from setia.engine.ledger import changes
from setia.engine.ledger.state import Needs
from setia.engine.rules.birthdays import latest
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.experiment import held_out
from setia.storage import besides, loading, people
from setia.storage.besides import Facts, Shared
from setia.storage.programs import LoadedProgram


class Offers:
    """Locked for this round; every decision sees what the ones before it have left."""

    def __init__(self, program: LoadedProgram) -> None:
        self._program = program
        self._shared = Shared({}, {}, {})
        self._facts: dict[int, Facts] = {}
        self._account_keys: dict[int, bytes] = {}
        self._birthdays: dict[int, str] = {}
        self.budgets: dict[str, int] = {}
        self.stock: dict[str, int] = {}
        self.codes: list[tuple[str, str]] = []
        self.attributes: dict[int, dict[str, str]] = {}

    def lock(self, wanted: dict[int, Needs], commands: int, joining: dict[int, bytes]) -> None:
        """Lock what the commands of a round name; after accounts and keys (ledger 4.16).

        `joining` has the keys of accounts that are still to be made, by provisional id.
        """
        budgets = {one for need in wanted.values() for one in need.budgets}
        stock = {one for need in wanted.values() for one in need.stock}
        if budgets or stock:
            self._shared = besides.lock_shared(self._program.id, budgets, stock)
        for reward in stock:
            if self._is_pool(reward):
                self._shared.codes[reward] = besides.free_codes(self._program.id, reward, commands)
        readers = [id_ for id_, need in wanted.items() if need.facts and id_ > 0]
        self._facts = besides.facts(readers) if readers else {}
        if self._experiments:
            self._account_keys = {**_keys(readers), **joining}
        celebrating = [id_ for id_, need in wanted.items() if need.birthday and id_ > 0]
        self._birthdays = people.birthdays(celebrating) if celebrating else {}

    def look(self, wanted: dict[int, Needs]) -> None:
        """What commands name, without a lock: for showing, never for deciding."""
        spent = besides.spent(self._program.id)
        stock = sorted({one for need in wanted.values() for one in need.stock})
        pools = [one for one in stock if self._is_pool(one)]
        codes = {one: besides.free_codes(self._program.id, one, 1) for one in pools}
        self._shared = Shared(spent.budgets, spent.stock, codes)
        readers = [id_ for id_, need in wanted.items() if need.facts]
        self._facts = besides.facts(readers) if readers else {}
        self._account_keys = _keys(readers) if readers and self._experiments else {}
        celebrating = [id_ for id_, need in wanted.items() if need.birthday]
        self._birthdays = people.birthdays(celebrating) if celebrating else {}

    def _is_pool(self, reward: str) -> bool:
        """Whether its codes were imported, by any version: one may be in force, and another be the last."""
        found = (one.compiled.offers.get(reward) for one in self._program.versions.applied)
        return any(offer.pool for offer in found if offer is not None)

    def knows(self, need: Needs) -> bool:
        """Whether everything that a command names is locked."""
        return self._shared.budgets.keys() >= {*need.budgets} and self._shared.taken.keys() >= {*need.stock}

    def given(self, account_id: int, need: Needs, compiled: Compiled, at: int) -> Given:
        """What is offered to one command, which counts from an instant."""
        if not (need.budgets or need.stock or need.facts or need.birthday):
            return Given()
        facts = self._facts.get(account_id, Facts({}, ()))
        return Given(
            budgets={one: self._left(one, compiled) for one in need.budgets},
            stock={one: self._in_stock(one, compiled) for one in need.stock},
            codes={one: codes[0] for one in need.stock if (codes := self._shared.codes.get(one))},
            attributes=facts.attributes if need.facts else {},
            segments=facts.segments if need.facts else (),
            held_out=held_out(self._account_keys[account_id], compiled.arms) if need.facts and compiled.arms else (),
            birthday=_days_since(self._birthdays.get(account_id), compiled, at) if need.birthday else None,
        )

    def take(self, account_id: int, decision: Decision) -> None:
        """Note what a decision took or gave back."""
        for name, more in decision.budgets.items():
            self.budgets[name] = self.budgets.get(name, 0) + more
        for reward, more in decision.stock.items():
            self.stock[reward] = self.stock.get(reward, 0) + more
            if more > 0 and self._shared.codes.get(reward):
                self.codes.append((reward, self._shared.codes[reward].pop(0)))
        for transaction in decision.transactions:
            if transaction.changes and (new := changes.from_json(transaction.changes).attributes):
                self.attributes.setdefault(account_id, {}).update(new)
                mine = self._facts.setdefault(account_id, Facts({}, ()))
                mine.attributes.update(new)

    @property
    def _experiments(self) -> bool:
        return any(version.compiled.arms for version in self._program.versions.applied)

    def _left(self, budget: str, compiled: Compiled) -> int:
        cap = compiled.caps[budget.partition("@")[0]]
        return cap.most - self._shared.budgets.get(budget, 0) - self.budgets.get(budget, 0)

    def _in_stock(self, reward: str, compiled: Compiled) -> int:
        offer = compiled.offers[reward]
        left = len(self._shared.codes.get(reward, ())) if offer.pool else 10**9
        if offer.stock is None:
            return left
        return min(left, offer.stock - self._shared.taken.get(reward, 0) - self.stock.get(reward, 0))


def _keys(account_ids: list[int]) -> dict[int, bytes]:
    return {id_: bytes.fromhex(key) for id_, key in loading.account_keys(account_ids).items()}


def _days_since(birthday: str | None, compiled: Compiled, at: int) -> int | None:
    """Days since the latest birthday; no more is told of it than the program's rules may ask for."""
    if birthday is None:
        return None
    today = local_date(at, compiled.zone)
    days = (today - latest(birthday, today, compiled.program.birthdays.leap_day)).days
    return days if days < compiled.birthday_days else None
