"""A version that was applied without a forecast gets one from what is recorded, and is watched from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from setia.engine.calendar import DAY
from setia.engine.guard import from_json
from setia.jobs.forecaster import Forecaster
from setia.services.change_program import change
from setia.services.documents import read_program
from setia.storage import clock, guards, programs
from setia.storage.audit.checkpoint import differences, heads_at, position
from setia.storage.models import AuditLog, GuardTrip, ProgramForecast
from tests.guard.typed_wrong import SALES, Typed
from tests.shop import GROCERY, Shop, at

MISTAKE = ("points: 1,", "points: 100,")
OWNER = ("aina", "console")


@pytest.fixture
def typed(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """An owner has applied his mistake on a page, where nobody makes a plan."""
    monkeypatch.setenv("DATABASE_URL", database)  # for the process that makes it
    typed = Typed(tmp_path)
    text = typed.document(MISTAKE).read_text(encoding="utf-8")
    change(read_program(text), text, None, OWNER)
    typed.shop.program = programs.load()
    return typed


def tell(typed: Typed) -> int:
    return Forecaster().tell(typed.shop.program.id)


def test_it_is_what_a_plan_would_have_said_before_and_stops_the_mistake(typed: Typed) -> None:
    assert typed.shop.program.forecasts == {}
    assert tell(typed) == 1
    [kept] = ProgramForecast.objects.all()
    assert kept.version == 2
    [(name, expected)] = from_json(kept.forecast).rules.items()
    assert (name, expected.per_quarter) == ("base/points", 2500), "a mistake does not forecast itself"
    known = programs.refreshed(typed.shop.program.code, typed.shop.program)
    assert [*known.forecasts] == [2], "whoever has the program in memory sees it"
    deeds = list(AuditLog.objects.filter(action="forecast_made").values_list("actor", "subject"))
    assert deeds == [("setia", "v2")]
    assert {one.status for one in typed.mistaken()} == {"done"}
    assert GuardTrip.objects.get().rule == "base"
    assert tell(typed) == 0


def test_it_is_made_while_the_mistake_is_in_force_and_stops_what_comes_next(typed: Typed) -> None:
    typed.mistaken()
    assert GuardTrip.objects.count() == 0, "nothing says what to expect"
    assert tell(typed) == 1
    [expected] = from_json(ProgramForecast.objects.get().forecast).rules.values()
    assert expected.units == 10_000 + SALES * 10, "what the version before would have given, by quarter of an hour"
    typed.sells([f"d{n}" for n in range(SALES)], at("2018-01-03T10:16"))
    assert GuardTrip.objects.get().rule == "base"


def test_a_checkpoint_of_before_still_holds_and_one_of_after_covers_it(typed: Typed) -> None:
    typed.mistaken()
    upto = position()
    before = list(heads_at(upto))
    assert tell(typed) == 1
    assert differences(iter(before), upto) == []
    typed.shop.moves_clock(DAY)
    typed.sells(["late"], clock.read())
    after = list(heads_at(position()))
    assert differences(iter(after), position()) == []
    forgotten = [one for one in after if one not in before]
    assert len(forgotten) == 1, "only who was judged since is sealed with the forecast"


def test_who_was_sold_to_before_is_sealed_as_before(typed: Typed) -> None:
    """And so nobody can say that it had been there: with another instant the checkpoint is another."""
    typed.mistaken()
    before = list(heads_at(position()))
    guards.add_forecast(typed.shop.program.id, 2, "{}")
    assert list(heads_at(position())) != before


def test_where_nothing_recorded_says_what_to_expect_none_is_kept(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    shop = Shop(document())
    text = document(("points: 1,", "points: 2,"), starts="2018-02-01")
    change(read_program(text), text, None, OWNER)
    shop.program = programs.load()
    assert Forecaster().tell(shop.program.id) == 0
    assert guards.lack_forecasts(shop.program.id) == [2], "it is looked at again"
    assert Forecaster().tell(shop.program.id) == 0


def test_a_document_without_a_guard_and_a_first_version_need_none(database: str) -> None:
    shop = Shop(document())
    shop.buys("Siti", 10_00)
    text = document(("points: 1,", "points: 2,"), starts="2018-02-01") + "\nguard: 0\n"
    change(read_program(text), text, None, OWNER)
    assert Forecaster().tell(shop.program.id) == 0
    assert ProgramForecast.objects.count() == 0


def document(*changes: tuple[str, str], starts: str = "2017-01-01") -> str:
    """The program of one rule with changes, from a day on."""
    text = GROCERY.read_text(encoding="utf-8")
    for old, new in (("effective_from: 2017-01-01", f"effective_from: {starts}"), *changes):
        assert old in text
        text = text.replace(old, new)
    return text
