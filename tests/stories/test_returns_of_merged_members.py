"""What comes back of a purchase whose member has been merged away since: the other pays, and both come to nothing."""

from __future__ import annotations

import os
from random import Random
from secrets import randbelow
from typing import NamedTuple

import pytest

from setia.engine.commands import Adjust, MergeOut, Redeem, Return, UseReward
from setia.engine.ledger.accounts import Wallet
from setia.engine.ledger.past import Refund
from setia.services.batch import Outcome, Request
from setia.services.stamping import order_key
from setia.storage import besides, clock, loading
from tests.services.receipts import take
from tests.shop import Shop
from tests.stories.test_ledger_of_a_member import refused
from tests.time_travel.saying import say

SEED = int(os.environ.get("SETIA_SEED") or randbelow(10**9))

DOCUMENT = """
format: 1
id: shop
name: {en: Shop}
currency: USD
zone: UTC
effective_from: 2017-01-01
wallets:
  - {id: points, unit: {en: points}, expiry: {after: P6M}, returns: {policy: POLICY}}
  - {id: stars, unit: {en: stars}, pending: P14D}
limits:
  - {id: monthly, every: month, units: 150}
tiers:
  - id: club
    return_window: P90D
    levels: [{id: base}, {id: gold, qualify: [{measure: spend, at_least: 100.00}]}]
rewards:
  - {id: coffee, valid_for: P3M, stock: 9}
rules:
  - id: base
    effects: [{kind: points_per_amount, points: 1, per: 1.00}]
  - id: more
    limits: [monthly]
    effects: [{kind: points_per_amount, wallet: stars, points: 2, per: 1.00}]
  - id: dear
    when: [{kind: basket_total, at_least: 80.00}]
    effects: [{kind: issue_reward, reward: coffee}]
"""


def shop_with(policy: str = "debt", siti: int = 100_00, budi: int = 30_00) -> Shop:
    """Siti and Budi have bought for so much."""
    shop = Shop(DOCUMENT.replace("POLICY", policy))
    shop.buys("Siti", siti, receipt="R1")
    shop.moves_clock(1_000_000)
    shop.buys("Budi", budi, receipt="R2")
    return shop


def merge(shop: Shop, source: str = "Siti", into: str = "Budi") -> tuple[str, int]:
    """The one merged away, and the merge."""
    gone = shop.page(source).public_id
    assert shop.asks(source, MergeOut(clock.read(), "", "same_person"), other=into).status == "done"
    merges = [one.seq for one in shop.page(into).movements if one.command == "merge_in" or one.kind == "merge"]
    return gone, max(merges)


def back(shop: Shop, receipt: str, cents: int = 10**9, refund: str = "F1", **fields: str) -> Outcome:
    """The till says what came back, and knows nothing of mergers."""
    command = Return(clock.read(), 0, Refund(refund, amount=cents), **fields)  # type: ignore[arg-type]
    return take(shop, Request(command, order=order_key(shop.program.key, "till", receipt)))[0]


def sound(shop: Shop) -> bool:
    return (shop.findings(), shop.differences()) == ([], 0)


def test_all_of_it_is_nothing_for_both_and_after_they_are_parted_too(database: str) -> None:
    shop = shop_with()
    gone, number = merge(shop)
    assert (shop.points("Budi"), shop.wallet("Budi", "stars").pending) == (130, 150 + 60)
    outcome = back(shop, "R1")
    assert (outcome.status, outcome.awarded) == ("done", {"points": -100, "stars": -150})
    assert (shop.wallet("Budi"), shop.wallet("Budi", "stars")) == (Wallet(available=30), Wallet(pending=60))
    assert sound(shop)
    assert shop.unmerges("Budi", gone, number).status == "done"
    assert (shop.points(gone), shop.points("Budi")) == (0, 30)
    assert shop.wallet(gone, "stars") == Wallet()
    assert sound(shop)


