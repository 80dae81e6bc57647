"""Rewards that orders give and rewards that are used on orders, when orders come back (ledger 4.7, 4.11)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import Earn, RedeemReward, Return
from setia.engine.given import Given
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.past import Refund
from setia.engine.purchase import Purchase
from setia.engine.rules.versions import Versions
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, rule, versions, wallet
from tests.engine.receipts import receipt

TODAY = noon("2018-03-01")
SPEND_100 = [{"kind": "basket_total", "at_least": 100}]
GIFT = {"kind": "issue_reward", "reward": "ten_off"}
TEN_OFF: dict[str, Any] = {"id": "ten_off", "kind": "amount_off", "value": 10, "valid_for": "P60D"}
MONEY = wallet(id="owed", decimals=2)


def threshold(*more: dict[str, Any], **fields: Any) -> Versions:
    """Spend 100, get a voucher of 10.00."""
    rules = [rule(GIFT, id="threshold", when=SPEND_100), *more]
    return versions(compiled(wallets=[wallet(), MONEY], rules=rules, rewards=[{**TEN_OFF, **fields}]))


def told(journal: Journal) -> list[tuple[int, str, str]]:
    return [(one.no, one.state, one.cause) for changes in journal.changes for one in changes.rewards]


def test_a_voucher_that_was_not_used_is_cancelled_with_its_reason() -> None:
    """S8: buys 120, returns 40."""
    journal = Journal(threshold())
    order = journal.buys(8_000, 4_000, at=TODAY)
    assert (journal.reward(1).state, journal.reward(1).order, journal.reward(1).worth) == ("issued", order, 1000)
    journal.returns(order, TODAY + DAY, 2)
    assert told(journal) == [(1, "issued", ""), (1, "cancelled", "order_returned")]
    assert journal.wallet("owed") == Wallet()


def test_a_voucher_that_was_used_costs_the_shop() -> None:
    journal = Journal(threshold())
    order = journal.buys(8_000, 4_000, at=TODAY)
    journal.uses(1, TODAY + 1, "till:2")
    journal.returns(order, TODAY + DAY, 2)
    assert told(journal)[-1] == (1, "used", "forgiven")
    assert journal.changes[-1].rewards[0].worth == 1000
    assert journal.wallet("owed") == Wallet()


@pytest.mark.parametrize(("cause", "debt"), [("member", 1000), ("merchant", 0)])
def test_a_voucher_that_was_used_is_owed_where_the_program_says_so(cause: Any, debt: int) -> None:
    journal = Journal(threshold(on_used="debt", debt_wallet="owed"))
    order = journal.buys(8_000, 4_000, at=TODAY)
    journal.uses(1, TODAY + 1)
    journal.take(Return(TODAY + DAY, order, Refund("r", ((2, 1000),)), cause))
    assert journal.wallet("owed") == Wallet(debt=debt)
    assert told(journal)[-1][2] == ("owed" if debt else "forgiven")
    moved = [(one.source, one.target, one.amount) for one in journal.entries]
    assert moved == ([("debt", "adjusted", 1000)] if debt else [])


def test_what_is_owed_takes_what_there_is_first_and_once() -> None:
    journal = Journal(threshold(on_used="debt", debt_wallet="owed"))
    journal.take(Earn(TODAY, "owed", 400, "goodwill"))
    order = journal.buys(12_000, at=TODAY)
    journal.uses(1, TODAY + 1)
    for version, status in enumerate(("cancelled", "paid", "cancelled"), 2):
        journal.edits(order, receipt(12_000, event_at=TODAY, version=version, status=status), TODAY + version * DAY)
        assert journal.wallet("owed") == Wallet(debt=600)
    moved = [(one.source, one.target, one.amount) for one in journal.entries if one.wallet == "owed"]
    assert moved[1:] == [("available", "adjusted", 400), ("debt", "adjusted", 600)]


def test_what_is_owed_is_owed_once_however_often_the_order_is_cancelled() -> None:
    journal = Journal(threshold(on_used="debt", debt_wallet="owed"))
    order = journal.buys(12_000, at=TODAY)
    journal.uses(1, TODAY + 1)
    for version, status in enumerate(("cancelled", "paid", "cancelled"), 2):
        journal.edits(order, receipt(12_000, event_at=TODAY, version=version, status=status), TODAY + version * DAY)
    assert journal.wallet("owed") == Wallet(debt=1000)
    assert len(journal.fold.rewards) == 1, "the one that was used is not given again"


def test_an_order_that_is_made_again_gives_its_voucher_again() -> None:
    journal = Journal(threshold())
    order = journal.buys(12_000, at=TODAY)
    for version, status in enumerate(("cancelled", "paid"), 2):
        journal.edits(order, receipt(12_000, event_at=TODAY, version=version, status=status), TODAY + version * DAY)
    assert [one.state for one in journal.fold.rewards.values()] == ["cancelled", "issued"]
    journal.returns(order, TODAY + 9 * DAY, 1)
    assert [one.state for one in journal.fold.rewards.values()] == ["cancelled", "cancelled"]


def test_of_two_rules_that_give_the_same_only_one_takes_back() -> None:
    always = rule(GIFT, id="always", when=[{"kind": "basket_total", "at_least": 50}])
    journal = Journal(threshold(always))
    order = journal.buys(8_000, 4_000, at=TODAY)
    journal.uses(1, TODAY + 1)
    journal.returns(order, TODAY + DAY, 2)
    assert [one.state for one in journal.fold.rewards.values()] == ["used", "cancelled"], "first what is not used"


def test_an_edit_that_reaches_the_threshold_gives_the_voucher_and_a_return_never_does() -> None:
    journal = Journal(threshold())
    order = journal.buys(9_000, at=TODAY)
    assert journal.fold.rewards == {}
    journal.edits(order, receipt(9_000, 3_000, event_at=TODAY, version=2), TODAY + DAY)
    assert journal.reward(1).order == order
    below = Journal(
        versions(compiled(rewards=[TEN_OFF], rules=[rule(GIFT, when=[{"kind": "basket_total", "below": 100}])]))
    )
    order = below.buys(8_000, 4_000, at=TODAY)
    below.returns(order, TODAY + DAY, 2)
    assert below.fold.rewards == {}


def test_a_voucher_of_which_there_are_none_left_is_not_given() -> None:
    journal = Journal(threshold(stock=5))
    journal.buys(12_000, at=TODAY, offered=Given(stock={"ten_off": 0}))
    assert journal.fold.rewards == {}
    order = journal.buys(12_000, at=TODAY + 1, offered=Given(stock={"ten_off": 1}))
    assert len(journal.fold.rewards) == 1
    assert journal.returns(order, TODAY + DAY, 1).stock == {"ten_off": -1}


def test_a_reward_used_on_an_order_that_comes_back_whole_can_be_used_again() -> None:
    latte = {"id": "latte", "prices": [{"amount": 0}], "valid_for": "P30D"}
    journal = Journal(versions(compiled(rewards=[latte])))
    journal.take(RedeemReward(TODAY, "latte"))
    order = journal.buys(1_000, 2_000, at=TODAY + DAY, key="till:1")
    journal.uses(1, TODAY + DAY, "till:1")
    journal.returns(order, TODAY + 2 * DAY, 1)
    assert journal.reward(1).state == "used", "of an order that came back in part it stays used"
    journal.returns(order, noon("2018-03-29"), 2)
    assert (journal.reward(1).state, journal.reward(1).used_for) == ("issued", "")
    assert journal.reward(1).expires_at == noon("2018-03-29") + 7 * DAY, "not 1 April: at least seven days"
    journal.uses(1, noon("2018-04-05") - 1)


def test_what_still_lives_long_enough_keeps_its_end() -> None:
    latte = {"id": "latte", "prices": [{"amount": 0}], "valid_for": "P60D"}
    journal = Journal(versions(compiled(rewards=[latte])))
    journal.take(RedeemReward(TODAY, "latte"))
    order = journal.buys(1_000, at=TODAY, key="till:1")
    journal.uses(1, TODAY, "till:1")
    journal.returns(order, TODAY + DAY, 1)
    assert journal.reward(1).expires_at == midnight("2018-05-01")


@pytest.mark.parametrize(("back", "ends"), [("2018-03-05", "2018-04-05"), ("2018-03-01", "2018-04-01")])
def test_what_the_merchant_caused_gives_thirty_days(back: str, ends: str) -> None:
    latte = {"id": "latte", "prices": [{"amount": 0}], "valid_for": "P30D"}
    journal = Journal(versions(compiled(rewards=[latte])))
    journal.take(RedeemReward(TODAY - 1, "latte"))
    order = journal.buys(1_000, at=TODAY, key="till:1")
    journal.uses(1, TODAY, "till:1")
    journal.returns(order, noon(back), 1, cause="merchant")
    assert journal.reward(1).expires_at == midnight(ends)


CARD = versions(
    compiled(
        wallets=[wallet(id="stamps", kind="stamps")],
        rules=[rule({"kind": "stamps", "wallet": "stamps", "per": "item", "lines": {"category": ["coffee"]}})],
        rewards=[{"id": "free_latte", "kind": "free_item", "valid_for": "P30D"}],
        conversions=[{"id": "card", "wallet": "stamps", "choices": [{"amount": 10, "reward": "free_latte"}]}],
    )
)


def coffees(*cents: int, **fields: Any) -> Purchase:
    bought = receipt(*cents, **fields)
    lines = tuple(msgspec.structs.replace(line, category="coffee" if line.net else "") for line in bought.lines)
    return msgspec.structs.replace(bought, lines=lines)


def test_a_full_card_pays_a_coffee_and_is_full_again_when_it_comes_back() -> None:
    """S9: 10/10 pays one latte, another is bought (1/10). All returned: free latte for 7 days or more, card 0/10."""
    journal = Journal(CARD)
    for i in range(10):
        journal.records(coffees(450, event_at=TODAY + i), TODAY + i)
    assert journal.points("stamps") == 0
    assert journal.reward(1).reward == "free_latte"
    at = noon("2018-03-28")
    order = journal.records(coffees(0, 450, event_at=at), at, key="till:11")
    journal.uses(1, at, "till:11")
    assert (journal.points("stamps"), journal.reward(1).state) == (1, "used")
    journal.returns(order, at + DAY, 1, 2)
    assert (journal.points("stamps"), journal.reward(1).state) == (0, "issued")
    assert journal.reward(1).expires_at == at + 8 * DAY
    assert journal.wallet("stamps") == Wallet()


def test_a_stamp_of_a_card_that_became_a_reward_is_owed_when_its_coffee_comes_back() -> None:
    journal = Journal(CARD)
    orders = [journal.records(coffees(450, event_at=TODAY + i), TODAY + i) for i in range(10)]
    journal.returns(orders[0], TODAY + DAY, 1)
    assert journal.wallet("stamps") == Wallet(debt=1)
    for i in range(11):
        journal.records(coffees(450, event_at=TODAY + 2 * DAY + i), TODAY + 2 * DAY + i)
    assert (journal.wallet("stamps"), len(journal.fold.rewards)) == (Wallet(), 2)
