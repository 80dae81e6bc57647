"""What a round has loaded of an account for one command is not always what the next one needs."""

from __future__ import annotations

from setia.engine.commands import Capture, PlaceHold, RedeemReward, Release, UseReward
from setia.services.batch import Request, apply
from setia.storage import clock
from setia.storage.members import Known
from tests.services.receipts import told
from tests.shop import GROCERY, TILL, Shop

REWARD = "\nrewards: [{id: latte, kind: free_item, valid_for: P1M, prices: [{amount: 1}]}]\n"


def of_siti(*commands: object) -> list[Request]:
    return [Request(command, Known("external", "Siti")) for command in commands]  # type: ignore[arg-type]  # commands


def test_two_holds_that_have_ended_are_both_known(shop: Shop) -> None:
    """Only one hold is loaded by its number; who is refused leaves the account as it was."""
    shop.buys("Siti", 50_00)
    now = clock.read()
    apply(shop.program, of_siti(*[PlaceHold(now, "points", n, f"order {n}") for n in (1, 2, 3)]), TILL)
    assert told(apply(shop.program, of_siti(Capture(now, 3), Release(now, 4), Capture(now, 5)), TILL)) == ["done"] * 3
    asked = of_siti(Capture(now, 3), Capture(now, 4), Release(now, 5), Capture(now, 3))
    assert told(apply(shop.program, asked, TILL)) == [
        "hold_captured",
        "hold_released",
        "hold_captured",
        "hold_captured",
    ]


def test_two_rewards_that_were_used_are_both_known(database: str) -> None:
    shop = Shop(GROCERY.read_text() + REWARD)
    shop.buys("Siti", 50_00)
    now = clock.read()
    apply(shop.program, of_siti(*[RedeemReward(now, "latte")] * 2), TILL)
    assert told(apply(shop.program, of_siti(UseReward(now, 1), UseReward(now, 2)), TILL)) == ["done"] * 2
    asked = of_siti(UseReward(now, 1), UseReward(now, 2), UseReward(now, 1))
    assert told(apply(shop.program, asked, TILL)) == ["reward_used"] * 3
