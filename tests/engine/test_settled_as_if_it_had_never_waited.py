"""Released, a history is what it had been without a guard; revoked, what it had been under the version before.

Purchases of which parts come back before and after somebody has looked; rules with a limit, a multiplier and a reward.
A random test prints its seed, takes another each run, and repeats one that SETIA_SEED names.
"""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest

from setia.engine.calendar import HOUR
from setia.engine.commands import ReleaseChecked, RevokeChecked
from setia.engine.given import Given
from setia.engine.ledger.lots import UNTIL_CHECKED
from setia.engine.rules.versions import Version, Versions
from tests.engine.journals import Journal, noon
from tests.engine.programs import compiled, effect, rule, wallet
from tests.time_travel.saying import say

TODAY = noon("2018-03-01")
RULES = ("base", "extra", "star", "voucher")
GUARDED = Given(guarded=tuple(f"2:{name}" for name in RULES))
EXAMPLES, ORDERS = 40, 6
SEED = int(os.environ.get("SETIA_SEED") or Random().randrange(2**31))


def fields(rate: int, bonus: int, stars: int, least: str) -> dict[str, Any]:
    """Four rules that give something for a basket."""
    starred = {"kind": "fixed_points", "points": stars, "wallet": "stars"}
    return {
        "wallets": [wallet(returns={"policy": "within_balance"}), {**STARS, "returns": {"policy": "within_balance"}}],
        "rewards": [{"id": "mug"}],
        "limits": [{"id": "daily", "every": "day", "units": 200}],
        "lanes": [{"id": "first"}, {"id": "then"}],
        "rules": [
            rule(effect(points=rate), lane="first", limits=["daily"]),
            rule({"kind": "multiplier", "of": ["base"], "times": bonus}, id="extra", lane="then"),
            rule(starred, id="star", lane="first"),
            rule(
                {"kind": "issue_reward", "reward": "mug"},
                id="voucher",
                lane="first",
                when=[{"kind": "basket_total", "at_least": least}],
            ),
        ],
    }


STARS = {"id": "stars", "unit": {"en": "stars"}}
RIGHT = fields(1, 2, 1, "50.00")


def versions(dice: Random) -> Versions:
    """The right version, and one that gives more of everything."""
    wrong = fields(dice.randint(2, 100), dice.randint(2, 5), dice.randint(1, 9), dice.choice(("5.00", "50.00")))
    second = compiled(**wrong, effective_from="2018-02-01")
    return Versions((Version(1, 0, compiled(**RIGHT)), Version(2, 0, second)))


def lived(of: Versions, dice: Random, how: str) -> Journal:
    """Purchases of which parts come back, and what somebody decided about each of them at some time."""
    journal, at = Journal(of), TODAY
    for n in range(ORDERS):
        at += HOUR
        lines = [dice.randint(1, 80_00) for _ in range(dice.randint(1, 4))]
        gone = dice.sample(range(1, len(lines) + 1), dice.randint(0, len(lines)))
        early = dice.randint(0, len(gone))
        offered = GUARDED if how in ("released", "revoked") else Given()
        order = journal.buys(*lines, at=at, offered=offered, key=f"{n}")
        for line in gone[:early]:
            journal.returns(order, at, line)
        if how == "released":
            journal.take(ReleaseChecked(at, order, RULES))
        elif how == "revoked":
            journal.take(RevokeChecked(at, order, RULES, 1))
        for line in gone[early:]:
            journal.returns(order, at, line)
    return journal


def stands(journal: Journal) -> tuple[object, ...]:
    """What the member has in the end."""
    states = sorted(one.state for one in journal.fold.rewards.values() if one.state != "cancelled")
    return (*((journal.points(id_), journal.wallet(id_).pending) for id_ in ("points", "stars")), states)


def test_nobody_can_tell_afterwards_that_something_has_waited(pytestconfig: pytest.Config) -> None:
    dice = Random(SEED)
    say(pytestconfig, f"settled as if it had never waited, SETIA_SEED={SEED}")
    for _ in range(EXAMPLES):
        of, life = versions(dice), dice.getrandbits(64)
        only_right = Versions(of.applied[:1])
        released = lived(of, Random(life), "released")
        assert any(lot.active_at == UNTIL_CHECKED for lot in released.fold.lots.values()), "something has waited"
        assert stands(released) == stands(lived(of, Random(life), "plain"))
        assert stands(lived(of, Random(life), "revoked")) == stands(lived(only_right, Random(life), "plain"))
