"""Accounts kept from batch to batch: the same ledger as without, whatever others write between two batches.

A random test prints its seed, takes another each run, and repeats one that SETIA_SEED names.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from django.db import connection

from setia.engine.commands import Capture, Command, MergeOut, PlaceHold, RecordPurchase, Release
from setia.engine.ledger.state import Account, Needs
from setia.services.batch import Outcome, Request, apply
from setia.services.carrying import Carried
from setia.services.keeping import Kept
from setia.storage import clock, loading
from setia.storage.members import Known
from setia.storage.models import Account as AccountRow
from setia.storage.models import Counter, Lot, PersonalData, Transaction, Wallet
from tests.conftest import use
from tests.shop import HISTORY, Shop, at, sale
from tests.time_travel.saying import say

SEED = int(os.environ.get("SETIA_SEED") or Random().randrange(2**31))
PROGRAM = Path(__file__).parents[2] / "programs" / "grocery.yaml"
MEMBERS = [f"m{n}" for n in range(6)]
BATCHES, BATCH = 8, 40
ALL = {
    Wallet: ("wallet_type", "pending", "available", "held", "debt"),
    Lot: ("no", "wallet_type", "free", "spent", "expired", "earned_at", "expires_at", "is_open"),
    Counter: ("name", "period", "amount"),
    Transaction: ("seq", "kind", "origin_seq", "effective_at", "program_version", "why", "changes"),
}


def imported(shop: Shop, dice: Random, carried: Carried | None) -> list[tuple[str, int]]:
    """Batches of a history, and between them what others do, to the same members in other processes."""
    told: list[tuple[str, int]] = []
    for batch in range(BATCHES):
        begins = at("2017-01-02") + batch * 40 * 86_400_000_000
        requests = []
        for n in range(BATCH):
            department = dice.choice(["PASTRY", "GROCERY"])
            bought = sale(dice.randrange(50, 50_000), begins + n * 3_600_000_000)
            line = msgspec.structs.replace(bought.lines[0], department=department)
            bought = msgspec.structs.replace(bought, lines=(line,))
            requests.append(Request(RecordPurchase(bought), known(dice.choice(MEMBERS)), reference=f"{batch}-{n}"))
        outcomes = apply(shop.program, requests, HISTORY, carried=carried)
        told += [(one.status, one.seq) for one in outcomes]
        told += [(one.status, one.seq) for one in others(shop, dice, requests, outcomes)]
    return told


def known(name: str) -> Known:
    return Known("external", name)


def others(shop: Shop, dice: Random, requests: Sequence[Request], outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    """Units used, held and given, goods returned, time passed, members merged."""
    for _ in range(dice.randrange(4)):
        member, what = dice.choice(MEMBERS), dice.randrange(5)
        if what == 0:
            yield shop.redeems(member, dice.randrange(1, 300))
        elif what == 1:
            yield shop.earns(member, dice.randrange(1, 300), dice.choice(["points", "stamps"]))
        elif what == 2:
            held = shop.asks(member, PlaceHold(clock.read(), "points", dice.randrange(1, 100)))
            ends: list[Command] = [Capture(clock.read(), held.seq), Release(clock.read(), held.seq)]
            yield shop.asks(member, dice.choice(ends))
        elif what == 3:
            n = dice.randrange(len(requests))
            of = requests[n].member
            assert of is not None
            yield shop.returns(of.value, outcomes[n], dice.choice([0, 500]))
        elif dice.random() < 0.3:
            yield shop.asks(member, MergeOut(clock.read(), ""), dice.choice(MEMBERS))


def by_member() -> list[tuple[Any, ...]]:
    """What every member has and how it came, by his name: keys and ids are each database's own."""
    names = {of.member.account_id: of.identifiers["external"] for of in PersonalData.objects.select_related("member")}
    found: list[tuple[Any, ...]] = []
    for model, fields in ALL.items():
        rows = model._default_manager.values_list("account_id", *fields)
        found += [(model.__name__, names[account_id], *rest) for account_id, *rest in rows]
    found += [("due", names[id_], due) for id_, due in AccountRow.objects.values_list("id", "next_due_at")]
    return sorted(found, key=repr)


Ledger = tuple[list[tuple[str, int]], list[tuple[Any, ...]]]
Alone = Callable[[int], Ledger]


@pytest.fixture
def alone(sqlite_template: Path, tmp_path: Path) -> Alone:
    """The same history in a database of its own, nothing kept: what is told, and what every member then has."""

    def run(seed: int) -> Ledger:
        path = tmp_path / "alone.sqlite3"
        shutil.copy(sqlite_template, path)
        with use(f"sqlite:///{path}"):
            return imported(Shop(PROGRAM), Random(seed), None), by_member()

    return run


def test_the_ledger_is_the_same_whatever_is_kept(database: str, alone: Alone, pytestconfig: pytest.Config) -> None:
    say(pytestconfig, f"keeping, SETIA_SEED={SEED}")
    expected = alone(SEED)
    shop = Shop(PROGRAM)
    assert (imported(shop, Random(SEED), Carried(None)), by_member()) == expected
    assert shop.differences() == 0
    assert shop.findings() == []


@contextmanager
def statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield seen


def test_of_an_account_that_nobody_else_has_moved_only_the_head_is_read(database: str) -> None:
    shop, carried = Shop(PROGRAM), Carried(None)
    read = ""
    for n in range(3):
        bought = Request(RecordPurchase(sale(500, at("2017-01-02") + n)), known("Ali"), reference=str(n))
        with statements() as seen:
            assert apply(shop.program, [bought], HISTORY, carried=carried)[0].status == "done"
        read = " ".join(sql for sql in seen if sql.startswith("SELECT"))
    assert "head_hash" in read
    assert not any(f"FROM {table}" in read for table in ("wallet", "lot", "counter", "issued_reward", "hold"))


class Trusting(Kept):
    """Does not ask whether somebody else has written to an account."""

    def lock(self, account_ids: Any, *, skip_busy: bool) -> dict[int, Account]:
        """As they were kept."""
        found = loading.lock_heads(account_ids, skip_busy=skip_busy)
        return {id_: self._accounts[id_][0] if id_ in self._accounts else one for id_, one in found.items()}


class Shortsighted(Kept):
    """Does not ask whether what is kept is all that a command needs."""

    def fill(self, accounts: dict[int, Account], wanted: Any) -> dict[int, Needs]:
        """Only what was never kept is loaded."""
        loading.fill(accounts, {id_: need for id_, need in wanted.items() if id_ not in self._accounts})
        return dict(wanted)


@pytest.mark.parametrize("wrong", [Trusting, Shortsighted])
def test_one_that_does_not_look_is_found_out(sqlite_database: str, alone: Alone, wrong: type[Kept]) -> None:
    def seen(seed: int) -> Ledger | str:
        try:
            return imported(Shop(PROGRAM), Random(seed), Carried(None, wrong())), by_member()
        except Exception as fault:  # noqa: BLE001 - a chain that does not go on is as good a proof as any
            return repr(fault)

    assert seen(7) != alone(7)


def test_no_more_accounts_are_kept_than_it_may(sqlite_database: str) -> None:
    shop, carried = Shop(PROGRAM), Carried(None, Kept(3))
    for n, name in enumerate(MEMBERS):
        bought = Request(RecordPurchase(sale(500, at("2017-01-02") + n)), known(name), reference=str(n))
        apply(shop.program, [bought], HISTORY, carried=carried)
    assert len(carried.kept._accounts) == 3
