"""A reward for 5 points instead of 50 goes too fast: it is stopped until somebody has looked, and costs nobody."""

from __future__ import annotations

from pathlib import Path

from setia.engine.calendar import MINUTE
from setia.engine.commands import Earn, RedeemReward
from setia.services.batch import Request, apply
from setia.services.requests import Manner
from setia.services.settle_guard import settle
from setia.storage import clock, programs
from setia.storage.members import Known
from setia.storage.models import GuardTrip, IssuedReward
from tests.cli.terminal import setia
from tests.shop import GROCERY, TILL, Shop, at

FIRST, AFTER = 200, 5


def document(price: int, starts: str) -> str:
    """A mug for points."""
    text = GROCERY.read_text(encoding="utf-8").replace("2017-01-01", starts)
    return f"{text}\nrewards:\n  - {{id: mug, name: {{en: A mug}}, prices: [{{amount: {price}}}]}}\n"


def redeem(shop: Shop, members: list[str]) -> list[str]:
    """Everybody has 100 points, and asks for a mug; what becomes of it."""
    now = clock.read()
    gifts = [Request(Earn(now, "points", 100, "goodwill"), Known("external", name), joins=True) for name in members]
    assert {one.status for one in apply(shop.program, gifts, TILL)} == {"done"}
    asked = [Request(RedeemReward(now, "mug"), Known("external", name)) for name in members]
    return [one.refusal.code if one.refusal is not None else one.status for one in apply(shop.program, asked, TILL)]


def test_a_reward_that_goes_too_fast_is_stopped(database: str, tmp_path: Path) -> None:
    shop = Shop(document(50, "2017-01-01"))
    for n in range(3):
        assert redeem(shop, [f"b{n}"]) == ["done"]
        shop.moves_clock(30 * MINUTE)
    path = tmp_path / "shop.yaml"
    path.write_text(document(5, "2018-01-03"), encoding="utf-8")
    assert "Watched: reward:mug/redeemed, 4 redeemed an hour" in setia("program", "apply", path).told
    shop.program = programs.load()
    shop.moves_clock(at("2018-01-03T10:00") - clock.read())
    assert redeem(shop, [f"c{n}" for n in range(FIRST)]) == ["done"] * FIRST
    assert redeem(shop, [f"d{n}" for n in range(AFTER)]) == ["reward_being_checked"] * AFTER
    assert (shop.points("d0"), shop.points("c0")) == (100, 95), "nothing is taken for what is not given"
    trip = GuardTrip.objects.get()
    assert (trip.rule, trip.wallet, trip.units, trip.expected) == ("reward:mug", "redeemed", FIRST, 1)
    assert "mug is being checked at present" in setia("reward", "redeem", "d0", "mug").told

    settle(shop.program, trip.id, "release", Manner("owner", "cli"))
    assert redeem(shop, [f"d{n}" for n in range(AFTER)]) == ["done"] * AFTER
    assert IssuedReward.objects.count() == 3 + FIRST + AFTER
    assert shop.findings() == []
    assert shop.differences() == 0
