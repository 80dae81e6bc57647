"""Purchases decided ahead by a second process: the same ledger, whoever decided, on both databases.

A random test prints its seed, takes another each run, and repeats one that SETIA_SEED names.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from django.db import connection

from setia.engine.commands import MergeOut, RecordPurchase
from setia.engine.rules.versions import Versions
from setia.replay.verify import verify
from setia.services.batch import Outcome, Request, apply
from setia.services.carrying import Carried
from setia.services.deciding import Foreseen
from setia.services.foreseeing import Turn
from setia.services.foresight import Foresight, foresight
from setia.services.naming import Named
from setia.services.side_by_side import LEAST, SideBySide, _ends
from setia.storage import clock, server
from setia.storage.audit.run import audit
from setia.storage.members import Known
from setia.storage.models import Counter, Lot, PersonalData, Transaction, Wallet
from setia.storage.programs import LoadedProgram
from tests.conftest import use
from tests.shop import GROCERY, HISTORY, Shop, at, sale
from tests.time_travel.saying import say

SEED = int(os.environ.get("SETIA_SEED") or Random().randrange(2**31))
BATCH = 3 * LEAST
BUDGET = """
limits:
  - {id: all, every: month, units: 1000, per: program}
"""


class Watched(Foresight):
    """The real process; counts what it tells."""

    count = 0

    def told(self) -> Foreseen:
        """As it was told."""
        found = super().told()
        self.count += len(found)
        return found


class Wrong(Watched):
    """Asks about another instant than the batch's, so that nothing that it hears is of any use."""

    def ask(self, now: int, turns: Sequence[Turn]) -> None:
        """An instant earlier."""
        super().ask(now - 1, turns)


class Dying(Watched):
    """Its process ends after it has been asked a few times."""

    asked = 0

    def ask(self, now: int, turns: Sequence[Turn]) -> None:
        """The third time there is nobody."""
        self.asked += 1
        if self.asked == 3:
            self._process.kill()
            self._process.wait()
        super().ask(now, turns)


