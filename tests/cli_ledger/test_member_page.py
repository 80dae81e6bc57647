"""`setia member show`: what there is, until when, what is set aside and owed, and what happened, at 80 columns."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from typer.testing import CliRunner

from setia.cli import movements
from setia.cli.app import app
from setia.engine.calendar import MINUTE
from setia.engine.commands import (
    Adjust,
    Capture,
    ExtendHold,
    ExtendLots,
    MergeOut,
    PauseExpiry,
    PlaceHold,
    Redeem,
    RedeemOffline,
    Release,
    Restore,
    ResumeExpiry,
    TransferOut,
)
from setia.engine.ledger.entries import Kind
from setia.storage import clock
from setia.storage.reading import find_member
from tests.cli_ledger.shops import POINTS_AND_CREDIT, corner_shop
from tests.shop import HISTORY, Shop, at


def page(name: str, *options: str) -> list[str]:
    """The page's lines on a terminal 80 columns wide, none longer."""
    result = CliRunner().invoke(app, ["member", "show", name, *options], env={"COLUMNS": "80", "NO_COLOR": "1"})
    assert (result.exit_code, result.stderr) == (0, "")
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert max(len(line) for line in lines) <= 80
    return lines


def told(name: str) -> dict[int, str]:
    """What each movement was, by its number, as one line."""
    result = CliRunner().invoke(
        app, ["member", "show", name, "--movements", "1000"], env={"COLUMNS": "400", "NO_COLOR": "1"}
    )
    rows = [re.split(r"\s{2,}", line.strip()) for line in result.stdout.splitlines()]
    return {int(row[0]): " | ".join(row[2:]) for row in rows if row[0].isdigit() and len(row) > 2}


@pytest.fixture
def shop(sqlite_database: str) -> Shop:
    """Siti has 100 points, Budi none."""
    return corner_shop()


def test_every_kind_of_movement_has_plain_words() -> None:
    assert set(movements._TELLING) == set(get_args(Kind))


def test_lots_are_told_with_their_deadlines_soonest_first(shop: Shop) -> None:
    shop.buys("Siti", 30_00, "2017-06-15", manner=HISTORY)
    shop.earns("Siti", 12_50, "credit")
    assert page("Siti")[3:8] == [
        "  12.50 USD to use",
        "    12.50 usable without end",
        "  130 points to use",
        "    30 usable through 2018-06-15",
        "    100 usable through 2019-01-01",
    ]


def test_what_is_still_to_come_is_told_with_its_first_day(sqlite_database: str) -> None:
    shop = Shop(POINTS_AND_CREDIT.replace("expiry: {after: P12M}", "expiry: {after: P12M}, pending: P14D"))
    shop.buys("Siti", 30_00)
    assert page("Siti")[3:5] == [
        "  0 points to use, 30 more to come",
        "    30 usable from 2018-01-17 through 2019-01-02",
    ]
    assert told("Siti")[2].startswith(
        "+30 points | bought for 30.00 USD (receipt R1); a rule of this program: 30 for 30.00 USD; 30 points"
    )


def test_open_holds_are_told_with_their_number_and_end(shop: Shop) -> None:
    shop.asks("Siti", PlaceHold(clock.read(), "points", 60, "order 18", 20 * MINUTE))
    assert page("Siti")[3:6] == [
        "  40 points to use, 60 set aside",
        "    40 usable through 2019-01-01",
        "    60 set aside until 2018-01-02 08:20:00 +0800 for order 18: hold 3",
    ]
    shop.moves_clock(20 * MINUTE)
    assert page("Siti")[3] == "  100 points to use"


def test_a_debt_is_told_with_what_caused_it_and_when(shop: Shop) -> None:
    shop.redeems("Siti", 80)
    shop.day_is("2018-02-01")
    CliRunner().invoke(app, ["return", "R1", "--source", "till"])
    shop.day_is("2018-02-02")
    shop.asks("Siti", Adjust(clock.read(), "points", -10, "counted_wrong", to_debt=True))
    shop.earns("Siti", 15)
    assert page("Siti")[3:7] == [
        "  0 points to use, 75 owed",
        "    75 points are owed; what comes next pays that first. It comes from:",
        "    2018-02-01, no. 4: receipt R1 returned; 80 points of it owed",
        "    2018-02-02, no. 5: adjusted, counted wrong; 10 points of it owed",
    ]


