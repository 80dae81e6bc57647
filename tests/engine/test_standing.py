"""Where a member stands: levels with what the next one takes in the window of now, cards with what is missing."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import ChooseConversion, Earn, GrantTier
from setia.engine.ledger.state import Account
from setia.engine.standing import Card, Level, Way, cards, levels
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, effect, rule, versions, wallet

TODAY = noon("2018-03-01")
CLUB = {
    "id": "club",
    "levels": [
        {"id": "base"},
        {"id": "silver", "qualify": [{"measure": "spend", "at_least": 100}]},
        {"id": "gold", "qualify": [{"measure": "spend", "at_least": 300}, {"measure": "purchases", "at_least": 5}]},
    ],
}


def journal(**fields: Any) -> Journal:
    return Journal(versions(compiled(**{"tiers": [CLUB], **fields})))


def account(one: Journal) -> Account:
    """The account with everything that was counted, as it is loaded for reading."""
    return msgspec.structs.replace(one.fold.account, counters=dict(one.fold.counters))


def standing(one: Journal, now: int = TODAY) -> Level:
    (level,) = levels(account(one), one.versions.applied[-1].compiled, now)
    return level


def test_who_has_bought_nothing_stands_at_the_lowest_and_misses_all_of_the_next() -> None:
    assert standing(journal()) == Level("club", "base", None, "silver", (Way("spend", "", 0, 10_000),))
    assert standing(journal()).ways[0].missing == 10_000


def test_what_was_bought_this_year_counts_towards_the_next_level_and_last_years_does_not() -> None:
    one = journal()
    one.buys(90_00, at=noon("2017-12-30"))
    one.buys(120_50, at=noon("2018-02-01"))
    found = standing(one)
    assert (found.level, found.until, found.next) == ("silver", midnight("2020-01-01"), "gold")
    assert [(way.measure, way.reached, way.missing) for way in found.ways] == [
        ("spend", 120_50, 179_50),
        ("purchases", 1, 4),
    ]
    assert [way.reached for way in standing(one, noon("2019-01-01")).ways] == [0, 0]


def test_a_rolling_window_counts_only_the_months_before_today() -> None:
    one = journal(tiers=[{**CLUB, "window": {"kind": "rolling", "months": 2}}])
    one.buys(30_00, at=noon("2018-01-01"))
    one.buys(40_00, at=noon("2018-02-01"))
    assert standing(one, noon("2018-02-28")).ways[0].missing == 30_00
    assert standing(one, noon("2018-03-02")).ways[0].missing == 60_00


def test_the_highest_level_asks_for_nothing_more() -> None:
    one = journal()
    one.take(GrantTier(TODAY, "club", "gold", TODAY + 30 * DAY, "goodwill"))
    assert standing(one, TODAY + DAY) == Level("club", "gold", TODAY + 30 * DAY, "", ())


STAMPS = wallet(id="stamps", unit={"en": "stamps"}, kind="stamps")
CARD = {
    "id": "card",
    "wallet": "stamps",
    "choices": [{"amount": 10, "reward": "coffee"}, {"amount": 25, "reward": "lunch"}],
}


@pytest.mark.parametrize(("chosen", "card"), [(0, (10, "coffee")), (25, (25, "lunch"))])
def test_a_card_is_as_full_as_what_can_be_used_and_as_long_as_the_member_chose(
    chosen: int, card: tuple[int, str]
) -> None:
    one = journal(wallets=[wallet(), STAMPS], conversions=[CARD], rewards=[{"id": "coffee"}, {"id": "lunch"}])
    one.take(Earn(TODAY, "stamps", 7, "welcome"))
    if chosen:
        one.take(ChooseConversion(TODAY, "card", chosen))
    program = one.versions.applied[-1].compiled
    assert cards(account(one), program, TODAY) == (Card("card", "stamps", 7, *card),)


def test_a_program_without_levels_and_cards_has_nothing_to_say() -> None:
    one = journal(tiers=[], rules=[rule(effect())])
    program = one.versions.applied[-1].compiled
    assert (levels(account(one), program, TODAY), cards(account(one), program, TODAY)) == ((), ())
