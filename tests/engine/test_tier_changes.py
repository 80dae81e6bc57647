"""How levels are lost and given besides: returns, grants by hand and by rule, and what they do to units that expire."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import GrantTier, Redeem
from setia.engine.rules.versions import Versions
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, effect, rule, versions, wallet
from tests.engine.receipts import receipt

SPRING = noon("2018-03-01")
LEVELS = [
    {"id": "base"},
    {"id": "silver", "qualify": [{"measure": "spend", "at_least": 300}]},
    {"id": "gold", "qualify": [{"measure": "spend", "at_least": 1000}]},
]


def club(rules: list[dict[str, Any]] | None = None, **fields: Any) -> Versions:
    return versions(compiled(tiers=[{"id": "club", "levels": LEVELS, **fields}], rules=rules or [rule(effect())]))


ROLLING = {
    "window": {"kind": "rolling", "months": 6},
    "lasts": {"kind": "duration", "duration": "P12M"},
}


@pytest.mark.parametrize("fields", [{}, {"on_return": "now"}, ROLLING])
def test_a_level_reached_by_a_purchase_that_comes_back_in_time_is_lost_at_once(fields: dict[str, Any]) -> None:
    journal = Journal(club(**fields))
    journal.buys(40_000, at=SPRING)
    number = journal.buys(60_000, at=SPRING + DAY)
    assert journal.level() == "gold"
    done = journal.returns(number, SPRING + 14 * DAY, 1)
    assert [one.kind for one in done.transactions] == ["reverse_earn", "tier_change"]
    assert done.known_as == done.transactions[0].seq, "what took the points back, not what came of it"
    assert journal.level() == "silver"
    assert journal.tier_changes[-1][1:] == ("gold", "silver", "returned")
    assert journal.written[-1].origin_seq == number
    silver_ends = midnight("2019-03-02") if fields == ROLLING else midnight("2020-01-01")
    assert journal.tier().until == silver_ends


def test_after_the_return_window_a_level_stays_until_its_time_is_over() -> None:
    """Bought on 1 March, 30 days: through 31 March."""
    in_time, late = Journal(club()), Journal(club())
    for journal, day in ((in_time, "2018-03-31"), (late, "2018-04-01")):
        number = journal.buys(100_000, at=SPRING)
        journal.returns(number, noon(day), 1)
    assert (in_time.level(), late.level()) == ("base", "gold")
    late.sweeps(midnight("2020-01-01"))
    assert late.level() == "base"


def test_where_returns_count_now_a_level_is_lost_with_any_of_them() -> None:
    journal = Journal(club(on_return="now"))
    first = journal.buys(50_000, at=SPRING)
    journal.buys(60_000, at=SPRING + DAY)
    journal.returns(first, noon("2018-09-09"), 1)
    assert journal.level() == "silver"
    assert journal.tier_changes[-1] == (noon("2018-09-09"), "gold", "silver", "returned")
    assert journal.tier().level_at(noon("2018-06-01"), "base") == "gold"


@pytest.mark.parametrize("fields", [{}, ROLLING])
def test_where_returns_count_now_a_purchase_takes_nothing(fields: dict[str, Any]) -> None:
    journal = Journal(club(on_return="now", **fields))
    journal.buys(100_000, at=SPRING)
    journal.buys(100, at=noon("2019-01-10"))
    small = journal.buys(200, at=noon("2019-01-11"))
    journal.returns(small, noon("2019-01-12"), 1)
    assert journal.level() == "gold", "what reached it has not come back"


def test_a_purchase_that_comes_back_in_part_leaves_the_level_that_the_rest_earns() -> None:
    journal = Journal(club())
    number = journal.buys(60_000, 50_000, at=SPRING)
    assert journal.level() == "gold"
    journal.returns(number, SPRING + DAY, 1)
    assert (journal.level(), journal.tier().until) == ("silver", midnight("2020-01-01"))
    journal.returns(number, SPRING + 2 * DAY, 2)
    assert journal.level() == "base"


def test_levels_that_were_reached_one_after_the_other_are_lost_one_after_the_other() -> None:
    journal = Journal(club())
    first, second = journal.buys(40_000, at=SPRING), journal.buys(70_000, at=SPRING + DAY)
    journal.returns(second, SPRING + 2 * DAY, 1)
    assert journal.level() == "silver"
    journal.returns(first, SPRING + 3 * DAY, 1)
    assert journal.level() == "base"


def test_a_return_lifts_nobody_whom_somebody_put_down() -> None:
    journal = Journal(club())
    journal.buys(100_000, at=SPRING)
    small = journal.buys(500, at=SPRING + 1)
    journal.take(GrantTier(SPRING + DAY, "club", "silver", midnight("2019-01-01"), "abuse"))
    journal.returns(small, SPRING + 2 * DAY, 1)
    assert journal.level() == "silver"
    journal.buys(100, at=SPRING + 3 * DAY)
    assert journal.level() == "gold"


def test_a_grant_ends_where_it_was_said_to_and_what_lay_beneath_is_back() -> None:
    journal = Journal(club())
    journal.buys(30_000, at=SPRING)
    journal.take(GrantTier(SPRING + DAY, "club", "gold", midnight("2018-06-01"), "goodwill"))
    assert journal.level() == "gold"
    journal.sweeps(midnight("2018-06-01"))
    assert (journal.level(), journal.tier().until) == ("silver", midnight("2020-01-01"))
    assert [change[3] for change in journal.tier_changes] == ["reached", "granted", "period_over"]


def test_a_grant_that_is_over_leaves_no_level_that_nobody_earned() -> None:
    journal = Journal(club(downgrade="one_level"))
    journal.take(GrantTier(SPRING, "club", "gold", midnight("2018-06-01"), "goodwill"))
    journal.sweeps(midnight("2018-06-01"))
    assert journal.level() == "base"


def test_a_grant_is_not_taken_with_a_purchase_and_may_be_earned_meanwhile() -> None:
    journal = Journal(club(on_return="now"))
    journal.take(GrantTier(SPRING, "club", "gold", midnight("2018-06-01"), "goodwill"))
    number = journal.buys(50_000, at=SPRING + DAY)
    journal.returns(number, SPRING + 2 * DAY, 1)
    assert journal.level() == "gold"
    journal.buys(100_000, at=SPRING + 3 * DAY)
    assert (journal.tier().until, journal.tier().granted) == (midnight("2020-01-01"), False)


def test_a_grant_without_end_has_none_and_one_in_the_past_is_refused() -> None:
    journal = Journal(club())
    journal.take(GrantTier(SPRING, "club", "gold", None, "founder"))
    assert journal.fold.account.next_due_at is None
    journal.sweeps(noon("2040-01-01"))
    assert journal.level() == "gold"
    now = noon("2040-01-02")
    assert journal.refused(GrantTier(now, "club", "gold", now, "goodwill")) == "too_late"
    assert journal.refused(GrantTier(now, "club", "diamond", None, "goodwill")) == "unknown_tier"
    assert journal.refused(GrantTier(now, "club", "gold", None, " ")) == "reason_missing"


def gift(**fields: Any) -> list[dict[str, Any]]:
    return [rule(effect()), rule({"kind": "set_tier", "tier": "gold", **fields}, id="gift")]


def test_a_rule_lifts_for_three_months_and_a_return_takes_that_back() -> None:
    journal = Journal(club(gift(lasts="P3M")))
    first = journal.buys(1_000, at=SPRING)
    assert (journal.level(), journal.tier().until) == ("gold", midnight("2018-06-02"))
    second = journal.buys(1_000, at=noon("2018-04-01"))
    assert journal.tier().until == midnight("2018-07-02")
    journal.returns(second, noon("2018-04-02"), 1)
    assert (journal.level(), journal.tier().until) == ("gold", midnight("2018-06-02"))
    journal.returns(first, noon("2018-04-03"), 1)
    assert journal.level() == "base"


def test_a_level_that_a_rule_gave_and_that_is_earned_all_the_same_stays_when_the_gift_comes_back() -> None:
    journal = Journal(club(gift()))
    first = journal.buys(1_000, at=SPRING)
    journal.buys(150_000, at=SPRING + DAY)
    assert journal.tier().granted
    journal.returns(first, SPRING + 2 * DAY, 1)
    assert (journal.level(), journal.tier().until) == ("gold", midnight("2020-01-01"))
    assert not journal.tier().granted


def test_an_extension_lengthens_what_there_is_and_stays() -> None:
    longer = rule({"kind": "extend_tier", "by": "P1M"}, id="longer", when=[{"kind": "basket_total", "below": "20"}])
    journal = Journal(club([rule(effect()), longer]))
    journal.buys(30_000, at=SPRING)
    small = journal.buys(1_000, at=SPRING + DAY)
    assert journal.tier().until == midnight("2020-02-01")
    journal.returns(small, SPRING + 2 * DAY, 1)
    assert (journal.level(), journal.tier().until) == ("silver", midnight("2020-02-01"))


CROSSING = {
    "id": "club",
    "levels": [{"id": "silver"}, {"id": "gold", "qualify": [{"measure": "spend", "at_least": 1000}]}],
}


@pytest.mark.parametrize(("how", "points"), [("before", 200), ("after", 400), ("split", 350)])
def test_the_purchase_that_crosses_is_judged_by_the_level_that_the_program_says(how: str, points: int) -> None:
    """S5: Silver 1x, Gold 2x from 1,000. Spent 950, buys 200; the next 10 earn 20."""
    earning = rule(effect(by_tier={"gold": 2}, tier_at=how))
    journal = Journal(versions(compiled(tiers=[CROSSING], rules=[earning])))
    journal.buys(95_000, at=SPRING)
    number = journal.buys(20_000, at=SPRING + DAY)
    assert journal.points() == 950 + points
    journal.buys(1_000, at=SPRING + 2 * DAY)
    assert journal.points() == 950 + points + 20
    journal.returns(number, SPRING + 3 * DAY, 1)
    assert journal.points() == 950 + 20


def test_a_wallet_that_two_levels_pause_goes_on_when_both_are_left() -> None:
    sets = [
        {
            "id": name,
            "levels": [
                {"id": "base"},
                {"id": "gold", "qualify": [{"measure": "spend", "at_least": 1000}], "pauses_expiry": ["points"]},
            ],
        }
        for name in ("club", "circle")
    ]
    journal = Journal(versions(compiled(wallets=[wallet(expiry={"after": "P6M"})], tiers=sets)))
    journal.take(GrantTier(SPRING, "club", "gold", midnight("2018-05-01"), "goodwill"))
    journal.take(GrantTier(SPRING, "circle", "gold", midnight("2018-06-01"), "goodwill"))
    journal.sweeps(midnight("2018-05-01"))
    assert journal.wallet().paused_at == SPRING
    journal.sweeps(midnight("2018-06-01"))
    assert journal.wallet().paused_at is None


def test_an_edit_is_known_by_what_it_earned_and_a_return_by_what_it_took_first() -> None:
    journal = Journal(club())
    number = journal.buys(20_000, at=SPRING)
    edited = journal.edits(number, receipt(100_000, event_at=SPRING, version=2), SPRING + DAY)
    assert [one.kind for one in edited.transactions] == ["earn", "tier_change"]
    assert edited.known_as == edited.transactions[0].seq
    journal.take(Redeem(SPRING + 2 * DAY, "points", 900))
    merchant = journal.returns(number, SPRING + 3 * DAY, 1, cause="merchant")
    assert [one.kind for one in merchant.transactions] == ["reverse_earn", "forgive", "tier_change"]
    assert merchant.known_as == merchant.transactions[0].seq
