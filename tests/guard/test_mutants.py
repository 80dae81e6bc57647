"""A mistake of the guard itself is noticed: by what waits, by what is settled, or by the audit."""

from __future__ import annotations

import pytest

from setia.engine.guard import Expected, Forecast, to_json
from setia.services.apply_program import apply_program
from setia.services.documents import read_program
from setia.services.requests import Manner
from setia.services.settle_guard import settle
from setia.storage import guards, programs
from setia.storage.models import GuardTrip
from tests.guard.mutants import MUTANTS, Mutant
from tests.guard.typed_wrong import balances, bought, with_stars
from tests.shop import Shop

OWNER = Manner("owner", "cli")
FIRST, AFTER = 200, 4
"""Awards before it trips, in a first batch; and those after it, in a second."""


def wrong() -> list[str]:
    """What is otherwise than it should be, from the first sale to the last member's balance."""
    shop, said = mistaken(), list[str]()
    bought(shop, [f"c{n}" for n in range(FIRST)])
    bought(shop, [f"d{n}" for n in range(AFTER)])
    said += [f"tripped: {one.rule}" for one in GuardTrip.objects.all() if one.rule != "base"]
    said += ["nothing has tripped"] if not GuardTrip.objects.exists() else []
    if balances("points")[FIRST:] != [(0, 1000)] * AFTER or balances("points")[:FIRST] != [(1000, 0)] * FIRST:
        said.append("points wait that should not, or do not that should")
    if balances("stars") != [(5, 0)] * (FIRST + AFTER):
        said.append("stars wait, of which nobody has said that they should")
    for trip in GuardTrip.objects.all():
        settle(programs.load(), trip.id, "revoke", OWNER)
    if balances("points") != [(1000, 0)] * FIRST + [(10, 0)] * AFTER:
        said.append("points are not what they were, or not what the version before gives")
    if balances("stars") != [(5, 0)] * (FIRST + AFTER):
        said.append("stars are taken that were granted")
    said += [f"audit: {one.code}" for one in shop.findings()]
    return said


def mistaken() -> Shop:
    """The mistake is in force: 100 for 1, and 5 stars for 1; only of points it is known what to expect."""
    shop = Shop(with_stars(1, 1, "2017-01-01"))
    text = with_stars(100, 5, "2018-01-03")
    apply_program(read_program(text), text, "owner")
    guards.add_forecast(shop.program.id, 2, to_json(Forecast({"base/points": Expected(10, 100, 1)})))
    shop.program = programs.load()
    shop.day_is("2018-01-04")
    return shop


def test_a_guard_does_what_it_should(sqlite_database: str) -> None:
    assert wrong() == []


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.__name__)
def test_a_mistake_is_noticed(mutant: Mutant, sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    mutant(monkeypatch)
    assert wrong() != []
