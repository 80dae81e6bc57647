"""A system clock that jumps is not believed, and expires nothing (T7, CI size)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from setia.engine.calendar import DAY, HOUR, MINUTE, SECOND
from setia.services.initialise import initialise
from setia.storage import clock
from setia.storage.clock import ClockJump
from tests.conftest import START, use
from tests.shop import Shop

pytestmark = pytest.mark.slow


class Machine:
    """A machine whose clock can be set wrong, while its uptime cannot."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.up = START, 0
        monkeypatch.setattr(clock, "system_reading", lambda: self.now)
        monkeypatch.setattr(clock, "uptime", lambda: self.up)

    def passes(self, time: int) -> None:
        self.now, self.up = self.now + time, self.up + time


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Machine]:
    """A machine with a database of its own that runs by the system's clock."""
    made = Machine(monkeypatch)
    monkeypatch.setattr(clock, "_seen", {})
    with use(f"sqlite:///{tmp_path / 'system.sqlite3'}"):
        initialise("system")
        yield made


def test_time_passes_as_the_machine_says(machine: Machine) -> None:
    machine.passes(3 * HOUR)
    assert clock.read() == START + 3 * HOUR


def test_a_little_behind_it_stands_still_until_caught_up(machine: Machine) -> None:
    machine.passes(HOUR)
    clock.remember(clock.read())
    machine.now -= 5 * MINUTE
    assert clock.read() == START + HOUR
    machine.now -= SECOND
    with pytest.raises(ClockJump):
        clock.read()


@pytest.mark.parametrize(("jump", "believed"), [(5 * MINUTE, True), (5 * MINUTE + SECOND, False), (400 * DAY, False)])
def test_while_running_it_may_be_five_minutes_ahead_of_what_has_passed(
    machine: Machine, jump: int, believed: bool
) -> None:
    clock.read()
    machine.now += jump
    if believed:
        assert clock.read() == START + jump
    else:
        with pytest.raises(ClockJump):
            clock.read()
        machine.now -= jump
        assert clock.read() == START, "once it is right again, all is well"


@pytest.mark.parametrize(("off", "believed"), [(7 * DAY, True), (7 * DAY + SECOND, False)])
def test_at_start_it_may_be_seven_days_ahead_of_the_last_reading(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, off: int, believed: bool
) -> None:
    clock.remember(clock.read())
    machine.passes(off)
    monkeypatch.setattr(clock, "_seen", {})
    if believed:
        assert clock.read() == START + off
        return
    with pytest.raises(ClockJump) as jump:
        clock.read()
    assert (jump.value.reading, jump.value.expected) == (START + off, START)
    clock.accept()
    assert clock.read() == START + off


def test_two_hundred_jumps_expire_nothing_early(machine: Machine) -> None:
    shop = Shop()
    shop.buys("Siti", 100_00)
    chance, refused = Random(7), 0
    for _ in range(200):
        machine.passes(chance.randrange(1, 20 * HOUR))
        jump = chance.choice([-HOUR, HOUR, -DAY, 400 * DAY])
        machine.now += jump
        try:
            shop.sweeps()
        except ClockJump:
            refused += 1
        machine.now -= jump
        shop.sweeps()
        if machine.now < START + 390 * DAY:
            assert shop.points("Siti") == 100
    assert refused == 200
    assert shop.findings() == []
