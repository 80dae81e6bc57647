"""A version that is worse begins: what was set aside, kept or got before is honoured as it was; until then, nothing is
other than it was."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import Capture, PlaceHold, RedeemReward, UseReward
from setia.engine.purchase import Tender
from setia.services import reward_codes
from setia.services.change_program import change
from setia.services.claim_purchase import claim, receipt_token
from setia.services.documents import read_program
from setia.services.offered_rewards import offered
from setia.storage import clock, programs
from tests.services.basket_shop import PRICES, BasketShop, no
from tests.shop import GROCERY, TILL, at

REWARDS = """
points_tenders:
  - {wallet: points, step: 10, worth: 0.10}
rewards:
  - {id: tea, name: {en: Tea}, prices: [{amount: 50}], valid_for: P3M, min_basket: 10.00}
  - {id: film, name: {en: A film}, prices: [{amount: 50}], codes: pool}
"""
WORSE = (
    ("amount: 50}], valid_for", "amount: 80}], valid_for"),
    ("worth: 0.10", "worth: 0.05"),
    ("min_basket: 10.00", "min_basket: 30.00"),
)
DROPPED = "  - {id: film, name: {en: A film}, prices: [{amount: 50}], codes: pool}\n"
SOONER = "claim_window: P1D\nlate_window: P1D\n"
BEGINS = at("2018-03-10")


@pytest.fixture
def shop(sqlite_database: str) -> BasketShop:
    """Siti has 200 points; from 10 March on tea takes 80 points, ten points pay half as much, and no film is given."""
    shop = BasketShop(REWARDS)
    reward_codes.add(shop.program, "film", ["FILM-1", "FILM-2"])
    text = GROCERY.read_text().replace("currency: USD", f"{SOONER}currency: USD") + PRICES.format(by="discount")
    text += REWARDS.replace(DROPPED, "")
    for before, after in (*WORSE, ("effective_from: 2017-01-01", "effective_from: 2018-03-10")):
        assert before in text, before
        text = text.replace(before, after, 1)
    change(read_program(text), text, None, ("owner", "cli"))
    shop.program = programs.load()
    return shop


def price(shop: BasketShop, reward: str) -> int | None:
    """What Siti reads that it costs her now."""
    found = offered(shop.program, shop._account("Siti"), clock.read())
    return next((one.price for one in found if one.reward.id == reward), None)


def test_until_the_day_everything_is_as_it_was(shop: BasketShop) -> None:
    shop.moves_clock(BEGINS - clock.read() - 1)
    assert (price(shop, "tea"), price(shop, "film")) == (50, 50)
    assert shop.asks("Siti", RedeemReward(clock.read(), "film")).status == "done"
    shop.moves_clock(1)
    assert (price(shop, "tea"), price(shop, "film")) == (80, None)


def test_a_receipt_is_claimed_and_a_purchase_reported_as_late_as_the_version_in_force_says(shop: BasketShop) -> None:
    for bought, day, status in (("2018-03-07", "2018-03-09", "done"), ("2018-03-11", "2018-03-13", "refused")):
        shop.moves_clock(at(bought) - clock.read())
        assert shop.buys(None, 5_00, receipt=bought).status == "done"
        token = receipt_token(shop.program, "till", bought)
        assert isinstance(token, str)
        shop.moves_clock(at(day) - clock.read())
        assert claim(shop.program, token, shop._account("Siti"), TILL).status == status
        heard = shop.buys("Siti", 5_00, f"{bought}T00:00", receipt=f"late {bought}")
        assert heard.status == ("done" if status == "done" else "review")


def test_units_that_were_set_aside_at_the_old_price_are_all_that_is_taken(shop: BasketShop) -> None:
    shop.moves_clock(BEGINS - clock.read() - 1)
    held = shop.asks("Siti", PlaceHold(clock.read(), "points", 50, "tea", 7 * DAY))
    shop.moves_clock(DAY)
    assert price(shop, "tea") == 80
    assert shop.asks("Siti", Capture(clock.read(), held.seq)).status == "done"
    assert shop.points("Siti") == 150


def test_a_reward_that_she_has_got_is_hers_as_she_got_it(shop: BasketShop) -> None:
    shop.moves_clock(BEGINS - clock.read() - 1)
    assert shop.asks("Siti", RedeemReward(clock.read(), "tea")).awarded == {"points": -50}
    shop.moves_clock(DAY)
    [tea] = shop.page("Siti").rewards
    assert no(shop.asks("Siti", UseReward(clock.read(), tea.no, basket=9_99))) == "basket_too_small"
    assert shop.asks("Siti", UseReward(clock.read(), tea.no, basket=10_00)).status == "done"
    assert shop.asks("Siti", RedeemReward(clock.read(), "tea")).awarded == {"points": -80}
    [other] = shop.page("Siti").rewards
    assert no(shop.asks("Siti", UseReward(clock.read(), other.no, basket=29_99))) == "basket_too_small"
    assert shop.differences() == 0


@pytest.mark.parametrize(("used", "cents"), [(100, 1_00), (50, 50)])
def test_points_that_pay_for_a_basket_are_worth_what_they_were_when_it_was_kept(
    shop: BasketShop, used: int, cents: int
) -> None:
    shop.moves_clock(BEGINS - clock.read() - 1)
    kept, other = (shop.keeps("Siti", 50_00, points=100, ttl=7 * DAY) for _ in range(2))
    shop.moves_clock(DAY)
    wrong = shop.pays(other, 0, tenders=(Tender("cash", 50_00 - cents // 2), Tender("points", cents // 2)), points=used)
    assert no(wrong) == "points_tender_mismatch"
    paid = shop.pays(kept, 0, tenders=(Tender("cash", 50_00 - cents), Tender("points", cents)), points=used)
    assert paid.status == "done"
