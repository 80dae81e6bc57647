"""Instants that no calendar or column can hold: refused for that command alone, on both databases."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import Command, Earn, Enrol, ExtendLots, OpenBalance, OpeningLot, Redeem, Return
from setia.engine.ledger.past import Refund
from setia.services.batch import Request
from setia.storage import clock
from setia.storage.members import Known
from setia.storage.models import IdempotencyKey
from tests.cli_ledger.keyed import ask, ask_one, code, keyed, told
from tests.services.receipts import bought, take
from tests.shop import GROCERY, TILL, Shop, at
from tests.storage.tables import dump

FIRST, LAST = at("0001-01-01"), at("9999-12-31") + DAY - 1
BEYOND = [2**63, -(2**63) - 1, 2**70, -(2**70), FIRST - 1, LAST + 1]


def naming(instant: int) -> list[Command]:
    """A command for every place where an instant is accepted."""
    now = clock.read()
    opening = [OpeningLot(5, instant, now), OpeningLot(5, now, instant), OpeningLot(5, now, now, instant)]
    return [
        Earn(instant, "points", 5, "goodwill"),
        Redeem(instant, "points", 5),
        Return(instant, 2, Refund("F")),
        ExtendLots(now, "points", instant),
        *(OpenBalance(now, "points", (lot,)) for lot in opening),
    ]


@pytest.mark.parametrize("instant", BEYOND)
def test_one_such_command_is_refused_and_the_others_of_its_batch_are_done(shop: Shop, instant: int) -> None:
    shop.buys("Siti", 100_00)
    wrong = [Request(command, Known("external", "Siti")) for command in naming(instant)]
    right = Request(Redeem(clock.read(), "points", 10), Known("external", "Siti"))
    outcomes = ask(shop, right, *wrong, right)
    assert [code(one) for one in outcomes] == ["done", *["instant_out_of_range"] * len(wrong), "done"]
    assert shop.points("Siti") == 80
    assert shop.findings() == []


@pytest.mark.parametrize("instant", BEYOND)
def test_nobody_joins_by_it_and_nothing_is_bought(shop: Shop, instant: int) -> None:
    before = dump()
    outcomes = take(shop, bought("Aisyah", 100, "R1", instant), bought(None, 100, "R2", instant))
    assert [code(one) for one in outcomes] == ["instant_out_of_range"] * 2
    assert dump() == before
    enrolment = Request(Enrol(instant), Known("external", "Aisyah"))
    assert TILL.enrol
    assert code(ask_one(shop, enrolment)) == "instant_out_of_range"
    assert dump() == before


def test_its_key_stays_free_and_the_answer_names_the_field(shop: Shop) -> None:
    shop.buys("Siti", 100_00)
    outcome = ask_one(shop, keyed("Siti", Redeem(2**70, "points", 5), "k1"))
    assert outcome.refusal is not None
    assert outcome.refusal.numbers == {"field": "event_at", "zone": "UTC"}
    assert outcome.answer == told(outcome)
    assert IdempotencyKey.objects.count() == 0
    assert code(ask_one(shop, keyed("Siti", Redeem(clock.read(), "points", 5), "k1"))) == "done"


@pytest.mark.parametrize(
    ("zone", "instant", "shown"),
    [
        ("UTC", FIRST, True),
        ("UTC", LAST, True),
        ("Asia/Kuala_Lumpur", FIRST, True),
        ("Asia/Kuala_Lumpur", LAST, False),
        ("America/Lima", FIRST, False),
        ("America/Lima", LAST, True),
    ],
)
def test_the_bounds_are_those_of_the_calendar_in_the_programs_zone(
    sqlite_database: str, zone: str, instant: int, shown: bool
) -> None:
    shop = Shop(GROCERY.read_text(encoding="utf-8").replace("zone: UTC", f"zone: {zone}"))
    shop.joins("Siti")
    assert code(shop.asks("Siti", ExtendLots(clock.read(), "points", instant))) == (
        "done" if shown else "instant_out_of_range"
    )
