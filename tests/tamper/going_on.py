"""An honest shop goes on: whatever it does, neither the audit nor an earlier checkpoint has anything to say."""

from __future__ import annotations

from pathlib import Path
from random import Random

from setia.engine.calendar import DAY
from setia.engine.commands import Adjust, Capture, ExtendLots, MergeOut, PlaceHold, TransferOut
from setia.services.advance import sweep
from setia.services.apply_program import apply_program
from setia.services.batch import Manner, Outcome
from setia.services.checkpoint import compare, write
from setia.services.documents import read_program
from setia.services.record_consent import Statement, record_consent
from setia.storage import clock, programs
from setia.storage.reading import find_member
from tests.shop import Shop
from tests.storage.lived_in import findings
from tests.tamper.house import LATER, TEXTS


def alarms(seed: str, before: Path, between: Path) -> list[str]:
    """False ones, in a clean run: against a checkpoint from before it, and one that is written in its middle."""
    shop = GoingOn(Random(seed))
    shop.days(15)
    write(between)
    shop.days(10)
    found = [*findings(), *(one for path in (before, between) for one in compare(path).findings)]
    return [f"seed {seed}: {one}" for one in found]


NAMES = ("Aisyah", "Budi", "Dewi", "Gita", "Hadi")


class GoingOn:
    """Days of a shop, at random."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._shop = Shop(LATER)
        self._bought: dict[str, Outcome] = {}
        self._changes = 0

    def days(self, steps: int) -> None:
        """So many things happen; some are refused."""
        happenings = (
            self._buys,
            self._buys,
            self._uses,
            self._holds,
            self._gives,
            self._time,
            self._agrees,
            self._office,
        )
        for _ in range(steps):
            self._random.choice(happenings)(self._random.choice(NAMES))

    def _buys(self, name: str) -> None:
        self._bought[name] = self._shop.buys(name, self._random.randint(1, 9_000))

    def _uses(self, name: str) -> None:
        self._shop.redeems(name, self._random.randint(1, 20))
        if name in self._bought and self._random.random() < 0.3:
            self._shop.returns(name, self._bought.pop(name), self._random.randint(1, 5_000))

    def _holds(self, name: str) -> None:
        held = self._shop.asks(name, PlaceHold(clock.read(), "points", self._random.randint(1, 9), "order"))
        if held.status == "done" and self._random.random() < 0.5:
            self._shop.asks(name, Capture(clock.read(), held.seq))

    def _gives(self, name: str) -> None:
        other = self._random.choice([one for one in NAMES if one != name])
        if find_member(self._shop.program, name) and find_member(self._shop.program, other):
            amount = self._random.randint(1, 5)
            self._shop.asks(name, TransferOut(clock.read(), "points", amount, "", "gift"), other)
            if name == "Hadi" and self._random.random() < 0.3:
                self._shop.asks(name, MergeOut(clock.read(), ""), other)

    def _time(self, name: str) -> None:
        self._shop.moves_clock(self._random.choice((0, 1, DAY, 20 * DAY)))
        if self._random.random() < 0.5:
            sweep(self._shop.program)

    def _agrees(self, name: str) -> None:
        member = find_member(self._shop.program, name)
        if member is not None:
            said = Statement("profiling", "given", "self", "", self._random.choice(TEXTS), "v3", "en")
            if self._random.random() < 0.5:
                said = Statement("profiling", "withdrawn", "staff")
            record_consent(member, said, Manner("office", "portal"))

    def _office(self, name: str) -> None:
        if self._random.random() < 0.3:
            self._changes += 1
            self._shop.moves_clock(1)
            text = LATER.replace("per: 4", f"per: {4 + self._changes}")
            apply_program(read_program(text), text, "owner")
            self._shop.program = programs.load()
        elif find_member(self._shop.program, name):
            self._shop.asks(name, Adjust(clock.read(), "points", self._random.randint(1, 9), "goodwill"))
            self._shop.asks(name, ExtendLots(clock.read(), "points", clock.read() + self._random.randint(1, 90) * DAY))
