"""A rule that gives rewards and is stopped: none is given until somebody has looked, and none is ever taken back."""

from __future__ import annotations

from typing import Any

from setia.engine.calendar import HOUR
from setia.engine.commands import RecordPurchase, ReleaseChecked, RevokeChecked
from setia.engine.given import Given, from_json
from setia.engine.rules.versions import Version, Versions
from tests.engine.journals import Journal, noon
from tests.engine.programs import compiled, effect, rule
from tests.engine.receipts import receipt

TODAY = noon("2018-03-01")
GUARDED = Given(guarded=("2:voucher",))


def fields(at_least: str) -> dict[str, Any]:
    """A voucher for every basket from an amount on, and a point for every dollar, of the same rule."""
    gives = [{"kind": "issue_reward", "reward": "mug"}, effect()]
    when = [{"kind": "basket_total", "at_least": at_least}]
    return {"rules": [rule(*gives, id="voucher", when=when)], "rewards": [{"id": "mug"}]}


def typed() -> Journal:
    """From 10.00 on instead of 100.00 since February."""
    wrong = compiled(**fields("10.00"), effective_from="2018-02-01")
    return Journal(Versions((Version(1, 0, compiled(**fields("100.00"))), Version(2, 0, wrong, watched=True))))


def rewards(journal: Journal) -> list[str]:
    return [one.state for one in journal.fold.rewards.values()]


def test_a_reward_waits_with_the_units_of_its_rule_and_is_given_when_released() -> None:
    journal = typed()
    order = journal.buys(20_00, at=TODAY, offered=GUARDED)
    assert (rewards(journal), journal.points(), journal.wallet().pending) == ([], 0, 20)
    assert from_json(journal.written[-1].given).guarded == ("2:voucher",)
    journal.take(ReleaseChecked(TODAY + HOUR, order, ("voucher",)))
    assert (rewards(journal), journal.points(), journal.wallet().pending) == (["issued"], 20, 0)
    assert journal.take(ReleaseChecked(TODAY + HOUR, order, ("voucher",))).transactions == ()
    journal.returns(order, TODAY + 2 * HOUR, 1)
    assert (rewards(journal), journal.points()) == (["cancelled"], 0)


def test_a_part_that_comes_back_leaves_the_reward_that_was_released() -> None:
    journal = typed()
    order = journal.buys(20_00, 30_00, at=TODAY, offered=GUARDED)
    journal.returns(order, TODAY + HOUR, 2)
    journal.take(ReleaseChecked(TODAY + 2 * HOUR, order, ("voucher",)))
    assert (rewards(journal), journal.points()) == (["issued"], 20)


def test_what_comes_back_before_somebody_has_looked_gives_nothing() -> None:
    journal = typed()
    order = journal.buys(20_00, at=TODAY, offered=GUARDED)
    journal.returns(order, TODAY + HOUR, 1)
    journal.take(ReleaseChecked(TODAY + 2 * HOUR, order, ("voucher",)))
    assert (rewards(journal), journal.points(), journal.wallet().pending) == ([], 0, 0)


def test_revoked_the_version_before_says_who_gets_one() -> None:
    for cents, states, points in ((20_00, [], 0), (120_00, ["issued"], 120)):
        journal = typed()
        journal.buys(20_00, at=TODAY)
        order = journal.buys(cents, at=TODAY, offered=GUARDED)
        journal.take(RevokeChecked(TODAY + HOUR, order, ("voucher",), 1))
        assert rewards(journal) == ["issued", *states], "the first was given before anybody stopped it"
        assert (journal.points(), journal.wallet().pending) == (20 + points, 0)


def test_rewards_are_told_to_whoever_compares() -> None:
    journal = typed()
    bought = receipt(20_00, event_at=TODAY)
    assert journal.take(RecordPurchase(bought)).gave == {"2:voucher/points": 20, "2:voucher/reward:mug": 1}