def test_a_debt_that_was_paid_is_not_told_again_with_the_next(shop: Shop) -> None:
    shop.asks("Budi", Adjust(clock.read(), "points", -10, "first", to_debt=True))
    shop.earns("Budi", 10)
    shop.asks("Budi", Adjust(clock.read(), "points", -5, "second", to_debt=True))
    owed = [line for line in page("Budi") if "no. " in line and "adjusted" in line]
    assert owed == ["    2018-01-02, no. 4: adjusted, second; 5 points of it owed"]


def test_every_movement_is_told_in_plain_words(shop: Shop) -> None:
    now = clock.read()
    budi = find_member(shop.program, "Budi")
    assert budi is not None
    shop.redeems("Siti", 20)
    shop.asks("Siti", Redeem(now, "points", 5, "order 17"))
    shop.asks("Siti", PlaceHold(now, "points", 30, "order 18"))
    shop.asks("Siti", ExtendHold(now, 5, 30 * MINUTE))
    shop.asks("Siti", Capture(now, 5, 10))
    shop.asks("Siti", PlaceHold(now, "points", 1))
    shop.asks("Siti", Release(now, 8))
    shop.asks("Siti", Restore(now, 4, 3, "merchant"))
    shop.asks("Siti", TransferOut(now, "points", 7, "", "gift"), "Budi")
    shop.asks("Siti", PauseExpiry(now, "points", "ramadan"))
    shop.asks("Siti", ResumeExpiry(now, "points", "resume"))
    shop.asks("Siti", ExtendLots(now, "points", at("2019-05-01")))
    shop.buys("Siti", 50, receipt="R7")
    shop.asks("Siti", RedeemOffline(now, "points", 200, "till_4", allowance=50))
    assert told("Siti") == {
        1: "joined",
        2: "+100 points | bought for 100.00 USD (receipt R1); a rule of this program: 100 for 100.00 USD",
        3: "-20 points | used",
        4: "-5 points | used for order 17",
        5: "30 points set aside until 2018-01-02 08:30:00 +0800 for order 18",
        6: "hold 5 for order 18 kept until 2018-01-02 08:30:00 +0800",
        7: "-10 points | used of what was set aside for order 18; 20 points given back",
        8: "1 point set aside until 2018-01-02 08:15:00 +0800",
        9: "1 point no longer set aside",
        10: "+3 points | given back of what was used on 2018-01-02 for order 17",
        11: f"-7 points | sent to {budi.public_id}",
        12: "nothing ends for the time being, ramadan",
        13: "what is there ends again, at a later day",
        14: "what is there ends later",
        15: "bought for 0.50 USD (receipt R7); a rule of this program: 0 for 0.50 USD",
        16: "-200 points | used at a till without connection, beyond what it was allowed; 139 points of it owed",
    }
    assert told("Budi")[2].startswith("+7 points | received from mem_")


def test_what_happens_by_itself_is_told(shop: Shop) -> None:
    shop.asks("Siti", PlaceHold(clock.read(), "points", 30))
    shop.day_is("2019-03-01")
    assert {number: words for number, words in told("Siti").items() if number > 3} == {
        4: "30 points no longer set aside: its time was over",
        5: "-100 points | expired",
    }
    assert "  0 points to use" in page("Siti")


def test_a_member_who_was_merged_is_found_as_who_he_is_now(shop: Shop) -> None:
    away = find_member(shop.program, "Siti")
    assert away is not None
    shop.asks("Siti", MergeOut(clock.read(), ""), "Budi")
    assert "  100 points to use" in page("Siti")
    assert "The account is merged." in " ".join(page(away.public_id))
    assert told("Budi")[2] == f"+100 points | took over {away.public_id}"


def test_names_and_notes_are_shown_and_not_obeyed(shop: Shop) -> None:
    CliRunner().invoke(app, ["earn", "Siti", "5", "--wallet", "points", "--note", "[red]:smile:[/red]"])
    assert told("Siti")[3] == "+5 points | earned: [red]:smile:[/red]"