def requests(seed: int, count: int = 3 * BATCH, members: int = 60) -> list[Request]:
    """Purchases of members and guests in order of time; now and then a receipt comes again, as it was or changed."""
    dice = Random(seed)
    made: list[Request] = []
    again_at: set[int] = set()
    for n in range(count):
        when = at("2017-01-02") + n * 3_600_000_000
        member = None if dice.random() < 0.05 else Known("external", f"m{dice.randrange(members)}")
        made.append(Request(RecordPurchase(sale(dice.randrange(50, 50_000), when)), member, reference=f"r{n}"))
        if n >= 2 * BATCH and dice.random() < 0.03 and (old := dice.randrange(n // BATCH * BATCH)) not in again_at:
            again_at.add(old)
            before = made[old]
            assert isinstance(before.command, RecordPurchase)
            newer = msgspec.structs.replace(before.command.purchase, version=2)
            again = dice.choice([before.command, RecordPurchase(newer)])
            made[-1] = msgspec.structs.replace(before, command=again)
    return made


def imported(shop: Shop, wanted: list[Request], ahead: Foresight | None) -> list[Outcome]:
    found: list[Outcome] = []
    carried = None if ahead is None else Carried(ahead)
    for start in range(0, len(wanted), BATCH):
        found += apply(shop.program, wanted[start : start + BATCH], HISTORY, carried=carried)
    return found


def by_member() -> list[tuple[Any, ...]]:
    """What every member has and how it came, by his name: keys and ids are each database's own."""
    names = {of.member.account_id: of.identifiers["external"] for of in PersonalData.objects.select_related("member")}
    found: list[tuple[Any, ...]] = []
    for model, fields in (
        (Wallet, ("wallet_type", "available", "debt")),
        (Lot, ("no", "wallet_type", "free", "earned_at", "expires_at")),
        (Counter, ("name", "period", "amount")),
        (Transaction, ("seq", "kind", "origin_seq", "effective_at", "recorded_at", "why", "changes")),
    ):
        rows = model._default_manager.values_list("account_id", *fields)
        found += [(model.__name__, names[account_id], *rest) for account_id, *rest in rows]
    return sorted(found, key=repr)


def told(outcomes: list[Outcome]) -> list[tuple[str, dict[str, int], int]]:
    return [(one.status, one.awarded, one.seq) for one in outcomes]


Alone = Callable[[list[Request]], tuple[list[Any], list[Any]]]


@pytest.fixture
def alone(sqlite_template: Path, tmp_path: Path) -> Alone:
    """Imports in one process, into a database of its own: what is told, and what every member then has."""

    def run(wanted: list[Request]) -> tuple[list[Any], list[Any]]:
        path = tmp_path / "alone.sqlite3"
        shutil.copy(sqlite_template, path)
        with use(f"sqlite:///{path}"):
            return told(imported(Shop(), wanted, None)), by_member()

    return run


@pytest.mark.parametrize("kind", [Watched, Wrong, Dying])
def test_the_ledger_is_the_same_whoever_decides(
    database: str, kind: type[Watched], alone: Alone, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    say(pytestconfig, f"side by side, SETIA_SEED={SEED}")
    monkeypatch.setattr("setia.services.foresight.Foresight", kind)
    monkeypatch.setattr("setia.services.foresight._cores", lambda: 3)
    wanted = requests(SEED)
    expected = alone(wanted)
    shop = Shop()
    with foresight(shop.program, HISTORY) as ahead:
        assert isinstance(ahead, kind)
        outcomes = imported(shop, wanted, ahead)
    assert (told(outcomes), by_member()) == expected
    assert {one.status for one in outcomes} == {"done", "unchanged"}
    assert verify(shop.program).differences == ()
    assert [finding for check in audit() for finding in check.findings] == []
    if kind is Watched:
        assert ahead.count > len(wanted) * 0.5  # all but the first batch, in which nobody is known yet
    if kind is Dying:
        assert 0 < ahead.count < len(wanted) / 2


def test_a_batch_with_the_same_receipt_twice_is_not_cut_up(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setia.services.foresight._cores", lambda: 3)
    shop = Shop()
    wanted = requests(SEED, LEAST * 2)
    wanted.append(msgspec.structs.replace(wanted[0], member=Known("external", "somebody else")))
    with foresight(shop.program, HISTORY) as ahead:
        outcomes = apply(shop.program, wanted, HISTORY, carried=Carried(ahead))
    assert {one.status for one in outcomes[:-1]} == {"done"}
    refusal = outcomes[-1].refusal
    assert refusal is not None
    assert refusal.code == "purchase_belongs_to_other_member"


@pytest.mark.parametrize(("count", "size"), [(2_000, 250), (1_900, 250), (300, 75)])
def test_the_first_and_the_last_part_are_small_and_none_is_large(count: int, size: int) -> None:
    ends = _ends(count, size)
    widths = [end - begin for begin, end in pairwise([0, *ends])]
    assert sum(widths) == count
    assert widths[0] == widths[-1] == -(-size // 4)
    assert max(widths) == size
    assert min(widths) > 0


@pytest.mark.parametrize("cores_of_the_server", [0, 1])
@pytest.mark.parametrize(("cores", "document", "helped"), [(2, "", True), (1, "", False), (2, BUDGET, False)])
@pytest.mark.usefixtures("sqlite_database")
def test_it_helps_where_there_is_a_core_for_it_and_nothing_that_members_share(
    cores: int, document: str, helped: bool, cores_of_the_server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("setia.services.foresight._cores", lambda: cores + cores_of_the_server)
    monkeypatch.setattr("setia.services.foresight.server.is_here", lambda: bool(cores_of_the_server))
    shop = Shop(GROCERY.read_text() + document)
    with foresight(shop.program, HISTORY) as ahead:
        assert (ahead is not None) == helped


@pytest.mark.parametrize(
    ("host", "here"),
    [("", True), ("/run/postgresql", True), ("localhost", True), ("127.0.0.1", True), ("::1", True),
     ("10.0.0.7", False), ("db.example.org", False)],
)  # fmt: skip
def test_a_server_on_this_machine_needs_a_core_of_its_own(
    postgres_database: str, host: str, here: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", host)
    assert server.is_here() == here
    monkeypatch.setattr("setia.services.foresight._cores", lambda: 2)
    with foresight(LoadedProgram(1, "", b"", Versions(())), HISTORY) as ahead:
        assert (ahead is None) == here


def test_what_is_in_this_process_needs_none(sqlite_database: str) -> None:
    assert not server.is_here()


def test_parts_that_share_an_account_after_all_are_taken_one_after_the_other(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("setia.services.foresight._cores", lambda: 3)
    shop = Shop()
    wanted = [one for one in requests(SEED, LEAST * 2, members=2) if one.member is not None]
    taken = [shop.buys(name, 500, receipt=f"first of {name}", manner=HISTORY) for name in ("m0", "m1")]
    assert [one.status for one in taken] == ["done", "done"]
    assert shop.asks("m0", MergeOut(clock.read(), ""), "m1").status == "done"
    # As if the two had been merged after the batch was cut up: they are still taken for two.
    monkeypatch.setattr(SideBySide, "_parts", by_name)
    with foresight(shop.program, HISTORY) as ahead:
        outcomes = apply(shop.program, wanted, HISTORY, carried=Carried(ahead))
    assert {one.status for one in outcomes} == {"done"}
    assert len({one.seq for one in outcomes}) == len(outcomes)
    assert verify(shop.program).differences == ()
    assert [finding for check in audit() for finding in check.findings] == []


def by_name(self: SideBySide, wanted: list[Request]) -> list[list[int]]:
    """A part for each name, though two may be of one account."""
    self._named = Named(self._program, wanted)
    names = sorted({one.member.value for one in wanted if one.member is not None})
    return [[n for n, one in enumerate(wanted) if one.member == Known("external", name)] for name in names]
