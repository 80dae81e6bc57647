"""Rewards: what they cost whom and when, how many there are, used once, ended, undone, given and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import Adjust, CancelReward, Earn, GrantTier, RedeemReward, UseReward
from setia.engine.given import Given, from_json
from setia.engine.ledger.accounts import Wallet
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, effect, rule, versions, wallet

TODAY = noon("2018-03-01")
CLUB = {"id": "club", "levels": [{"id": "base"}, {"id": "gold", "qualify": [{"measure": "spend", "at_least": 10_000}]}]}


def with_points(*rewards: dict[str, Any], points: int = 1_000, **fields: Any) -> Journal:
    journal = Journal(versions(compiled(rewards=list(rewards), tiers=[CLUB], **fields)))
    journal.take(Earn(TODAY - 20 * DAY, "points", points, "welcome"))
    return journal


def test_points_become_a_reward_that_is_used_once() -> None:
    journal = with_points({"id": "latte", "prices": [{"amount": 500}], "value": "4.50", "valid_for": "P30D"})
    done = journal.take(RedeemReward(TODAY, "latte"))
    assert (done.awarded, journal.points()) == ({"points": -500}, 500)
    latte = journal.reward(1)
    assert (latte.state, latte.worth, latte.seq, latte.expires_at) == (
        "issued",
        450,
        done.known_as,
        midnight("2018-04-01"),
    )
    journal.uses(1, TODAY + DAY, "till:7")
    assert journal.reward(1).state == "used"
    assert journal.refused(UseReward(TODAY + 2 * DAY, 1)) == "reward_used"
    assert journal.refused(CancelReward(TODAY + 2 * DAY, 1, latte.seq)) == "reward_used"
    assert journal.refused(UseReward(TODAY + 2 * DAY, 9)) == "unknown_reward"


@pytest.mark.parametrize(
    ("basket", "asked_for", "used"), [(9_99, False, False), (10_00, True, True), (None, True, False)]
)
def test_a_reward_may_be_for_baskets_of_so_much(basket: int | None, asked_for: bool, used: bool) -> None:
    cash = {"id": "cash", "prices": [{"amount": 500}], "min_basket": "10.00"}
    journal = with_points(cash)
    asked = RedeemReward(TODAY, "cash", basket=basket)
    if not asked_for:
        assert journal.refused(asked) == "basket_too_small"
        journal.take(RedeemReward(TODAY, "cash"))
    else:
        journal.take(asked)
    use = UseReward(TODAY, 1, basket=basket)
    if used:
        journal.take(use)
    else:
        assert journal.refused(use) == "basket_too_small"
    assert journal.reward(1).state == ("used" if used else "issued")


@pytest.mark.parametrize(("points", "refusal"), [(499, "insufficient"), (500, None)])
def test_one_point_too_few_is_too_few(points: int, refusal: str | None) -> None:
    journal = with_points({"id": "latte", "prices": [{"amount": 500}]}, points=points)
    if refusal is None:
        journal.take(RedeemReward(TODAY, "latte"))
        assert journal.points() == 0
    else:
        assert journal.refused(RedeemReward(TODAY, "latte")) == refusal


def test_the_price_is_that_of_the_level_and_the_day_and_a_booking_keeps_its_own() -> None:
    night = {
        "id": "night",
        "prices": [
            {"amount": 300},
            {"amount": 250, "tiers": ["gold"]},
            {"amount": 400, "from": "2018-03-10"},
            {"amount": 350, "from": "2018-03-10", "tiers": ["gold"]},
        ],
    }
    journal = with_points(night, points=2_000)
    turn = midnight("2018-03-10")
    prices = [journal.take(RedeemReward(at, "night")).awarded["points"] for at in (turn - 1, turn)]
    journal.take(GrantTier(noon("2018-03-10"), "club", "gold", None, "goodwill"))
    prices.append(journal.take(RedeemReward(noon("2018-03-11"), "night")).awarded["points"])
    assert prices == [-300, -400, -350]
    journal.take(CancelReward(noon("2018-03-12"), 1, journal.reward(1).seq))
    assert journal.points() == 2_000 - 400 - 350


def test_outside_of_every_price_it_is_not_for_sale() -> None:
    spring = {"id": "spring", "prices": [{"amount": 1, "from": "2018-03-10", "through": "2018-03-11"}]}
    journal = with_points(spring, {"id": "gift"})
    for at in (midnight("2018-03-10") - 1, midnight("2018-03-12")):
        assert journal.refused(RedeemReward(at, "spring")) == "not_for_sale"
    assert journal.refused(RedeemReward(TODAY, "gift")) == "not_for_sale"
    assert journal.refused(RedeemReward(TODAY, "unheard_of")) == "unknown_reward"


@pytest.mark.parametrize(
    ("amount", "fits"), [(None, False), (40, False), (50, True), (75, True), (76, False), (525, False)]
)
def test_any_amount_in_steps_within_bounds(amount: int | None, fits: bool) -> None:
    tree = {"id": "tree", "kind": "donation", "any_amount": {"step": 25, "worth": "0.10", "least": 50, "most": 500}}
    journal = with_points(tree)
    if fits:
        assert amount is not None
        assert journal.take(RedeemReward(TODAY, "tree", amount)).awarded == {"points": -amount}
        assert journal.reward(1).worth == amount // 25 * 10
    else:
        assert journal.refused(RedeemReward(TODAY, "tree", amount)) == "amount_out_of_range"


def test_a_member_may_have_so_many_in_a_period() -> None:
    journal = with_points({"id": "latte", "prices": [{"amount": 10}], "quota": {"times": 2, "every": "month"}})
    for day in (1, 2):
        journal.take(RedeemReward(TODAY + day, "latte"))
    assert journal.refused(RedeemReward(noon("2018-03-31"), "latte")) == "quota_reached"
    journal.take(RedeemReward(noon("2018-04-01"), "latte"))


@pytest.mark.parametrize("every", ["month", "ever"])
def test_a_reward_that_is_undone_frees_its_share_in_the_period_in_which_it_was_counted(every: str) -> None:
    latte = {"id": "latte", "prices": [{"amount": 10}], "quota": {"times": 1, "every": every}}
    journal = with_points(latte, stores=[{"id": "apia", "zone": "Pacific/Apia"}])
    last = midnight("2018-04-01") - 1
    done = journal.take(RedeemReward(last, "latte", store="apia"))  # where it is April already
    if every == "month":
        journal.take(RedeemReward(last, "latte"))
    else:
        assert journal.refused(RedeemReward(last, "latte")) == "quota_reached"
    journal.take(CancelReward(noon("2018-05-01"), 1, done.known_as))
    counted = {when: n for (name, when), n in journal.fold.counters.items() if name == "reward:latte"}
    assert counted == ({"2018-03": 1, "2018-04": 0} if every == "month" else {"": 0})
    journal.take(RedeemReward(noon("2018-05-01") + 1, "latte"))


def test_a_reward_that_was_used_or_has_ended_is_counted_for_good() -> None:
    latte = {"id": "latte", "prices": [{"amount": 10}], "valid_for": "P7D", "quota": {"times": 2, "every": "year"}}
    journal = with_points(latte)
    journal.take(RedeemReward(TODAY, "latte"))
    journal.take(RedeemReward(TODAY, "latte"))
    assert [journal.fold.account.progress.counted_in(no) for no in (1, 2)] == ["2018", "2018"]
    journal.uses(1, TODAY + 1)
    journal.sweeps(TODAY + 30 * DAY)
    assert journal.fold.account.progress.quotas == ()
    assert journal.refused(RedeemReward(TODAY + 31 * DAY, "latte")) == "quota_reached"


def test_without_stock_no_point_moves_and_an_undo_gives_it_back() -> None:
    journal = with_points({"id": "mug", "prices": [{"amount": 10}], "stock": 3})
    for nothing in (Given(), Given(stock={"mug": 0}), Given(stock={"other": 5})):
        assert journal.refused(RedeemReward(TODAY, "mug"), None, nothing) == "out_of_stock"
    done = journal.take(RedeemReward(TODAY, "mug"), None, Given(stock={"mug": 3}))
    assert (done.stock, from_json(done.transactions[-1].given).stock) == ({"mug": 1}, {"mug": 1})
    undone = journal.take(CancelReward(TODAY + 1, 1, done.known_as))
    assert (undone.stock, undone.transactions[-1].given) == ({"mug": -1}, "")
    assert journal.refused(CancelReward(TODAY + 2, 1, done.known_as)) == "reward_cancelled"


def test_a_code_comes_from_the_pool_and_is_burnt_by_an_undo() -> None:
    journal = with_points({"id": "film", "prices": [{"amount": 10}], "codes": "pool"})
    assert journal.refused(RedeemReward(TODAY, "film"), None, Given(stock={"film": 1})) == "out_of_stock"
    offered = Given(stock={"film": 2}, codes={"film": "c0de"})
    done = journal.take(RedeemReward(TODAY, "film"), None, offered)
    assert journal.reward(1).code == "c0de"
    assert from_json(done.transactions[-1].given) == Given(stock={"film": 1}, codes={"film": "c0de"})
    assert journal.take(CancelReward(TODAY + 1, 1, done.known_as)).stock == {}


def test_who_may_have_it_is_read_and_journalled() -> None:
    local = [{"kind": "attribute", "id": "city", "any_of": ["Ipoh"]}, {"kind": "store", "any_of": ["s1"]}]
    journal = with_points({"id": "kuih", "prices": [{"amount": 10}], "when": local})
    here, there = Given(attributes={"city": "Ipoh"}), Given(attributes={"city": "Melaka"})
    assert journal.refused(RedeemReward(TODAY, "kuih", store="s1"), None, there) == "reward_not_for_you"
    assert journal.refused(RedeemReward(TODAY, "kuih", store="s2"), None, here) == "reward_not_for_you"
    done = journal.take(RedeemReward(TODAY, "kuih", store="s1"), None, here)
    assert from_json(done.transactions[-1].given).attributes == {"city": "Ipoh"}


def test_a_reward_ends_at_its_own_instant_whoever_looks_when() -> None:
    latte = {"id": "latte", "prices": [{"amount": 10}], "valid_for": "P7D"}
    journal = with_points(latte)
    journal.take(RedeemReward(TODAY, "latte"))
    journal.take(RedeemReward(TODAY, "latte"))
    ends = midnight("2018-03-09")
    journal.uses(1, ends - 1)
    assert journal.refused(UseReward(ends, 2)) == "reward_expired"
    journal.sweeps(ends + 30 * DAY)
    assert journal.reward(2).state == "expired"
    assert (journal.written[-1].kind, journal.written[-1].effective_at) == ("reward", ends)
    assert journal.fold.account.next_due_at is None


def test_an_undo_gives_units_back_to_their_lots_and_what_has_ended_meanwhile_ends() -> None:
    journal = with_points(
        {"id": "mug", "prices": [{"amount": 60}]}, points=50, wallets=[wallet(expiry={"after": "P30D"})]
    )
    journal.take(Earn(TODAY, "points", 50, "welcome"))  # the first 50 are of 9 February: through 11 March
    done = journal.take(RedeemReward(TODAY, "mug"))
    undone = journal.take(CancelReward(midnight("2018-03-12"), 1, done.known_as))
    assert undone.transactions[-1].kind == "restore"
    assert [(one.lot, one.source, one.target, one.amount) for one in undone.transactions[-1].entries] == [
        (2, "redeemed", "available", 10),
        (1, "redeemed", "expired", 50),
    ]
    assert journal.wallet() == Wallet(available=50)


def test_what_the_merchant_undoes_lives_thirty_days_more() -> None:
    journal = with_points(
        {"id": "mug", "prices": [{"amount": 50}]}, points=50, wallets=[wallet(expiry={"after": "P30D"})]
    )
    done = journal.take(RedeemReward(TODAY, "mug"))
    journal.take(CancelReward(noon("2018-03-20"), 1, done.known_as, "merchant"))
    assert journal.points() == 50
    journal.sweeps(midnight("2018-04-20") - 1)
    assert journal.points() == 50
    journal.sweeps(midnight("2018-04-20"))
    assert journal.points() == 0


def test_an_undo_must_name_what_was_paid() -> None:
    journal = with_points({"id": "mug", "prices": [{"amount": 50}]}, {"id": "leaf", "prices": [{"amount": 0}]})
    paid, free = journal.take(RedeemReward(TODAY, "mug")), journal.take(RedeemReward(TODAY, "leaf"))
    assert (free.awarded, free.transactions[-1].kind) == ({}, "reward")
    assert journal.refused(CancelReward(TODAY + 1, 1, 0)) == "not_a_redemption"
    assert journal.refused(CancelReward(TODAY + 1, 1, free.known_as)) == "not_a_redemption"
    journal.take(CancelReward(TODAY + 1, 1, paid.known_as))
    journal.take(CancelReward(TODAY + 2, 2, free.known_as))
    assert journal.points() == 1_000


def test_who_owes_points_gets_no_reward_for_points() -> None:
    journal = with_points({"id": "mug", "prices": [{"amount": 50}]})
    journal.take(Adjust(TODAY, "points", -1_001, "till_error", to_debt=True))
    assert journal.refused(RedeemReward(TODAY, "mug")) == "debt_blocks"


def test_a_plain_purchase_needs_nothing_of_rewards() -> None:
    journal = with_points({"id": "mug", "prices": [{"amount": 50}]}, rules=[rule(effect())])
    assert journal.buys(100, at=TODAY) == 2
