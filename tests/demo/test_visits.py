"""The visits are the same every time and could have happened; a household's life at the tills, by hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.baskets import build, installed_tables
from demo.visits import REDEEMING, RETURNING, REWARDS, Visits, draw
from tests.demo.twin_visits import Household

CHRISTMAS = datetime(2017, 12, 24, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("year") / "lines.parquet"
    build(out, installed_tables())
    return out


@pytest.fixture(scope="module")
def visits(file: Path) -> Visits:
    return draw(file)


def gain(base: int, *, bonus: int = 0, stamp: int = 0) -> dict[str, int]:
    """What a basket gives that is worth as many dollars as its base points."""
    return {"base": base, "weekend-produce": bonus, "bakery-stamp": stamp, "cents": base * 100}


def bought(*baskets: dict[str, int]) -> Household:
    """A household with baskets 1, 2, 3, ... all bought at Christmas."""
    household = Household()
    for number, one in enumerate(baskets, start=1):
        household.buys(number, CHRISTMAS, one)
    return household


@pytest.mark.slow
def test_the_visits_are_the_same_every_time(file: Path, visits: Visits) -> None:
    assert draw(file) == visits


@pytest.mark.slow
def test_there_are_rewards_of_every_kind_and_returns_whole_and_in_part(visits: Visits) -> None:
    assert len(visits.redemptions) == len({one.basket.member for one in visits.redemptions}) == REDEEMING
    assert {one.reward for one in visits.redemptions} == set(REWARDS)
    assert len({one.basket.receipt for one in visits.goods_back}) == RETURNING
    whole = [one for one in visits.goods_back if one.lines == tuple(enumerate(one.basket.pieces, start=1))]
    assert RETURNING / 3 < len(whole) < RETURNING * 2 / 3
    assert {one.basket.receipt for one in whole} & {one.basket.receipt for one in visits.redemptions}


@pytest.mark.slow
def test_nothing_comes_back_that_was_not_bought(visits: Visits) -> None:
    for back in visits.goods_back:
        assert back.lines
        for no, pieces in back.lines:
            assert 0 < pieces <= back.basket.pieces[no - 1]


def test_a_return_takes_a_baskets_own_points_then_others_and_forgives_the_rest() -> None:
    household = bought(gain(400), gain(300))
    household.asks_for("voucher", 2, CHRISTMAS)
    household.brings_back(2, CHRISTMAS, gain(300), gain(0))
    assert (household.redeemed, household.taken_back, household.forgiven, household.points) == (500, 200, 100, 0)


def test_what_ends_soonest_is_redeemed_first() -> None:
    household = Household()
    household.buys(1, datetime(2017, 1, 5, tzinfo=UTC), gain(400))
    household.buys(2, datetime(2017, 3, 5, tzinfo=UTC), gain(400))
    household.asks_for("voucher", 2, datetime(2017, 3, 5, tzinfo=UTC))
    household.expires(datetime(2018, 3, 1, tzinfo=UTC))
    assert (household.expired, household.points) == (0, 300)


def test_ten_stamps_are_a_pastry_and_a_stamp_that_has_become_one_is_forgiven() -> None:
    household = bought(*[gain(1, stamp=1)] * 10)
    assert (household.stamps, [one.kind for one in household.rewards]) == (0, ["free-pastry"])
    household.brings_back(3, CHRISTMAS, gain(1, stamp=1), gain(0))
    assert (household.stamps_taken_back, household.stamps_forgiven) == (0, 1)


def test_a_level_goes_with_the_basket_that_lifted_a_household_to_it_and_with_no_other() -> None:
    kept, lost = bought(gain(600), gain(500)), bought(gain(600), gain(500))
    kept.brings_back(1, CHRISTMAS, gain(600), gain(0))
    lost.brings_back(2, CHRISTMAS, gain(500), gain(0))
    assert (kept.level, lost.level) == ("silver", "member")


def test_a_basket_that_comes_back_whole_gives_back_the_reward_used_on_it() -> None:
    household = bought(gain(600))
    household.asks_for("voucher", 1, CHRISTMAS)
    assert household.rewards_by_state(datetime(2018, 3, 1, tzinfo=UTC)) == {("voucher", "used"): 1}
    household.brings_back(1, CHRISTMAS, gain(600), gain(0))
    assert household.rewards_by_state(datetime(2018, 3, 1, tzinfo=UTC)) == {("voucher", "issued"): 1}
    assert household.rewards_by_state(datetime(2018, 4, 1, tzinfo=UTC)) == {("voucher", "expired"): 1}
