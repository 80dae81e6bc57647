"""The stateful test: random members ask the reference and the system for the same, and must see the same (T5).

Every step ends by reading every wallet, open lot and hold of every member, whether or not a sweep has run. What a step
asks for follows from a few small numbers and from how things stand, so that most of it is accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace

from setia.engine import commands as c
from setia.engine.purchase import Line, Purchase, Tender
from tests.conftest import START
from tests.model.asks import ASKS, Dice, World, buy, pick
from tests.model.backwards import Bought
from tests.model.comparing import same_answer, same_books, same_members
from tests.model.counting import Counts
from tests.model.days import DAY, HOUR, MINUTE, SECOND, Term, text_of
from tests.model.mistakes import MISTAKES
from tests.model.model import Ledger
from tests.model.programs import VARIANTS, Rate, Version
from tests.model.replies import Asked
from tests.model.system import System

ROLL = st.binary(min_size=4, max_size=4)
"""One draw for a step: hundreds of thousands of steps are worth more than their prettiest shape."""

STEPS_OF_TIME = (
    SECOND,
    MINUTE,
    15 * MINUTE,
    HOUR,
    2 * HOUR,
    5 * HOUR,
    9 * HOUR,
    DAY,
    2 * DAY,
    6 * DAY,
    20 * DAY,
    70 * DAY,
)

BEFORE = 300 * DAY
"""How long the program has been in force when the test begins."""


class LedgerMachine(RuleBasedStateMachine):
    """What both kinds of system can be asked for."""

    start: ClassVar[Callable[[Version], System]]
    """Makes a fresh system with a first version in force."""
    counts: ClassVar[Counts]
    check_every: ClassVar[int] = 10
    """Steps between two runs of the system's own checks."""

    system: System | None = None

    moves: ClassVar[tuple[str, ...]] = (*ASKS, "hold", "hold", "hold", "time", "time", "sweep", "program", "mistake")
    """What may happen in a step; what is here twice happens twice as often."""

    @initialize(variant=st.integers(0, len(VARIANTS) - 1), off=st.binary(min_size=3, max_size=3))
    def opens(self, variant: int, off: bytes) -> None:
        """Some moves never happen in a run: what they would hide or use up can show then."""
        zone, purses, rates = VARIANTS[variant]
        first = Version(zone, purses, rates, START - BEFORE, START)
        self.world = World(Ledger(first))
        self.whole = False
        """Whether the last step ended well."""
        self._steps = 0
        names = sorted(set(self.moves))
        never = {pick(names, one) for one in off if one >= 128} - {"enrol"}
        self._moves = tuple(name for name in self.moves if name not in never)
        self.system = type(self).start(first)
        for n in range(2):
            self.take([self.asking("enrol", Dice(n, 0, 0))])

    @property
    def running(self) -> System:
        """The system, once there is one."""
        assert self.system is not None
        return self.system

    def take(self, together: list[tuple[str, Asked]]) -> None:
        """Ask both, in one batch, and compare what they say."""
        self.whole = False
        for kind, one in together:
            note(f"{text_of(self.world.now)} {kind}: {one}")
        answers = self.running.take([one for _, one in together])
        for (kind, one), answer in zip(together, answers, strict=True):
            reply = self.world.ledger.ask(one)
            same_answer(one, reply, answer)
            self.counts.count(kind, reply.code)
            if reply.made is not None:
                account = self.world.of(one.member)
                account.named[answer.seq] = reply.made
                self.world.made.append((self.world.named_after(account), answer.seq, reply.made))
            if isinstance(reply.made, Bought):
                self.world.receipts.append((one, reply.made))
        self.look()

    def look(self) -> None:
        """Compare what can be seen; now and then let the system check itself."""
        same_members(self.world.ledger, self.running)
        self._steps += 1
        self.counts.steps += 1
        if self._steps % self.check_every == 0:
            found = self.running.faults()
            assert not found, found
        self.whole = True

    @rule(roll=ROLL)
    def step(self, roll: bytes) -> None:
        """One move, by the first byte; the others say which and how."""
        move, dice = pick(self._moves, roll[0]), Dice(*roll[1:])
        if move in ASKS:
            self.take([self.asking(move, dice)])
        else:
            getattr(self, move)(dice)

    def asking(self, kind: str, dice: Dice) -> tuple[str, Asked]:
        """One thing asked; a purchase where there is nothing yet of what it would be about."""
        asked = ASKS[kind](self.world, dice)
        return (kind, asked) if asked else ("purchase", buy(self.world, dice))

    def mistake(self, dice: Dice) -> None:
        """Something that must be refused."""
        name = self.world.member(dice.who)
        command = pick(MISTAKES, dice.a)(self.world, name)
        self.take([("mistake", Asked(name, command, receipt=f"R{next(self.world.numbers)}"))])

    def time(self, dice: Dice) -> None:
        """Some time passes; or it does until just before, upon or just after something falls due."""
        now = self.world.now
        to = now + pick(STEPS_OF_TIME, dice.a)
        due = sorted(at for account in self.world.ledger.members.values() for at in account.next_instants())
        if dice.b >= 128 and due:
            to = max(due[min(dice.a % 8, len(due) - 1)] + pick((-1, 0, 1), dice.who), now)
        self.whole = False
        self.running.move_clock(to)
        self.world.ledger.terms.now = to
        self.counts.count("time")
        self.look()

    def sweep(self, _: Dice) -> None:
        """Nothing that can be seen changes by it, and a second one books nothing."""
        self.whole = False
        self.running.sweep()
        assert self.running.sweep() == 0
        self.counts.count("sweep")
        self.look()

    def program(self, dice: Dice) -> None:
        """Another rate, another life, another policy, from now or from tomorrow on."""
        terms = self.world.ledger.terms
        if len(terms.versions) > 3:
            return
        terms.now += 1  # nothing has been recorded at the instant at which it is applied
        self.running.move_clock(terms.now)
        last = terms.versions[-1]
        points = last.purses[0]._replace(
            expiry=pick((points_of(last), Term(days=9), Term(months=2)), dice.a),
            policy=pick(("debt", "within_balance", "only_pending"), dice.b),
        )
        begins = max(terms.now, last.effective_from) + (DAY if dice.who % 4 == 0 else 0)
        rates = (Rate("points", 1 + dice.a % 3, 100), *last.rates[1:])
        version = Version(last.zone, (points, *last.purses[1:]), rates, begins, terms.now)
        self.whole = False
        self.running.change(version)
        terms.versions.append(version)
        self.counts.count("program")
        self.look()

    def teardown(self) -> None:
        """In the end everything is booked, and every book must agree."""
        if self.system is None:
            return
        try:
            if self.whole:
                self.system.sweep()
                found = self.system.faults()
                assert not found, found
                same_books(self.world.ledger, self.system)
        finally:
            self.system.close()


