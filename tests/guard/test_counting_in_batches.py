"""What a guard counts: minute by minute of when it happened, over all batches, in two statements of each."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from setia.engine.calendar import DAY, HOUR, MINUTE
from setia.engine.commands import RecordPurchase
from setia.engine.guard import Expected, Forecast, to_json
from setia.jobs.forget import COUNTS_KEPT, forget
from setia.services.apply_program import apply_program
from setia.services.batch import Request, apply
from setia.services.documents import read_program
from setia.services.settle_guard import settle, settle_rest
from setia.storage import clock, guards, programs
from setia.storage.members import Known
from setia.storage.models import GuardCount, GuardTrip
from tests.guard.typed_wrong import with_stars
from tests.services.test_batch_is_whole import statements_of
from tests.shop import BACKDATED, HISTORY, TILL, Shop, sale


@pytest.fixture
def watched(database: str) -> Shop:
    """A shop of which a hundred points are expected in a quarter of an hour."""
    shop = Shop(with_stars(1, 1, "2017-01-01"))
    text = with_stars(2, 1, "2018-01-03")
    apply_program(read_program(text), text, "owner")
    guards.add_forecast(shop.program.id, 2, to_json(Forecast({"base/points": Expected(10, 100, 1)})))
    shop.program = programs.load()
    shop.day_is("2018-01-10")
    return shop


def requests(count: int, *, every: int = 0, name: str = "m") -> list[Request]:
    """So many members buy for ten dollars, the last one now."""
    now = clock.read()
    return [
        Request(
            RecordPurchase(sale(10_00, now - every * n)), Known("external", f"{name}{n}"), reference=f"{name}-{now}-{n}"
        )
        for n in range(count)
    ]


def test_a_guard_costs_two_statements_whatever_the_batch(watched: Shop) -> None:
    apply(watched.program, requests(10), TILL)
    watched.moves_clock(MINUTE)
    one = statements_of(lambda: apply(watched.program, requests(1), TILL))
    watched.moves_clock(MINUTE)
    many = statements_of(lambda: apply(watched.program, requests(10), TILL))
    watched.moves_clock(MINUTE)
    unwatched = replace(watched.program, forecasts={})
    plain = statements_of(lambda: apply(unwatched, requests(10), TILL))
    assert (one, many) == (plain + 2, plain + 2)


def test_what_comes_late_counts_when_it_happened(watched: Shop) -> None:
    """A till without connection sends 240 sales of three days at once: nothing has happened that needs a look."""
    outcomes = apply(watched.program, requests(240, every=18 * MINUTE), BACKDATED)
    assert {one.status for one in outcomes} == {"done"}
    assert not GuardTrip.objects.exists()
    assert GuardCount.objects.filter(thing="base/points").count() == 240
    late = apply(watched.program, requests(240, every=1, name="n"), BACKDATED)
    assert {one.status for one in late} == {"done"}
    assert GuardTrip.objects.get().rule == "base", "the same in one minute"


def test_an_import_of_history_is_not_counted(watched: Shop) -> None:
    apply(watched.program, requests(240, every=1), HISTORY)
    assert not GuardCount.objects.exists()
    assert not GuardTrip.objects.exists()


def test_several_batches_add_up_and_so_do_several_members_of_one(watched: Shop) -> None:
    for n in range(5):
        apply(watched.program, requests(50, name=f"p{n}-"), TILL)
        watched.moves_clock(MINUTE)
    assert GuardTrip.objects.get().awards == 200
    assert sum(GuardCount.objects.filter(thing="base/points").values_list("units", flat=True)) == 250 * 20
    watched.moves_clock(HOUR)
    apply(watched.program, requests(1, name="q"), TILL)
    assert watched.wallet("q0").pending == 20, "it goes on until somebody has looked"
    assert watched.findings() == []


def test_what_was_counted_long_ago_is_forgotten(watched: Shop) -> None:
    apply(watched.program, requests(3), TILL)
    watched.moves_clock(COUNTS_KEPT)
    forget(watched.program)
    assert GuardCount.objects.exists()
    watched.moves_clock(DAY)
    forget(watched.program)
    assert not GuardCount.objects.exists()


def test_what_was_just_being_written_when_it_was_released_is_released_by_itself(watched: Shop) -> None:
    """A batch that began before somebody released it has told the engine that the rule is guarded."""
    for name in ("p", "q"):
        apply(watched.program, requests(200, name=name), TILL)
    trip = GuardTrip.objects.get()
    assert settle_rest(watched.program) == 0, "nobody has looked yet"
    GuardTrip.objects.update(state="released")
    assert settle_rest(watched.program) == 200
    assert (settle_rest(watched.program), watched.points("q199")) == (0, 20)
    assert settle(watched.program, trip.id, "release", TILL).orders == 0
