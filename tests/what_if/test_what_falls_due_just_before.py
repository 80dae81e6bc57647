"""A command about a reward that nobody has booked yet: it falls due in the same command, and is told again so."""

from __future__ import annotations

import pytest

from setia.engine.calendar import DAY
from setia.engine.commands import CancelReward, Command, UseReward
from setia.engine.rules.versions import Version, Versions
from setia.engine.what_if import History, Shared, Skipped, retell
from tests.engine.journals import KEY, noon
from tests.engine.programs import compiled, effect, rule, wallet
from tests.engine.taken import Taken

TODAY = noon("2018-03-01")
CARD = {
    "wallets": [wallet(pending="P30D")],
    "rewards": [{"id": "mug", "prices": [{"amount": 10}]}, {"id": "pen"}],
    "conversions": [{"id": "card", "wallet": "points", "choices": [{"amount": 10, "reward": "mug"}]}],
}
PEN = rule({"kind": "issue_reward", "reward": "pen"}, id="pen")


@pytest.mark.parametrize(
    "about", [UseReward(TODAY + 31 * DAY, 1, "till", ""), CancelReward(TODAY + 31 * DAY, 1, 0)], ids=["used", "undone"]
)
def test_a_reward_that_falls_due_just_before_is_the_one_that_is_meant(about: Command) -> None:
    plain = compiled(**CARD)
    journal = Taken(Versions((Version(1, 0, plain),)))
    journal.buys(10_00, at=TODAY)
    if isinstance(about, CancelReward):
        about = CancelReward(about.event_at, 1, 3)
    journal.take(about)
    recorded = {no: (one.reward, one.seq) for no, one in journal.fold.rewards.items()}
    assert {no: one.state for no, one in journal.fold.rewards.items()} != {1: "issued"}
    skipped: list[Skipped] = []
    for version in (plain, compiled(**CARD, rules=[rule(effect()), PEN])):
        [told] = retell(
            [History(KEY, journal.taken, recorded)],
            Versions((Version(1, 0, version),)),
            Shared(),
            lambda _p, _o, became: skipped.append(became) if isinstance(became, Skipped) else None,
        )
        assert skipped == []
        mugs = [one.state for one in told.fold.rewards.values() if one.reward == "mug"]
        assert mugs == [one.state for one in journal.fold.rewards.values()]
        assert told.fold.account.wallets["points"] == journal.wallet()
