"""A program that ships, in force on a fresh database; members who shop, in the time of the program's own zone."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from pathlib import Path

from setia.engine.calendar import resolve, to_datetime
from setia.engine.commands import CelebrateBirthday, ChooseConversion, RecordEvent, RecordPurchase, RedeemReward
from setia.engine.ledger.issued import Issued
from setia.engine.purchase import Line, Purchase, Tender
from setia.engine.rules.facts import Event, Value
from setia.services.advance import move_clock
from setia.services.apply_program import apply_program
from setia.services.batch import Outcome, Request, apply
from setia.services.documents import read_program
from setia.services.update_person import Changes, update_person
from setia.storage import besides, clock, programs
from setia.storage.members import Known
from setia.storage.reading import find_member
from tests.shop import TILL, Shop

PROGRAMS = Path(__file__).parents[2] / "programs"
SHIPPED = sorted(PROGRAMS.glob("*.yaml"))


def text_of(name: str) -> str:
    """A document as it ships."""
    return (PROGRAMS / f"{name}.yaml").read_text(encoding="utf-8")


class Store(Shop):
    """Its clock is read as people there read it."""

    def __init__(self, name: str, *changes: tuple[str, str]) -> None:
        text = text_of(name)
        for before, after in changes:
            assert before in text, f"{name} has no {before!r}"
            text = text.replace(before, after)
        super().__init__(text)
        self._numbers = count(1)

    def changes_to(self, name: str) -> None:
        """Another document becomes the next version of this program."""
        text = text_of(name).replace(f"\nid: {name}\n", f"\nid: {self.program.code}\n")
        apply_program(read_program(text), text, "owner")
        self.program = programs.load()

    def it_is(self, local: str) -> None:
        """Time passes until then, as the wall clock of the program's zone has it; what falls due is booked."""
        move_clock(resolve(datetime.fromisoformat(local), self.program.latest.zone))
        self.sweeps()

    def spends(
        self, member: str, cents: int, *, tags: tuple[str, ...] = (), quantity: int = 1, more: tuple[Line, ...] = ()
    ) -> Outcome:
        """A member buys for so much, now: so many of one thing, and `more`."""
        line = Line(1, cents, sku="4711", quantity=1000 * quantity, tags=tags)
        lines = (line, *more)
        currency = self.program.latest.program.currency
        paid = (Tender("card", sum(one.net for one in lines)),)
        bought = Purchase("till", clock.read(), currency, lines, paid)
        request = Request(RecordPurchase(bought), Known("external", member), reference=f"S{next(self._numbers)}")
        return apply(self.program, [request], TILL)[0]

    def does(self, member: str, what: str, **fields: Value) -> Outcome:
        """A member does something that the program has a name for."""
        return self.asks(member, RecordEvent(clock.read(), Event(what, fields)))

    def gets(self, member: str, reward: str, basket: int | None = None) -> str:
        """He asks for a reward: what became of it."""
        return told(self.asks(member, RedeemReward(clock.read(), reward, basket=basket)))

    def uses_points(self, member: str, reward: str, amount: int) -> Outcome:
        """He turns so many points into a reward that takes any number."""
        return self.asks(member, RedeemReward(clock.read(), reward, amount))

    def chooses(self, member: str, conversion: str, amount: int) -> str:
        """He says at how many points they are to become something."""
        return told(self.asks(member, ChooseConversion(clock.read(), conversion, amount)))

    def born(self, member: str, birth_date: str) -> None:
        """Staff note when he was born."""
        found = find_member(self.program, member)
        assert found is not None
        update_person(self.program, found, Changes(birth_date=birth_date))

    def celebrates(self, member: str, choice: str = "") -> str:
        """He asks for what there is for his birthday."""
        return told(self.asks(member, CelebrateBirthday(clock.read(), choice)))

    def level(self, member: str, tier_set: str = "level") -> str:
        """The level at which he is now."""
        return next(one.level for one in self.page(member).levels if one.set == tier_set)

    def until(self, member: str) -> str:
        """The last day of his level."""
        end = next(one.until for one in self.page(member).levels if one.set == "level")
        assert end is not None
        return to_datetime(end - 1, self.program.latest.zone).date().isoformat()

    def has(self, member: str, wallet: str = "points") -> int:
        """What he can use."""
        return self.wallet(member, wallet).available

    def rewards(self, member: str, state: str = "issued") -> list[str]:
        """Rewards that he has, or those of another state, in the order in which he got them."""
        return [one.reward for one in self.issued(member) if one.state == state]

    def issued(self, member: str) -> list[Issued]:
        """Every reward that he was ever given."""
        return [one for _, one in sorted(besides.all_rewards(self._account(member)).items())]

    def holds_together(self) -> bool:
        """Whether the audit is clean and every journal gives its ledger again."""
        assert self.findings() == []
        return self.differences() == 0


def told(outcome: Outcome) -> str:
    """What became of something: its status, or the code it was refused with."""
    return outcome.refusal.code if outcome.refusal else outcome.status
