"""The stateful test of orders: a shop is asked what the reference is asked, and must show the same (T5).

Every step ends by reading every member, whether or not a sweep has run. What a step asks for follows from a few small
numbers and from how things stand, so that most of it is accepted.
"""

from __future__ import annotations

from typing import ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from setia.engine.refusals import Code
from tests.conftest import START
from tests.model.counting import Counts
from tests.model.days import DAY, HOUR, SECOND, text_of
from tests.model.system import Answer
from tests.model_of_orders.asked import Asked
from tests.model_of_orders.asks import ASKS
from tests.model_of_orders.comparing import same_answer, same_books, same_members
from tests.model_of_orders.meeting import CODES, EFFECTS
from tests.model_of_orders.mistakes import MISTAKES
from tests.model_of_orders.model import Ledger
from tests.model_of_orders.programs import Version
from tests.model_of_orders.system import System
from tests.model_of_orders.variants import VARIANTS
from tests.model_of_orders.world import Dice, World, pick

ROLL = st.binary(min_size=4, max_size=4)
TURN = st.integers(0, 255)

STEPS_OF_TIME = (SECOND, HOUR, 5 * HOUR, DAY, DAY, 3 * DAY, 6 * DAY, 12 * DAY, 25 * DAY, 45 * DAY, 80 * DAY, 200 * DAY)

BEFORE = 500 * DAY
"""How long the program has been in force when the test begins."""

ALSO = (
    *("time", "time", "time", "time", "sweep", "program", "purchase", "purchase", "purchase", "return", "return"),
    *("edit", "news of refund", "use reward", "redeem reward", "redeem reward", "use reward", "pay", "purchase"),
    *(
        "birthday",
        "birthday",
        "birthday",
        "birthday",
        "reopen",
        "cancel reward",
        "unmerge",
        "late purchase",
        "late purchase",
        "claim",
        "mistake",
        "mistake",
    ),
)
"""What happens more often than once in a round, or is not asked of one member."""

INSTEAD = {
    "pay": "order",
    "edit": "purchase",
    "cancel": "purchase",
    "reopen": "cancel",
    "edit guest": "guest",
    "send again": "late purchase",
    "return": "purchase",
    "news of refund": "return",
    "claim": "guest",
    "move": "purchase",
    "redeem": "earn",
    "use reward": "redeem reward",
    "cancel reward": "redeem reward",
    "merge": "join",
    "unmerge": "merge",
}
"""What is asked where there is nothing yet of what something would be about."""

ALWAYS = {"purchase", "join", "mistake"}
"""What happens in every run."""


