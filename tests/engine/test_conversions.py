"""Units that become rewards by themselves, at the instant at which there are enough of them."""

from __future__ import annotations

from typing import Any

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import (
    Adjust,
    CancelReward,
    Capture,
    ChooseConversion,
    Earn,
    PlaceHold,
    Redeem,
    Release,
    Restore,
    TransferIn,
)
from setia.engine.commands.between_accounts import Piece
from setia.engine.given import Given
from setia.engine.ledger.accounts import Wallet
from setia.engine.rules.versions import Versions
from tests.engine.accounts import story
from tests.engine.journals import Journal, midnight, noon
from tests.engine.programs import compiled, versions, wallet

TODAY = noon("2018-03-01")
REWARDS: list[dict[str, Any]] = [
    {"id": "five", "kind": "amount_off", "value": 5, "valid_for": "P60D"},
    {"id": "ten", "kind": "amount_off", "value": 10},
    {"id": "twenty", "kind": "amount_off", "value": 20},
]
CHOICES = [{"amount": 100, "reward": "five"}, {"amount": 200, "reward": "ten"}, {"amount": 400, "reward": "twenty"}]


def shop(rewards: list[dict[str, Any]] | None = None, **of_wallet: Any) -> Versions:
    return versions(
        compiled(
            wallets=[wallet(**of_wallet)],
            rewards=rewards or REWARDS,
            conversions=[{"id": "cash", "wallet": "points", "choices": CHOICES}],
        )
    )


def given_rewards(journal: Journal) -> list[str]:
    return [one.reward for one in journal.fold.rewards.values()]


def test_250_points_are_two_rewards_and_50_left() -> None:
    journal = Journal(shop())
    journal.buys(25_000, at=TODAY)
    assert (given_rewards(journal), journal.points()) == (["five", "five"], 50)
    assert journal.kinds() == ["earn", "redeem", "redeem"]
    assert [one.seq for one in journal.fold.rewards.values()] == [2, 3]
    assert journal.reward(1).expires_at == midnight("2018-05-01")


def test_a_choice_of_400_waits_for_400() -> None:
    journal = Journal(shop())
    journal.take(ChooseConversion(TODAY, "cash", 400))
    journal.buys(39_900, at=TODAY + 1)
    assert (given_rewards(journal), journal.points()) == ([], 399)
    journal.buys(100, at=TODAY + 2)
    assert (given_rewards(journal), journal.points()) == (["twenty"], 0)


def test_another_choice_turns_at_once_what_there_is_enough_for() -> None:
    journal = Journal(shop())
    journal.take(ChooseConversion(TODAY, "cash", 400))
    journal.buys(25_000, at=TODAY + 1)
    chosen = journal.take(ChooseConversion(TODAY + 2, "cash", 200))
    assert (given_rewards(journal), journal.points()) == (["ten"], 50)
    assert [one.kind for one in chosen.transactions] == ["record", "redeem"]
    assert journal.refused(ChooseConversion(TODAY + 3, "cash", 300)) == "amount_out_of_range"
    assert journal.refused(ChooseConversion(TODAY + 3, "gold", 100)) == "unknown_conversion"


def test_units_that_come_in_any_way_become_rewards() -> None:
    journal = Journal(shop())
    journal.take(Earn(TODAY, "points", 60, "welcome"))
    earned = journal.take(Earn(TODAY + 1, "points", 60, "birthday"))
    assert earned.known_as == 2, "the earning, not what came of it"
    assert (given_rewards(journal), journal.points()) == (["five"], 20)
    journal.take(Adjust(TODAY + 2, "points", 100, "goodwill"))
    assert (given_rewards(journal), journal.points()) == (["five"] * 2, 20)
    piece = Piece("points", 85, TODAY, TODAY, None, "granted")
    journal.take(TransferIn(TODAY + 3, (piece,), "aa" * 16))
    assert (given_rewards(journal), journal.points()) == (["five"] * 3, 5)


def test_whoever_owes_pays_first() -> None:
    journal = Journal(shop())
    journal.take(Adjust(TODAY, "points", -50, "till_error", to_debt=True))
    journal.buys(14_900, at=TODAY + 1)
    assert (given_rewards(journal), journal.wallet()) == ([], Wallet(available=99))
    journal.buys(100, at=TODAY + 2)
    assert given_rewards(journal) == ["five"]