def test_in_parts_and_twice_the_same(database: str) -> None:
    shop = shop_with()
    merge(shop)
    assert back(shop, "R1", 33_33).awarded == {"points": -34, "stars": -17}
    assert back(shop, "R1", 33_33).status == "unchanged"
    assert refused(back(shop, "R1", 33_34)) == "natural_key_conflict"
    assert back(shop, "R1", 10**6, "F2").awarded == {"points": -66, "stars": -133}
    assert shop.wallet("Budi") == Wallet(available=30)
    assert back(shop, "R1", 10**6, "F3").awarded == {}
    assert sound(shop)


class Case(NamedTuple):
    """How much Budi has used of his 130 points, Siti's older ones first; then all comes back.

    What he has and owes then, and what was forgiven.
    """

    policy: str
    used: int
    cause: str
    left: Wallet
    forgiven: int


CASES = {
    "nothing used": Case("debt", 0, "member", Wallet(available=30), 0),
    "some used": Case("debt", 30, "member", Wallet(), 0),
    "more used: the rest is owed": Case("debt", 90, "member", Wallet(debt=60), 0),
    "more used: the rest is forgiven": Case("within_balance", 90, "member", Wallet(), 60),
    "what can be used is kept": Case("only_pending", 90, "member", Wallet(available=40), 100),
    "the merchant's doing": Case("debt", 90, "merchant", Wallet(available=30), 90),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_taken_from_whom(database: str, case: Case) -> None:
    shop = shop_with(case.policy)
    merge(shop)
    if case.used:
        shop.redeems("Budi", case.used)
    assert back(shop, "R1", cause=case.cause).status == "done"
    assert shop.wallet("Budi") == case.left
    assert shop.total("adjusted", "clearing") == case.forgiven
    assert sound(shop)


def test_what_had_ended_before_the_merge_costs_nobody_anything(database: str) -> None:
    shop = shop_with()
    shop.day_is("2018-07-04")
    shop.buys("Budi", 30_00)
    merge(shop)
    assert back(shop, "R1").awarded["points"] == 0
    assert (shop.points("Budi"), shop.total("expired", "issued")) == (30, 100)
    assert sound(shop)


def test_what_ended_after_the_merge_costs_nobody_anything_either(database: str) -> None:
    shop = shop_with()
    merge(shop)
    shop.day_is("2018-07-04")
    shop.buys("Budi", 30_00)
    back(shop, "R1")
    assert (shop.points("Budi"), shop.total("expired", "clearing")) == (30, 100)
    assert sound(shop)


def test_what_was_owed_by_either_is_paid_first(database: str) -> None:
    shop = shop_with()
    shop.asks("Siti", Redeem(clock.read(), "points", 90))
    shop.asks("Budi", Adjust(clock.read(), "points", -35, "counted_wrong", to_debt=True))
    gone, number = merge(shop)
    assert shop.wallet("Budi") == Wallet(available=5)
    back(shop, "R1")
    # 5 are there; the debt is bounded by what came into his account in 180 days, 30 and 10; 55 are forgiven.
    assert (shop.wallet("Budi"), shop.total("adjusted", "clearing")) == (Wallet(debt=40), 55)
    shop.unmerges("Budi", gone, number)
    assert (shop.wallet(gone), shop.wallet("Budi")) == (Wallet(), Wallet(debt=40))
    assert sound(shop)


def test_levels_and_limits_fall_for_the_one_who_has_them_and_for_both_when_they_are_parted(database: str) -> None:
    shop = shop_with(siti=90_00)
    gone, number = merge(shop)
    assert level(shop, "Budi") == "gold", "90 and 30 dollars"
    back(shop, "R1", 40_00)
    assert level(shop, "Budi") == "base"
    shop.unmerges("Budi", gone, number)
    account = shop._account("Budi"), shop._account(gone)
    for id_, spent in zip(account, (30_00, 50_00), strict=True):
        assert counters(id_)["tier:club:spend"] == spent
    assert sound(shop)


def level(shop: Shop, member: str) -> str:
    account_id = shop._account(member)
    return loading.read_heads([account_id])[account_id].progress.tiers["club"].level


def counters(account_id: int) -> dict[str, int]:
    """What is counted of the member himself, whatever the period."""
    found = besides.all_counters(account_id)
    return {name: n for (name, _), n in found.items() if n and not name.startswith("merged:")}


@pytest.mark.parametrize("used", [False, True], ids=["unused", "used by then"])
def test_a_reward_that_it_gave_is_taken_back_if_it_is_still_there(database: str, used: bool) -> None:
    shop = shop_with()
    merge(shop)
    ((number, coffee),) = besides.all_rewards(shop._account("Budi")).items()
    assert coffee.state == "issued"
    if used:
        assert shop.asks("Budi", UseReward(clock.read(), number)).status == "done"
    back(shop, "R1", 30_00)
    ((_, coffee),) = besides.all_rewards(shop._account("Budi")).items()
    assert coffee.state == ("used" if used else "cancelled")
    assert sound(shop)


def test_of_one_merged_twice_over_it_is_refused_and_nothing_changes(database: str) -> None:
    shop = shop_with()
    shop.joins("Ali")
    merge(shop)
    merge(shop, "Budi", "Ali")
    assert refused(back(shop, "R1")) == "account_closed"
    assert back(shop, "R2").status == "done", "Budi's own was merged once"
    assert sound(shop)


REFUSED = {
    "a line that the receipt has not": (Refund("F1", lines=((9, 1000),)), "unknown_line"),
    "news of a refund that says something else": (Refund("F0", amount=1), "natural_key_conflict"),
}


@pytest.mark.parametrize(("refund", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_returned_of_him_either(database: str, refund: Refund, code: str) -> None:
    shop = shop_with()
    back(shop, "R1", 5_00, "F0")
    merge(shop)
    key = order_key(shop.program.key, "till", "R1")
    assert refused(take(shop, Request(Return(clock.read(), 0, refund), order=key))[0]) == code
    assert shop.points("Budi") == 125
    assert sound(shop)


def test_a_return_that_began_before_the_merge_and_goes_on_after_it_was_undone(database: str) -> None:
    shop = shop_with()
    back(shop, "R1", 10_00, "F1")
    gone, number = merge(shop)
    back(shop, "R1", 20_00, "F2")
    shop.unmerges("Budi", gone, number)
    back(shop, "R1", 30_00, "F3")
    assert (shop.points(gone), shop.points("Budi")) == (40, 30)
    back(shop, "R1", 10**6, "F4")
    assert (shop.points(gone), shop.points("Budi")) == (0, 30)
    assert sound(shop)


@pytest.mark.parametrize("round_", range(3))
def test_whatever_happened_all_returned_is_nothing_earned_and_nothing_counted(
    database: str, round_: int, request: pytest.FixtureRequest
) -> None:
    say(request.config, f"returns of merged members, SETIA_SEED={SEED}")
    dice = Random(f"{SEED} {round_}")
    shop = shop_with(dice.choice(["debt", "within_balance", "only_pending"]))
    merged: tuple[str, int] | None = None
    first, receipts = shop.page("Siti").public_id, ["R1", "R2"]
    for n in range(25):
        shop.moves_clock(dice.randrange(12 * 86_400_000_000))
        deed = dice.choice(["buy", "use", "return", "return", "merge", "part"])
        member = dice.choice(["Siti", "Budi"])
        if deed == "buy":
            receipts.append(f"X{n}")
            shop.buys(member, dice.randrange(1, 200_00), receipt=receipts[-1])
        elif deed == "use":
            shop.redeems(member, dice.randrange(1, 60))
        elif deed == "return":
            assert back(shop, dice.choice(receipts), dice.randrange(1, 120_00), f"F{n}").status == "done"
        elif deed == "merge" and merged is None:
            merged = merge(shop)
        elif deed == "part" and merged and shop.unmerges("Budi", *merged).status == "done":
            merged = None
    for receipt in receipts:
        assert back(shop, receipt, 10**9, f"F{receipt}").status == "done"
    assert shop.findings() == [], f"SETIA_SEED={SEED}"
    assert shop.differences() == 0, f"SETIA_SEED={SEED}"
    given = sum(shop.total("issued", one) for one in ("available", "pending", "debt"))
    back_to = ("available", "pending", "debt", "expired", "adjusted", "clearing")
    assert given == sum(shop.total(one, "issued") for one in back_to), f"SETIA_SEED={SEED}"
    for member in (first, "Budi"):
        assert counters(shop._account(member)) == {}, f"SETIA_SEED={SEED}"
