"""The stateful test: random members ask the reference and the system for the same, and must see the same (T5).

Every step ends by reading every wallet, open lot and hold of every member, whether or not a sweep has run. What a step
asks for follows from a few small numbers and from how things stand, so that most of it is accepted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from msgspec.structs import replace

from setia.engine import commands as c
from tests.conftest import START
from tests.model.asks import ASKS, Dice, World, buy, pick, repeat
from tests.model.backwards import Bought
from tests.model.comparing import same_answer, same_books, same_members
from tests.model.counting import Counts
from tests.model.days import DAY, HOUR, MINUTE, SECOND, Term
from tests.model.mistakes import MISTAKES, in_the_future
from tests.model.model import Ledger
from tests.model.programs import VARIANTS, Rate, Version
from tests.model.replies import Asked
from tests.model.system import System

BYTE = st.integers(0, 255)
DICE = st.builds(Dice, BYTE, BYTE, BYTE)

STEPS_OF_TIME = (SECOND, MINUTE, 15 * MINUTE, HOUR, 5 * HOUR, DAY, 2 * DAY, 5 * DAY, 20 * DAY, 70 * DAY)

BEFORE = 300 * DAY
"""How long the program has been in force when the test begins."""


def asking(kind: str) -> Callable[..., None]:
    """A rule by which somebody asks for one kind of thing."""

    def ask(self: LedgerMachine, dice: Dice) -> None:
        asked = ASKS[kind](self.world, dice)
        if asked is not None:
            self.take([(kind, asked)])

    ask.__name__ = "ask_" + kind.replace(" ", "_")
    return rule(dice=DICE)(ask)


class LedgerMachine(RuleBasedStateMachine):
    """What both kinds of system can be asked for."""

    start: ClassVar[Callable[[Version], System]]
    """Makes a fresh system with a first version in force."""
    counts: ClassVar[Counts]
    check_every: ClassVar[int] = 10
    """Steps between two runs of the system's own checks."""

    system: System | None = None

    @initialize(variant=st.integers(0, len(VARIANTS) - 1))
    def opens(self, variant: int) -> None:
        zone, purses, rates = VARIANTS[variant]
        first = Version(zone, purses, rates, START - BEFORE, START)
        self.world = World(Ledger(first))
        self.whole = False
        """Whether the last step ended well."""
        self._steps = 0
        self.system = type(self).start(first)
        for n in range(2):
            self.take([("enrol", ASKS["enrol"](self.world, Dice(n, 0, 0)))])

    @property
    def running(self) -> System:
        """The system, once there is one."""
        assert self.system is not None
        return self.system

    def take(self, asked: list[tuple[str, Asked | None]], *, history: bool = False) -> None:
        """Ask both, in one batch, and compare what they say."""
        together = [(kind, one) for kind, one in asked if one is not None]
        self.whole = False
        answers = self.running.take([one for _, one in together], history=history)
        for (kind, one), answer in zip(together, answers, strict=True):
            reply = self.world.ledger.ask(one)
            same_answer(one, reply, answer)
            self.counts.count(kind, reply.code)
            if reply.made is not None:
                self.world.of(one.member).named[answer.seq] = reply.made
                self.world.made.append((one.member, answer.seq, reply.made))
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

    enrol = asking("enrol")
    purchase = asking("purchase")
    late_purchase = asking("late purchase")
    earn = asking("earn")
    open_balance = asking("open_balance")
    redeem = asking("redeem")
    redeem_offline = asking("redeem_offline")
    hold = asking("hold")
    another_hold = asking("hold")
    capture = asking("capture")
    release = asking("release")
    hold_extend = asking("hold_extend")
    adjust = asking("adjust")
    give_back = asking("return")
    restore = asking("restore")
    transfer = asking("transfer")
    merge = asking("merge")

    @rule(dice=DICE, which=st.integers(0, len(MISTAKES) - 1))
    def mistake(self, dice: Dice, which: int) -> None:
        name = self.world.member(dice.who)
        command = MISTAKES[which](self.world, name)
        self.take([("mistake", Asked(name, command, receipt=f"R{next(self.world.numbers)}"))])

    @rule(far=BYTE, nudge=st.integers(0, 2))
    def time_passes(self, far: int, nudge: int) -> None:
        """Some time; or until just before, upon or just after something falls due."""
        now = self.world.now
        to = now + pick(STEPS_OF_TIME, far)
        due = sorted(at for account in self.world.ledger.members.values() for at in account.next_instants())
        if far >= 128 and due:
            to = max(due[min(far % 8, len(due) - 1)] + nudge - 1, now)
        self.whole = False
        self.running.move_clock(to)
        self.world.ledger.terms.now = to
        self.counts.count("time passes")
        self.look()

    @rule()
    def sweep(self) -> None:
        """Nothing that can be seen changes by it, and a second one books nothing."""
        self.whole = False
        self.running.sweep()
        assert self.running.sweep() == 0
        self.counts.count("sweep")
        self.look()

    @rule()
    def restart(self) -> None:
        self.whole = False
        self.running.restart()
        self.counts.count("restart")
        self.look()

    @rule(dice=DICE)
    def change_program(self, dice: Dice) -> None:
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
        self.counts.count("change program")
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

    @rule(several=st.lists(st.tuples(st.sampled_from(sorted(ASKS)), DICE), min_size=2, max_size=6))
    def together(self, several: list[tuple[str, Dice]]) -> None:
        """One batch, of which each command finds what the one before left."""
        self.take([(kind, ASKS[kind](self.world, dice)) for kind, dice in several])

    @rule(dice=DICE)
    def repeat(self, dice: Dice) -> None:
        self.take([("repeat", repeat(self.world, dice))])

    @rule(dice=DICE)
    def nobody(self, dice: Dice) -> None:
        """An event that cannot have happened yet, or a member whom nobody knows."""
        name = self.world.member(dice.who)
        asked = in_the_future(self.world, name)
        if dice.a % 3 == 1:
            asked = Asked("Nobody", c.Redeem(self.world.now, "points", 1))
        elif dice.a % 3 == 2:
            asked = Asked(name, c.TransferOut(self.world.now, "points", 1, ""), "Nobody")
        self.take([("mistake", asked)])

    @rule(dices=st.lists(DICE, min_size=2, max_size=5))
    def import_purchases(self, dices: list[Dice]) -> None:
        """Purchases of the last year in any order, some older than the program, some of new members."""
        asked: list[tuple[str, Asked | None]] = []
        for dice in dices:
            one = buy(self.world, dice)
            assert isinstance(one.command, c.RecordPurchase)
            purchase = one.command.purchase
            at = self.world.now - pick((HOUR, DAY, 30 * DAY, 200 * DAY, 299 * DAY, 400 * DAY), dice.b)
            asked.append(("import", one._replace(command=c.RecordPurchase(replace(purchase, event_at=at)))))
        self.take(asked, history=True)
