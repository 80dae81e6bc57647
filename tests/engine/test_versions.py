"""Which version of a program judges an event: by when it happened and when it was recorded."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.rules.compiled import Compiled
from setia.engine.rules.versions import Version, Versions
from tests.engine.programs import compiled

FIRST_DAY = 1_483_228_800_000_000
"""2017-01-01T00:00:00Z."""


def day(number: int) -> int:
    """The first instant of a day of January 2017."""
    return FIRST_DAY + (number - 1) * DAY


def from_day(number: int) -> Compiled:
    return compiled(effective_from=f"2017-01-{number:02}")


VERSIONS = Versions(
    (
        Version(1, day(5), from_day(1)),  # the first may begin before it was applied
        Version(2, day(10), from_day(20)),
        Version(3, day(12), from_day(15)),
        Version(4, day(16), from_day(20)),  # begins together with 2, applied later
    )
)

JUDGES = [
    # what it is, happened on, recorded on, version
    ("before the beginning", day(1) - 1, day(31), 0),
    ("at the first instant", day(1), day(31), 1),
    ("recorded when the program was applied", day(2), day(5), 1),
    ("recorded before any was applied", day(4), day(5) - 1, 0),
    ("a day before the change", day(15) - 1, day(31), 1),
    ("at the instant of the change", day(15), day(31), 3),
    ("recorded before the change was known", day(15), day(12) - 1, 1),
    ("recorded at the instant it was known", day(15), day(12), 3),
    ("before the two that begin together", day(20) - 1, day(31), 3),
    ("of two that begin together the one applied later", day(20), day(31), 4),
    ("unless it was not known yet", day(20), day(16) - 1, 2),
    ("long after", day(31), day(31) + 1000 * DAY, 4),
]


@pytest.mark.parametrize(
    ("happened", "recorded", "number"), [row[1:] for row in JUDGES], ids=[row[0] for row in JUDGES]
)
def test_an_event_is_judged_by_the_version_in_force(happened: int, recorded: int, number: int) -> None:
    version = VERSIONS.in_force(happened, recorded)
    assert (version.number if version else 0) == number
    assert VERSIONS.number_at(happened, recorded) == number


def test_no_versions_judge_nothing() -> None:
    assert Versions(()).in_force(day(1), day(31)) is None
    assert Versions(()).number_at(day(1), day(31)) == 0
