"""A code that gets about is stopped: tills go on selling without it, until somebody has looked. On both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from setia.engine import guard
from setia.engine.calendar import MINUTE
from setia.engine.commands import RecordPurchase
from setia.engine.guard import Expected, Forecast
from setia.replay.forecasting import forecast
from setia.services.batch import Outcome, Request
from setia.services.change_program import change
from setia.services.documents import read_program
from setia.services.guarding import Watch
from setia.services.requests import Manner
from setia.services.settle_guard import Settled, settle
from setia.storage import clock, price_history, programs
from setia.storage.models import AuditLog, Basket, Flag, GuardCount, GuardTrip
from setia.storage.programs import LoadedProgram
from tests.guard.leaked_code import CODE, DOCUMENT, Leaked
from tests.services.basket_shop import WEB, said
from tests.services.test_batch_is_whole import statements_of
from tests.shop import sale

OWNER = Manner("owner", "cli")
LEAST = 200


@pytest.fixture
def shop(database: str, tmp_path: Path) -> Leaked:
    """Forty dollars an hour came off by the code, and a version is in force that is watched by that."""
    shop = Leaked(tmp_path)
    told = shop.applies()
    assert "Watched: price:five/discount, 40.00 USD off an hour; more than 5 times that stops it." in told
    shop.opens()
    return shop


def test_it_is_stopped_and_tills_go_on_selling(shop: Leaked) -> None:
    assert shop.uses(LEAST - 1) == [45_00] * (LEAST - 1), "fewer than 200 are no alarm"
    assert not GuardTrip.objects.exists()
    promised = shop.keeps("Siti", 50_00, CODE)
    assert shop.uses(1) == [45_00]
    trip = shop.trip()
    assert (trip.version, trip.rule, trip.wallet) == (2, "price:five", "discount")
    assert (trip.awards, trip.units, trip.expected) == (LEAST, LEAST * 5_00, 10_00)
    assert AuditLog.objects.get(action="guard_tripped").subject == "v2 price:five"
    assert Flag.objects.get(kind="guard").number == trip.id

    priced = shop.prices(None, 50_00, CODE)
    assert (shop.says(priced), priced.owed) == ("code_being_checked", 50_00)
    assert shop.uses(2) == [50_00, 50_00], "the basket is sold without it"
    assert shop.prices("Siti", 120_00).owed == 108_00, "what else comes off still does"
    assert shop.pays(promised, said(promised)["owed"]).status == "done"
    assert said(promised)["owed"] == 45_00, "what was promised is kept"
    assert GuardTrip.objects.count() == 1
    assert (shop.findings(), shop.differences()) == ([], 0)


def test_a_rule_that_needs_no_code_is_stopped_too(shop: Leaked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "AWARDS_LEAST", 2)
    shop.applies("--expect", "tenth=1.00", starts="2018-01-04")
    shop.opens("2018-01-04T10:00")
    for _ in range(2):
        assert shop.pays(shop.keeps("Siti", 120_00), 108_00).status == "done"
    assert shop.trip().rule == "price:tenth"
    assert shop.prices("Siti", 120_00).owed == 120_00
    assert shop.prices("Siti", 120_00, CODE).owed == 115_00, "another rule is as it was"
    watch, bought = Watch(shop.program, WEB, clock.read()), RecordPurchase(sale(120_00, clock.read()))
    watch.look([Request(bought)])
    assert watch.guarded == (), "the engine, which prices nothing, is told nothing of it"


def test_a_basket_counts_once_it_is_paid_and_never_again(shop: Leaked) -> None:
    kept = shop.keeps("Siti", 50_00, CODE)
    assert shop.pays(kept, 44_00).status == "refused"
    assert not GuardCount.objects.filter(thing="price:five/discount").exists()
    assert [shop.pays(kept, 45_00).status for _ in range(2)] == ["done", "replayed"]
    shop.gives_up(shop.keeps("Siti", 50_00, CODE))
    [counted] = GuardCount.objects.filter(thing="price:five/discount")
    assert (counted.awards, counted.units) == (1, 5_00)


def test_released_it_takes_something_off_at_once_and_is_stopped_no_more(shop: Leaked) -> None:
    shop.uses(LEAST)
    assert settle(shop.program, shop.trip().id, "release", OWNER) == Settled(0, 0)
    assert shop.says(shop.prices(None, 50_00, CODE)) == ""
    assert shop.uses(3) == [45_00] * 3
    assert GuardTrip.objects.count() == 1


def test_revoked_it_stays_off_and_another_version_begins_anew(shop: Leaked) -> None:
    shop.uses(LEAST)
    assert settle(shop.program, shop.trip().id, "revoke", OWNER) == Settled(0, 0)
    priced = shop.prices(None, 50_00, CODE)
    assert (shop.says(priced), priced.owed) == ("code_withdrawn", 50_00)
    shop.moves_clock(60 * MINUTE)
    assert shop.uses(1) == [50_00]
    told = shop.applies(starts="2018-01-04")
    assert "price:five/discount, 40.00 USD off an hour" in told, "what got about forecasts nothing"
    shop.opens("2018-01-04T10:00")
    assert shop.uses(1) == [45_00]
    assert GuardCount.objects.get(version=3).awards == 1


def test_often_and_no_more_than_five_times_what_is_expected_is_no_alarm(shop: Leaked) -> None:
    told = shop.applies("--expect", "five=800.00", starts="2018-01-04")
    assert "Watched: price:five/discount, 800.00 USD off an hour" in told
    shop.opens("2018-01-04T10:00")
    shop.uses(LEAST)
    assert not GuardTrip.objects.exists(), "a thousand dollars in fifteen minutes are five times two hundred"
    shop.uses(1)
    assert shop.trip().units == 1_005_00


def test_a_rule_of_which_nothing_was_recorded_is_not_watched_unless_somebody_says(shop: Leaked) -> None:
    told = shop.applies(starts="2018-01-04")
    assert "nothing recorded says what to expect: base, price:tenth, price:coffee." in told
    told = shop.applies("--expect", "price:coffee=2.50", starts="2018-01-05")
    assert "Watched: price:coffee/discount, 2.50 USD off an hour" in told
    shop.opens("2018-01-04T10:00")
    assert shop.pays(shop.keeps("Siti", 120_00), 108_00).status == "done"
    assert not GuardCount.objects.filter(thing__startswith="price:").exists()


def test_a_basket_of_which_no_price_rule_is_watched_costs_no_statement(shop: Leaked) -> None:
    watched, other = shop.program, Forecast({"base/points": Expected(10, 10**6, 1)})
    others, nobody = replace(watched, forecasts={2: other}), replace(watched, forecasts={})

    def cost(program: LoadedProgram, member: str | None, owed: int) -> tuple[int, int]:
        shop.program = program
        kept: list[Outcome] = []
        keeping = statements_of(lambda: kept.append(shop.keeps(member, 50_00, CODE)))
        return keeping, statements_of(lambda: shop.pays(kept[0], owed))

    for member in ("Siti", None):
        cost(watched, member, 45_00)
        kept, paid = cost(nobody, member, 45_00)
        kept_2, paid_2 = cost(others, member, 45_00)
        kept_3, paid_3 = cost(watched, member, 45_00)
        assert kept_2 == kept, "only where a price rule is watched anybody asks what is stopped"
        assert kept_3 == kept + 1
        assert paid_2 == paid + (2 if member else 1), "what is known is read, and what rules gave is added"
        assert paid_3 == paid + 2


def test_what_is_heard_of_late_counts_when_it_happened(shop: Leaked) -> None:
    now = clock.read()
    kept = [shop.keeps(None, 50_00, CODE) for _ in range(LEAST)]
    shop.moves_clock(14 * MINUTE)
    for n, one in enumerate(kept):
        assert shop.pays_late(one, 45_00, now - n * 20 * MINUTE).status == "done"
    assert not GuardTrip.objects.exists()
    assert GuardCount.objects.filter(thing="price:five/discount").count() > 1


def test_a_forecast_that_is_made_afterwards_knows_only_what_was_before(shop: Leaked) -> None:
    """A code that got about meanwhile does not forecast itself."""
    text = DOCUMENT.replace("2017-01-01", "2018-01-04")
    change(read_program(text), text, None, ("aina", "console"))
    shop.program = programs.load()
    shop.opens("2018-01-04T10:00")
    shop.uses(20)
    made = forecast(shop.program, 3, clock.read())
    assert made.rules == {"price:five/discount": Expected(8, 8 * 5_00, 4)}


def test_the_past_is_what_paid_baskets_took_off(shop: Leaked) -> None:
    """Told apart or, as before that was kept with a basket, read from the purchase: it is the same."""
    until = clock.read()
    known = {"price:five/discount": Expected(8, 8 * 5_00, 4)}
    assert price_history.gave(shop.program.id, ["five", "tenth"], until) == known
    for one in Basket.objects.all():
        one.content = bytes(one.content).replace(b'"off":{"five":500}', b'"off":null')
        one.save()
    assert price_history.gave(shop.program.id, ["five", "tenth"], until) == known
    before = until - 24 * 60 * MINUTE
    assert price_history.gave(shop.program.id, ["five"], before) == {}
    assert price_history.gave(shop.program.id, [], until) == {}
