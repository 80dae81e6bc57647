"""The law: the journal gives the ledger again; three ways to break it are found (ledger 4.19)."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread

import msgspec
import pytest
from django.db import connection

from setia.engine.ledger import consume
from setia.engine.ledger.lots import in_order_of_consumption
from setia.engine.rules.compiled import compile_program
from setia.engine.rules.versions import Versions
from setia.replay import elsewhere, processes
from setia.replay.verify import Difference, verify
from setia.storage import immutability
from setia.storage.models import Account
from setia.storage.programs import LoadedProgram
from setia.storage.reading import find_member
from tests.shop import Shop
from tests.stories import lots_reversed


@pytest.fixture
def lived(shop: Shop) -> Shop:
    """A shop with a year behind it."""
    return live(shop)


def live(shop: Shop) -> Shop:
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


def dearer(of: LoadedProgram) -> LoadedProgram:
    """The program with a rate that is 1 % higher."""
    version = of.versions.applied[0]
    program = version.compiled.program
    (rule,) = program.rules
    effect = msgspec.structs.replace(rule.effects[0], points=101, per="100.00")
    rules = (msgspec.structs.replace(rule, effects=(effect,)),)
    compiled = compile_program(msgspec.structs.replace(program, rules=rules))
    return msgspec.structs.replace(of, versions=Versions((msgspec.structs.replace(version, compiled=compiled),)))


def test_another_rate_is_found(lived: Shop) -> None:
    verified = verify(dearer(lived.program))
    assert {difference.why for difference in verified.differences} <= {"head", "insufficient"}
    assert verified.different == 2


def test_another_order_of_lots_is_found(lived: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consume, "in_order_of_consumption", lambda lots: in_order_of_consumption(lots)[::-1])
    assert verify(lived.program).different >= 1


@pytest.mark.parametrize("kind", ["record_purchase", "redeem", "return", "advance", "enrol"])
def test_a_journal_row_that_is_gone_is_found(lived: Shop, kind: str) -> None:
    lose(f"transaction_id = (SELECT max(transaction_id) FROM journal WHERE kind = '{kind}')")
    assert verify(lived.program).different == 1
    assert {finding.code for finding in lived.findings()} >= {"I12"}


def lose(where: str) -> None:
    """Rows of the journal are gone."""
    on_table = "" if connection.vendor == "sqlite" else " ON journal"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER journal_refuses_delete{on_table}")
        cursor.execute(f"DELETE FROM journal WHERE {where}")
    immutability.lay(connection)


@pytest.fixture
def two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """However little there is to verify."""
    monkeypatch.setattr(processes, "WORTH_PROCESSES", 0)
    monkeypatch.setattr(processes, "COMMANDS_OF_PART", 1)
    monkeypatch.setattr(processes, "cores", lambda: 2)


@pytest.mark.slow
def test_processes_find_the_same_while_others_sell(
    lived: Shop, database: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    for name in ("Nok", "Budi", "Ploy"):
        lived.buys(name, 30_00)
    ali, nok, budi = (account_of(lived, name) for name in ("Ali", "Nok", "Budi"))
    lose(f"transaction_id = (SELECT max(transaction_id) FROM journal WHERE account_id = {ali})")
    lose(f"account_id = {nok}")
    Account.objects.filter(pk=budi).update(head_hash=bytes(32))
    alone = verify(lived.program)
    found = [Difference(ali, "head"), Difference(budi, "head"), Difference(nok, "missing")]
    assert (list(alone.differences), alone.different, alone.accounts) == (found, 3, 4)

    request.getfixturevalue("two_processes")
    monkeypatch.setenv("DATABASE_URL", database)
    spread, taken = processes.spread, list[int]()

    def after_a_sale(*asked: object) -> Iterator[object]:
        selling = Thread(target=_sell, args=(lived,))
        selling.start()
        selling.join()
        return spread(*asked)  # type: ignore[arg-type]  # as it was asked

    monkeypatch.setattr(processes, "spread", after_a_sale)
    assert verify(lived.program, taken.append) == alone
    assert sum(taken) == alone.commands
    assert len(taken) == 4
    monkeypatch.undo()
    assert verify(lived.program).commands > alone.commands


def account_of(shop: Shop, name: str) -> int:
    member = find_member(shop.program, name)
    assert member is not None
    return int(member.account_id)


def _sell(shop: Shop) -> None:
    for name in ("Siti", "Ploy", "a new member"):
        shop.buys(name, 10_00)
    connection.close()


@pytest.mark.slow
@pytest.mark.usefixtures("two_processes")
def test_processes_find_the_mutants(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = live(Shop())
    monkeypatch.setenv("DATABASE_URL", sqlite_database)
    assert verify(dearer(shop.program)).different == 2
    monkeypatch.setattr(elsewhere, "begin_verifying", lots_reversed.begin_wrongly)
    assert verify(shop.program).different >= 1