def test_points_that_become_usable_become_a_reward_at_that_instant_whoever_sweeps_when() -> None:
    lazy, diligent = Journal(shop(pending="P5D")), Journal(shop(pending="P5D"))
    for journal in (lazy, diligent):
        journal.buys(6_000, at=TODAY)
        journal.buys(6_000, at=TODAY + 2 * DAY)
    for day in range(3, 80):
        diligent.sweeps(TODAY + day * DAY)
    lazy.sweeps(TODAY + 79 * DAY)
    assert [(one.kind, one.effective_at) for one in lazy.written[2:]] == [
        ("activate", midnight("2018-03-07")),
        ("activate", midnight("2018-03-09")),
        ("redeem", midnight("2018-03-09")),
        ("reward", midnight("2018-05-09")),
    ]
    assert story(lazy.written) == story(diligent.written)
    assert [one.changes for one in lazy.written] == [one.changes for one in diligent.written]
    assert lazy.fold.rewards == diligent.fold.rewards
    assert lazy.fold.rewards[1].state == "expired"
    assert (lazy.wallet(), lazy.fold.lots) == (diligent.wallet(), diligent.fold.lots)


def test_two_accounts_that_were_told_the_same_have_the_same_head() -> None:
    one, other = Journal(shop(pending="P5D")), Journal(shop(pending="P5D"))
    for journal in (one, other):
        journal.buys(20_000, at=TODAY)
        journal.sweeps(TODAY + 30 * DAY)
    for day in range(31, 40):
        one.sweeps(TODAY + day * DAY)  # nothing is due: nothing is written
    assert one.fold.account.head == other.fold.account.head


@pytest.mark.parametrize("swept", [False, True])
def test_a_due_reward_of_which_none_is_left_waits_until_there_is_one(swept: bool) -> None:
    journal = Journal(shop([{**REWARDS[0], "stock": 1}, *REWARDS[1:]], pending="P5D"))
    journal.buys(20_000, at=TODAY)
    if swept:
        journal.sweeps(TODAY + 10 * DAY)
        assert (given_rewards(journal), journal.points()) == ([], 200)
    journal.buys(100, at=TODAY + 10 * DAY, offered=Given(stock={"five": 1}))
    assert (given_rewards(journal), journal.points()) == (["five"], 100)


def test_one_command_takes_one_code_of_a_pool() -> None:
    journal = Journal(shop([{**REWARDS[0], "codes": "pool"}, *REWARDS[1:]]))
    journal.buys(20_000, at=TODAY, offered=Given(stock={"five": 9}, codes={"five": "first"}))
    assert [one.code for one in journal.fold.rewards.values()] == ["first"]
    journal.buys(100, at=TODAY + 1, offered=Given(stock={"five": 8}, codes={"five": "second"}))
    assert [one.code for one in journal.fold.rewards.values()] == ["first", "second"]
    assert journal.points() == 1


def test_a_reward_that_came_of_a_conversion_can_be_undone() -> None:
    journal = Journal(shop())
    journal.buys(10_000, at=TODAY)
    journal.take(CancelReward(TODAY + 1, 1, journal.reward(1).seq))
    assert (journal.points(), journal.reward(1).state) == (100, "cancelled")


def test_points_that_became_a_reward_are_owed_when_what_earned_them_comes_back() -> None:
    journal = Journal(shop())
    order = journal.buys(10_000, 5_000, at=TODAY)
    journal.returns(order, TODAY + DAY, 1)
    assert (journal.wallet(), given_rewards(journal)) == (Wallet(debt=50), ["five"])


@pytest.mark.parametrize(
    ("set_aside", "comes_back", "left"),
    [
        (lambda: PlaceHold(TODAY + 1, "points", 60), lambda seq: Release(TODAY + 3, seq), 20),
        (lambda: PlaceHold(TODAY + 1, "points", 60), lambda seq: Capture(TODAY + 3, seq, 15), 5),
        (lambda: Redeem(TODAY + 1, "points", 60), lambda seq: Restore(TODAY + 3, seq), 20),
    ],
    ids=["released", "the rest of what was captured", "restored"],
)
def test_units_that_come_back_become_a_reward_at_once(set_aside: Any, comes_back: Any, left: int) -> None:
    journal = Journal(shop([{**REWARDS[0], "stock": 1}, *REWARDS[1:]]))
    journal.take(Earn(TODAY, "points", 60, "welcome"))
    seq = journal.take(set_aside()).known_as
    journal.take(Earn(TODAY + 2, "points", 60, "birthday"))
    assert (given_rewards(journal), journal.points()) == ([], 60)
    done = journal.take(comes_back(seq), None, Given(stock={"five": 1}))
    assert (given_rewards(journal), journal.points()) == (["five"], left)
    assert [one.kind for one in done.transactions][1:] == ["redeem"]
    assert (done.known_as, done.stock) == (done.transactions[0].seq, {"five": 1}), "what came back, not what came of it"
