"""A number that no transaction, hold or reward has is not looked for, and is refused by name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from setia.engine.commands import (
    CancelReward,
    Capture,
    Command,
    EditPurchase,
    ExtendHold,
    MoveOut,
    PlaceHold,
    RedeemReward,
    Release,
    ReleaseChecked,
    ReleasePending,
    Restore,
    Return,
    RevokeChecked,
    UnmergeOut,
    UseReward,
)
from setia.engine.decide import Setting, needs
from setia.engine.ledger.past import Refund
from tests.engine.accounts import stamp
from tests.engine.journals import Journal, noon
from tests.engine.programs import compiled, versions
from tests.engine.receipts import receipt

TODAY = noon("2018-03-01")
MANY = versions(compiled(rewards=[{"id": "mug", "prices": [{"amount": 0}]}]))

NAMING: dict[str, tuple[Callable[[int], Command], str]] = {
    "return": (lambda n: Return(TODAY, n, Refund("1", ((1, 1000),))), "unknown_transaction"),
    "edit": (lambda n: EditPurchase(n, receipt(1, event_at=TODAY, version=2)), "unknown_transaction"),
    "move": (lambda n: MoveOut(TODAY, n, "bb" * 16), "unknown_transaction"),
    "no return": (lambda n: ReleasePending(TODAY, n), "unknown_transaction"),
    "release what waits": (lambda n: ReleaseChecked(TODAY, n, ("base",)), "unknown_transaction"),
    "revoke what waits": (lambda n: RevokeChecked(TODAY, n, ("base",), 1), "unknown_transaction"),
    "restore": (lambda n: Restore(TODAY, n), "unknown_transaction"),
    "unmerge": (lambda n: UnmergeOut(TODAY, n, "bb" * 16), "not_a_merge"),
    "capture": (lambda n: Capture(TODAY, n), "unknown_hold"),
    "release": (lambda n: Release(TODAY, n), "unknown_hold"),
    "extend": (lambda n: ExtendHold(TODAY, n), "unknown_hold"),
    "use": (lambda n: UseReward(TODAY, n), "unknown_reward"),
    "undo": (lambda n: CancelReward(TODAY, n, n), "unknown_reward"),
    "undo of another": (lambda n: CancelReward(TODAY, 1, n), "not_a_redemption"),
}


@pytest.mark.parametrize("number", [-1, 0, 4, 2**63, 10**30])
@pytest.mark.parametrize("verb", NAMING)
def test_a_number_that_there_is_not_is_refused_and_not_looked_for(verb: str, number: int) -> None:
    journal = Journal(MANY)
    journal.buys(10_00, at=TODAY)
    journal.take(PlaceHold(TODAY, "points", 5))
    journal.take(RedeemReward(TODAY, "mug"))
    command, refusal = NAMING[verb][0](number), NAMING[verb][1]
    need = needs(journal.fold.account, command, Setting(stamp(command, TODAY), MANY))
    assert (need.past, need.hold, need.reward) == ((), 0, 1 if verb == "undo of another" else 0)
    assert journal.refused(command) == refusal


def test_the_last_number_that_there_is_is_looked_for() -> None:
    journal = Journal(MANY)
    journal.take(RedeemReward(TODAY, "mug"))
    command = CancelReward(TODAY, 1, 1)
    need = needs(journal.fold.account, command, Setting(stamp(command, TODAY), MANY))
    assert (need.past, need.reward) == ((1,), 1)