def points_of(version: Version) -> Term | None:
    """How long points live."""
    return version.purses[0].expiry


class ServicesMachine(LedgerMachine):
    """What only services can be asked for: batches, repeats, imports, and members who are not there."""

    moves = (*LedgerMachine.moves, "repeat", "repeat", "nobody", "restart", "history", "history")

    @rule(rolls=st.lists(ROLL, min_size=2, max_size=6))
    def together(self, rolls: list[bytes]) -> None:
        """One batch, of which each command finds what the one before left.

        A merge comes last: what the same batch asks of the merged member after it is a story of its own.
        """
        kinds = [(pick(tuple(ASKS), roll[0]), Dice(*roll[1:])) for roll in rolls]
        asked = [self.asking(kind, dice) for kind, dice in kinds]
        self.take([one for one in asked if one[0] != "merge"] + [one for one in asked if one[0] == "merge"][:1])

    def restart(self, _: Dice) -> None:
        """Nothing is lost by it."""
        self.whole = False
        self.running.restart()
        self.counts.count("restart")
        self.look()

    def repeat(self, dice: Dice) -> None:
        """A purchase is sent again: equal, with another content, or for another member."""
        before, _ = pick(self.world.receipts[-10:] or [(self.asking("purchase", dice)[1], None)], dice.who)
        if dice.a % 4 == 1:
            other = Purchase("till", self.world.now, "USD", (Line(no=1, net=7),), (Tender("cash", 7),))
            before = before._replace(command=c.RecordPurchase(other))
        elif dice.a % 4 == 2:
            before = before._replace(member=self.world.member(dice.b))
        self.take([("repeat", before)])

    def nobody(self, dice: Dice) -> None:
        """An event that cannot have happened yet, or a member whom nobody knows."""
        name = self.world.member(dice.who)
        asked = Asked(name, c.Earn(self.world.now + 5 * MINUTE + 1, "points", 5, "goodwill"))
        if dice.a % 3 == 1:
            asked = Asked("Nobody", c.Redeem(self.world.now, "points", 1))
        elif dice.a % 3 == 2:
            asked = Asked(name, c.TransferOut(self.world.now, "points", 1, ""), "Nobody")
        self.take([("nobody", asked)])

    def history(self, dice: Dice) -> None:
        """An import: purchases of the last year in any order, some older than the program.

        For somebody who owes nothing, after a sweep: what an import out of order does with a debt and with what has
        fallen due meanwhile is a story of its own.
        """
        self.sweep(dice)
        name = self.world.member(dice.who)
        if self.world.of(name).debt.total():
            return
        asked: list[tuple[str, Asked]] = []
        for n in range(2 + dice.a % 3):
            one = buy(self.world, Dice(dice.who, (dice.a - n) % 250, dice.b + n))._replace(member=name)
            assert isinstance(one.command, c.RecordPurchase)
            at = self.world.now - pick((HOUR, DAY, 30 * DAY, 200 * DAY, 299 * DAY, 400 * DAY), dice.b + n * dice.a)
            purchase = replace(one.command.purchase, event_at=at)
            asked.append(("history", one._replace(command=c.RecordPurchase(purchase), history=True)))
        self.take(asked)
