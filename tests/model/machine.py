"""The stateful test: random members ask the reference and the system for the same, and must see the same (T5).

Every step ends by reading every wallet, open lot and hold of every member, whether or not a sweep has run. What a step
asks for follows from a few small numbers and from how things stand, so that most of it is accepted.
"""

from __future__ import annotations

from typing import ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from setia.engine.refusals import Code
from tests.conftest import START
from tests.model.asks import ASKS
from tests.model.backwards import Bought
from tests.model.comparing import same_answer, same_books, same_members
from tests.model.counting import Counts
from tests.model.days import DAY, HOUR, MINUTE, SECOND, Term, text_of
from tests.model.mistakes import MISTAKES
from tests.model.model import Ledger, Merged
from tests.model.programs import VARIANTS, Rate, Version
from tests.model.replies import Asked
from tests.model.system import System
from tests.model.world import Dice, World, pick

ROLL = st.binary(min_size=4, max_size=4)
"""One draw for a step: hundreds of thousands of steps are worth more than their prettiest shape."""

TURN = st.integers(0, 255)
"""Which move a zero is, since chance likes zeros: another one in every run."""

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


ALSO = (
    *("sweep", "program", "time", "time", "hold_extend", "hold_extend", "capture", "capture", "restore"),
    *("release", "release"),
    *("transfer", "redeem", "adjust", "return", "unmerge", "unmerge", "unmerge", "close", "mistake", "mistake"),
    *("release_pending", "release_pending", "release_pending", "release_pending", "earn"),
)
"""What happens more often than once in a round, or is not asked of one member."""

INSTEAD = {
    "hold": "late purchase",
    "redeem": "top_up",
    "transfer": "open_balance",
    "capture": "hold",
    "release": "hold",
    "hold_extend": "hold",
    "return": "purchase",
    "release_pending": "purchase",
    "restore": "redeem",
    "unmerge": "merge",
    "merge": "enrol",
    "close": "enrol",
}
"""What is asked where there is nothing yet of what something would be about, or nobody to spare."""

ALWAYS = {"enrol", "mistake", "nobody"}
"""What happens in every run."""


class LedgerMachine(RuleBasedStateMachine):
    """What both kinds of system can be asked for."""

    counts: ClassVar[Counts]
    check_every: ClassVar[int] = 10
    """Steps between two runs of the system's own checks."""

    codes: ClassVar[tuple[Code, ...]] = (
        "account_closed",
        "amount_out_of_range",
        "currency_mismatch",
        "debt_blocks",
        "has_open_holds",
        "hold_captured",
        "hold_expired",
        "hold_released",
        "insufficient",
        "line_mismatch",
        "money_transfer_off",
        "natural_key_conflict",
        "no_debt_in_money",
        "not_a_code",
        "not_a_merge",
        "not_a_purchase",
        "not_a_redemption",
        "not_money",
        "paid_units_left",
        "reason_missing",
        "same_account",
        "too_late",
        "totals_mismatch",
        "ttl_out_of_range",
        "unknown_hold",
        "unknown_line",
        "unknown_transaction",
        "unknown_wallet",
    )
    """Refusals that must be met."""

    system: System | None = None

    @classmethod
    def kinds(cls) -> set[str]:
        """Operations that must be accepted."""
        return set(cls.moves) - {"mistake", "nobody", "together"}

    moves: ClassVar[tuple[str, ...]] = (*ASKS, *ALSO)
    """What may happen in a step; what is here twice happens twice as often."""

    @initialize(variant=st.integers(0, len(VARIANTS) - 1), off=st.binary(min_size=3, max_size=3), turn=TURN)
    def opens(self, variant: int, off: bytes, turn: int) -> None:
        """Some moves never happen in a run: what they would hide or use up can show then."""
        zone, purses, rates = VARIANTS[variant]
        first = Version(zone, purses, rates, START - BEFORE, START)
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
            self.take([self.asking("enrol", Dice(n, 0, 0))])

    @staticmethod
    def start(first: Version) -> System:
        """A fresh system with a first version in force."""
        raise NotImplementedError

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
            if isinstance(reply.made, Merged):
                if one is together[-1][1]:
                    self.keep(one, self.running.last_number(one.to), reply.made)
            elif reply.made is not None:
                self.keep(one, answer.seq, reply.made)
            if isinstance(reply.made, Bought):
                self.world.receipts.append((one, reply.made))
        self.look()

    def keep(self, asked: Asked, number: int, made: object) -> None:
        """Remember by which number, and in whose own account, something can be named."""
        account = self.world.of(asked.member)
        account.named[number] = made
        self.world.made.append((self.world.named_after(account), number, made))

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
        """One thing asked, or instead of it what it would be about."""
        while (asked := ASKS[kind](self.world, dice)) is None:
            kind = INSTEAD[kind]
        return kind, asked

    def mistake(self, dice: Dice) -> None:
        """Things that must be refused, five at once."""
        name = self.world.member(dice.who)
        commands = [pick(MISTAKES, dice.a + n)(self.world, name) for n in range(5)]
        receipts = (f"R{next(self.world.numbers)}" for _ in commands)
        self.take([("mistake", Asked(name, one, self.world.other(name, one), next(receipts))) for one in commands])

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
        self.world.ledger.sweep()
        self.counts.count("sweep")
        self.look()

    def program(self, dice: Dice) -> None:
        """Another rate, another life, another policy, from now or from tomorrow on."""
        terms = self.world.ledger.terms
        if len(terms.versions) > 7:
            return
        terms.now += 1  # it is applied an instant later than everything recorded
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
        self.running.move_clock(terms.now)  # where nothing was recorded at it, it was left as it is
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
                found = self.system.faults(at_the_end=True)
                assert not found, found
                same_books(self.world.ledger, self.system)
        finally:
            self.system.close()


def points_of(version: Version) -> Term | None:
    """How long points live."""
    return version.purses[0].expiry
