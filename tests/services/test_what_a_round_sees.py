"""What a round has loaded of an account for one command is not always what the next one needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from setia.engine.commands import Capture, PlaceHold, RedeemReward, Release, Return, UseReward
from setia.engine.ledger.past import Refund
from setia.services.batch import Request, apply
from setia.storage import clock
from setia.storage.members import Known
from tests.services.receipts import bought, told
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


def test_the_log_is_moved_last_whatever_rounds_a_batch_needs(shop: Shop) -> None:
    """Who has its row keeps all other processes from committing, and must wait for none of them any more."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    shop.buys("Siti", 50_00)
    now = clock.read()
    asked = [
        *of_siti(PlaceHold(now, "points", 5, "order"), Return(now, 2, Refund("F1", amount=1_00))),
        bought("Ali", 10_00, "R9"),
        *of_siti(Return(now, 2, Refund("F2", amount=1_00))),
    ]
    with connection.execute_wrapper(note):
        assert told(apply(shop.program, asked, TILL)) == ["done"] * 4
    assert sum("INTO journal" in sql or 'INTO "journal"' in sql for sql in statements) > 1, "several rounds"
    moves = [n for n, sql in enumerate(statements) if sql.startswith("UPDATE log")]
    assert len(moves) == 1
    rest = ("SELECT position", "UPDATE deployment", "COMMIT")
    assert not [sql for sql in statements[moves[0] + 1 :] if "outbox" not in sql and not sql.startswith(rest)]
    assert shop.findings() == []
