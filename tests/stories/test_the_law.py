"""The law: the journal gives the ledger again; three ways to break it are found (ledger 4.19)."""

from __future__ import annotations

import msgspec
import pytest
from django.db import connection

from setia.engine.ledger import consume
from setia.engine.ledger.lots import in_order_of_consumption
from setia.engine.rules.compiled import compile_program
from setia.engine.rules.versions import Versions
from setia.replay.verify import verify
from setia.storage import immutability
from tests.shop import Shop


@pytest.fixture
def lived(shop: Shop) -> Shop:
    """A shop with a year behind it."""
    for month in range(1, 10):
        shop.buys("Siti", 1_000_00, f"2017-0{month}-03", manner=shop.history)
        shop.buys("Ali", 777_77, f"2017-0{month}-05", manner=shop.history)
    for day in ("2018-02-01", "2018-03-01", "2018-04-01"):
        shop.day_is(day)
        shop.redeems("Siti", 700)
        shop.returns("Ali", shop.buys("Ali", 50_00), 20_00)
    return shop


def test_the_journal_gives_the_ledger_again(lived: Shop) -> None:
    verified = verify(lived.program)
    assert verified.different == 0
    assert verified.accounts == 2


def test_another_rate_is_found(lived: Shop) -> None:
    version = lived.program.versions.applied[0]
    program = version.compiled.program
    (rule,) = program.rules
    dearer = msgspec.structs.replace(rule.effects[0], points=101, per="100.00")
    rules = (msgspec.structs.replace(rule, effects=(dearer,)),)
    compiled = compile_program(msgspec.structs.replace(program, rules=rules))
    other = msgspec.structs.replace(version, compiled=compiled)
    verified = verify(msgspec.structs.replace(lived.program, versions=Versions((other,))))
    assert {difference.why for difference in verified.differences} <= {"head", "insufficient"}
    assert verified.different == 2


def test_another_order_of_lots_is_found(lived: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consume, "in_order_of_consumption", lambda lots: in_order_of_consumption(lots)[::-1])
    assert verify(lived.program).different >= 1


@pytest.mark.parametrize("kind", ["record_purchase", "redeem", "return", "advance", "enrol"])
def test_a_journal_row_that_is_gone_is_found(lived: Shop, kind: str) -> None:
    on_table = "" if connection.vendor == "sqlite" else " ON journal"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER journal_refuses_delete{on_table}")
        cursor.execute(
            "DELETE FROM journal WHERE transaction_id = (SELECT max(transaction_id) FROM journal WHERE kind = %s)",
            [kind],
        )
    immutability.lay(connection)
    assert verify(lived.program).different == 1
    assert {finding.code for finding in lived.findings()} >= {"I12"}
