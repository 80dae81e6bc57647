"""A "no" at the terminal has the numbers in it that the engine gives with it."""

from __future__ import annotations

from typing import Any

import pytest

from setia.cli.refusals import refusal
from setia.cli.units import Units
from setia.engine.calendar import DAY, MINUTE
from setia.engine.commands import (
    Adjust,
    Capture,
    Command,
    Earn,
    ExtendHold,
    MergeOut,
    PauseExpiry,
    PlaceHold,
    Redeem,
    Release,
    Restore,
    ResumeExpiry,
    Return,
    TopUp,
    TransferOut,
)
from setia.engine.ledger.accounts import AMOUNT_MAX
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Line, Tender
from setia.engine.refusals import Refusal
from setia.services.batch import Outcome
from setia.storage import clock
from tests.cli_ledger.shops import corner_shop
from tests.services.receipts import bought, take
from tests.shop import Shop


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points, 60 of them held; Budi owes 30."""
    shop = corner_shop()
    shop.asks("Siti", PlaceHold(clock.read(), "points", 60))
    shop.asks("Budi", Adjust(clock.read(), "points", -30, "x", to_debt=True))
    return shop


NOW = 1_514_851_200_000_000  # 2018-01-02T00:00:00Z, where the clock stands
PURCHASE, HOLD = 2, 3

ASKED: list[tuple[str, Command, str]] = [
    ("Siti", Redeem(NOW, "points", 41), "only 40 points are usable, 41 were asked for"),
    ("Siti", Adjust(NOW, "points", -41, "x"), "only 40 points are usable, 41 were asked for"),
    ("Budi", Redeem(NOW, "points", 1), "30 points are owed, and nothing can be used until they are paid"),
    ("Siti", Redeem(NOW, "points", 0), "0 points were asked for; it must be more than 0 and at most"),
    ("Siti", Earn(NOW, "points", AMOUNT_MAX + 1, "x"), "1,000,000,000,001 points were asked for"),
    ("Siti", Earn(NOW, "stars", 1, "x"), "there is no wallet stars"),
    ("Siti", Earn(NOW, "points", 1, "Counted wrong"), "the reason is kept for ever and must be a word such as"),
    (
        "Siti",
        Earn(NOW + 6 * MINUTE, "points", 1, "x"),
        "it lies in the future: 2 January 2018 08:06, and it is 2 January 2018 08:00",
    ),
    ("Siti", Adjust(NOW, "points", 1, ""), "a reason is missing"),
    ("Siti", Adjust(NOW, "credit", -1, "x", to_debt=True), "credit is money, and money is never owed"),
    ("Siti", PlaceHold(NOW, "points", 1, ttl=8 * DAY), "a hold of 8 days was asked for; it must be more than 0 and at"),
    ("Siti", Capture(NOW, 9), "there is no hold 9"),
    ("Siti", Capture(NOW, HOLD, 61), "61 points were asked for; it must be more than 0 and at most 60 points"),
    ("Siti", ExtendHold(NOW, HOLD, 0), "a hold of 0 days was asked for"),
    ("Siti", Return(NOW, 99, Refund("F")), "there is no transaction 99"),
    ("Siti", Return(NOW, 1, Refund("F")), "transaction 1 is no purchase"),
    ("Siti", Return(NOW, PURCHASE, Refund("F", ((7, 1000),))), "the receipt has no line 7"),
    ("Siti", Restore(NOW, PURCHASE), "transaction 2 is no redemption"),
    ("Siti", ResumeExpiry(NOW, "points"), "points is not paused"),
    ("Siti", TopUp(NOW, "points", 5), "points is not money, and nothing can be paid into it"),
]


@pytest.mark.parametrize(("member", "command", "sentence"), ASKED, ids=lambda one: str(one)[:40])
def test_a_refusal_is_told_with_the_numbers_it_came_with(
    shop: Shop, member: str, command: Command, sentence: str
) -> None:
    assert clock.read() == NOW
    assert told(shop, shop.asks(member, command)).startswith(sentence)


def told(shop: Shop, outcome: Outcome) -> str:
    refused = outcome.refusal
    assert refused is not None
    sentence = refusal(refused.code, refused.numbers, Units(shop.program, "points"))
    assert "{" not in sentence
    return sentence


def test_refusals_after_something_has_happened(shop: Shop) -> None:
    now = clock.read()
    assert told(shop, shop.asks("Siti", MergeOut(now, ""), "Budi")) == (
        "1 of its holds are open; capture or release them first"
    )
    shop.asks("Siti", Capture(now, HOLD, 25))
    assert told(shop, shop.asks("Siti", Release(now, HOLD))) == "hold 3 has been captured: 25 points of it were used"
    shop.asks("Siti", PlaceHold(now, "points", 5))
    shop.asks("Siti", Release(now, 5))
    assert told(shop, shop.asks("Siti", Capture(now, 5))) == "hold 5 has been released"
    shop.asks("Siti", PlaceHold(now, "points", 5))
    shop.moves_clock(15 * MINUTE)
    assert told(shop, shop.asks("Siti", Capture(now, 7))) == "hold 7 has ended, and what it held is free again"
    shop.asks("Siti", PauseExpiry(now, "points"))
    assert told(shop, shop.asks("Siti", PauseExpiry(now, "points"))).startswith("nothing in points ends at present")
    assert told(shop, shop.asks("Siti", TransferOut(now, "points", 1, ""), "Siti")) == "both are the same account"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"tenders": (Tender("cash", 9_00),)}, "lines, charges and rounding come to 10.00 USD, but 9.00 USD was paid"),
        (
            {"lines": (Line(no=4, list=9_00, net=10_00),)},
            "line 4 is 10.00 USD net, which is not its list price of 9.00",
        ),
        ({"currency": "MYR"}, "it is in MYR; the program's currency is USD"),
        (
            {"lines": (Line(no=4, net=AMOUNT_MAX + 1),), "tenders": (Tender("cash", AMOUNT_MAX + 1),)},
            "line 4 comes to 10,000,000,000.01 USD; no line may be larger than 10,000,000,000.00 USD",
        ),
    ],
    ids=["paid", "line", "currency", "size"],
)
def test_a_purchase_that_is_refused_is_told_in_money(shop: Shop, fields: dict[str, Any], sentence: str) -> None:
    [outcome] = take(shop, bought("Siti", 10_00, "R9", **fields))
    assert told(shop, outcome).startswith(sentence)


def test_an_unknown_code_is_told_as_it_is() -> None:
    assert refusal("no_such_code") == "no_such_code"
    assert refusal("insufficient", {"available": 4}) == "too little is usable"
    assert Refusal("insufficient").numbers == {}