class OrderMachine(RuleBasedStateMachine):
    """What both kinds of system can be asked for."""

    counts: ClassVar[Counts]
    check_every: ClassVar[int] = 10
    """Steps between two runs of the system's own checks."""

    codes: ClassVar[tuple[Code, ...]] = CODES
    effects: ClassVar[tuple[str, ...]] = EFFECTS
    """Counted as if a kind of its own, `met`, had been refused for it."""

    system: System | None = None

    variants: ClassVar[tuple[Version, ...]] = VARIANTS
    """The programs that a run may begin with."""

    moves: ClassVar[tuple[str, ...]] = (*ASKS, *ALSO)
    """What may happen in a step; what is here twice happens twice as often."""

    @classmethod
    def kinds(cls) -> set[str]:
        """What must be accepted."""
        return set(cls.moves) - {"mistake", "together"}

    @initialize(variant=st.integers(0, len(VARIANTS) - 1), off=st.binary(min_size=3, max_size=3), turn=TURN)
    def opens(self, variant: int, off: bytes, turn: int) -> None:
        """Some moves never happen in a run: what they would hide or use up can show then."""
        first = pick(self.variants, variant)._replace(effective_from=START - BEFORE, applied_at=START)
        self.world = World(Ledger(first))
        self.whole = False
        """Whether the last step ended well."""
        self._steps = 0
        names = sorted(set(self.moves))
        never = {pick(names, one) for one in off if one >= 128} - ALWAYS
        moves = tuple(name for name in self.moves if name not in never)
        turn %= len(moves)
        self._moves = moves[turn:] + moves[:turn]
        self.system = type(self).start(first)
        for n in range(2):
            self.take(*self.asking("join", Dice(n, 0, 0)))

    @staticmethod
    def start(first: Version) -> System:
        """A fresh system with a first version in force."""
        raise NotImplementedError

    @property
    def running(self) -> System:
        """The system, once there is one."""
        assert self.system is not None
        return self.system

    def take(self, kind: str, asked: Asked) -> None:
        """Ask both, and compare what they say."""
        self.whole = False
        note(f"{text_of(self.world.now)} {kind}: {asked}")
        self._compare(kind, asked, self.running.take(asked))
        self.look()

    def take_together(self, asked: list[tuple[str, Asked]]) -> None:
        """The same for several at once."""
        self.whole = False
        for kind, one in asked:
            note(f"{text_of(self.world.now)} together, {kind}: {one}")
        answers = self.running.take_together([one for _, one in asked])
        for (kind, one), answer in zip(asked, answers, strict=True):
            self._compare(kind, one, answer)
        self.look()

    def _compare(self, kind: str, asked: Asked, answer: Answer) -> None:
        reply = self.world.ledger.ask(asked)
        same_answer(asked, reply, answer)
        self.counts.count(kind, reply.code)

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
            self.take(*self.asking(move, dice))
        else:
            getattr(self, move)(dice)

    def asking(self, kind: str, dice: Dice) -> tuple[str, Asked]:
        """One thing asked, or instead of it what it would be about."""
        while (asked := ASKS[kind](self.world, dice)) is None:
            kind = INSTEAD[kind]
        return kind, asked

    def mistake(self, dice: Dice) -> None:
        """Things that must be refused, three at once."""
        for n in range(3):
            name = self.world.member(dice.who)
            self.take("mistake", pick(MISTAKES, dice.a + n)(self.world, name))

    def time(self, dice: Dice) -> None:
        """Some time passes; or it does until just before, upon or just after something falls due."""
        now = self.world.now
        to = now + pick(STEPS_OF_TIME, dice.a)
        due = sorted(at for member in self.world.ledger.members.values() for at in member.due_instants())
        if dice.b >= 128 and due:
            to = max(due[min(dice.a % 8, len(due) - 1)] + pick((-1, 0, 1), dice.who), now)
        self.whole = False
        note(f"time: {text_of(to)}")
        self.running.move_clock(to)
        self.world.ledger.shop.now = to
        self.counts.count("time")
        self.look()

    def sweep(self, _: Dice) -> None:
        """Nothing that can be seen changes by it, and a second one books nothing."""
        self.whole = False
        note("sweep")
        self.running.sweep()
        assert self.running.sweep() == 0
        self.counts.count("sweep")
        self.look()

    def program(self, dice: Dice) -> None:
        """Other rates and other thresholds, from now or from tomorrow on."""
        shop = self.world.ledger.shop
        if len(shop.versions) > 7:
            return
        shop.now += 1  # it is applied an instant later than everything recorded
        last = shop.versions[-1]
        begins = max(shop.now, last.effective_from) + (DAY if dice.who % 4 == 0 else 0)
        base, *rest = last.rules
        rules = (
            base._replace(n=1 + dice.a % 3),
            *(one._replace(at_least=one.at_least and one.at_least + 1_00) for one in rest),
        )
        version = last._replace(rules=rules, effective_from=begins, applied_at=shop.now)
        self.whole = False
        note(f"program: base {base.n} -> {1 + dice.a % 3}, from {text_of(begins)}")
        self.running.change(version)
        self.running.move_clock(shop.now)  # where nothing was recorded at it, it was left as it is
        shop.versions.append(version)
        self.counts.count("program")
        self.look()

    def teardown(self) -> None:
        """In the end everything is booked, and every book must agree."""
        if self.system is None:
            return
        for what, times in self.world.ledger.met.items():
            for _ in range(times):
                self.counts.count("met", what)
        try:
            if self.whole:
                self.system.sweep()
                found = self.system.faults()
                assert not found, found
                same_books(self.world.ledger, self.system)
        finally:
            self.system.close()
