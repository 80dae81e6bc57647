"""T23, small: after an erasure nothing that can be read about the person is anywhere, and the ledger is untouched."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from setia.engine.commands import Adjust, PlaceHold
from setia.services import erasure_list
from setia.services.erase_member import Erased, erase_member
from setia.services.erasure_list import Entry, ListDamaged
from setia.services.export_member import export_member, write_export
from setia.services.reapply_erasures import Reapplied, outstanding, reapply_erasures
from setia.storage import clock, people, privacy
from setia.storage.models import Member
from tests.conftest import use
from tests.privacy.canaries import Canaries, let_fly, seen_in_files, seen_in_tables
from tests.privacy.people import OFFICE, PROGRAM, WEBHOOK, asks, has, member_of
from tests.services.receipts import bought, take, told
from tests.shop import Shop

HASHED = 12
"""Of the canaries: ten payment tokens, an idempotency key and what was asked under it are never stored readable."""

OVERWRITTEN = 4
"""A name, a call name, a title and a phone, corrected since."""


class Nest:
    """A shop with one member full of canaries among others."""

    def __init__(self) -> None:
        self.shop = Shop(PROGRAM)
        self.canaries = Canaries()
        for name in ("Ali", "Budi"):
            self.shop.buys(name, 50_00)
        self.member = let_fly(self.shop, self.canaries)
        self.totals = self.flows()

    def flows(self) -> dict[tuple[str, str], int]:
        """Units that ever went from one account to another."""
        pairs = [("issued", "available"), ("available", "redeemed"), ("redeemed", "available"), ("held", "redeemed")]
        return {pair: self.shop.total(*pair) for pair in pairs}


@pytest.fixture
def nest(database: str) -> Nest:
    """On a fresh database of each kind."""
    return Nest()


@pytest.fixture
def listed_in(tmp_path: Path) -> Path:
    """The list of the erased."""
    return tmp_path / "list" / "erased"


def test_fifty_canaries_are_gone_from_every_table_and_file(nest: Nest, tmp_path: Path) -> None:
    assert len(nest.canaries.out) >= 50
    readable = len(nest.canaries.out) - HASHED - OVERWRITTEN
    assert len(seen_in_tables()) == readable
    if connection.vendor == "sqlite":
        assert len(seen_in_files(Path(connection.settings_dict["NAME"]))) >= readable
    write_export(export_member(nest.shop.program, nest.member), tmp_path / "own.json")
    told_to_him = (tmp_path / "own.json").read_text()
    assert sum(canary in told_to_him for canary in nest.canaries.out) == readable - 1  # the answer to a key is not his

    done = erase_member(nest.shop.program, nest.member, OFFICE, tmp_path / "erased")

    assert isinstance(done, Erased)
    assert done.wiped
    assert seen_in_tables() == set()
    if connection.vendor == "sqlite":
        assert seen_in_files(Path(connection.settings_dict["NAME"])) == set()
    assert b"CANARY" not in (tmp_path / "erased").read_bytes()


def test_totals_chains_and_journals_are_what_they_were(nest: Nest, tmp_path: Path) -> None:
    erase_member(nest.shop.program, nest.member, OFFICE, tmp_path / "erased")
    assert nest.flows() == nest.totals
    assert nest.shop.findings() == []
    assert nest.shop.differences() == 0
    assert nest.shop.points("Ali") == 50


def test_late_news_leaves_no_trace_and_who_joins_again_is_somebody_else(nest: Nest, tmp_path: Path) -> None:
    card, receipt = nest.canaries.out[0], nest.canaries.out[10]
    erase_member(nest.shop.program, nest.member, OFFICE, tmp_path / "erased")
    late = [bought(card, 100_00, receipt), bought(card, 7_00, nest.canaries.next()), bought(card, 1_00, "R9")]
    assert told(take(nest.shop, *late, manner=WEBHOOK)) == ["member_erased"] * 3
    assert seen_in_tables() == set()
    nest.shop.joins(card)
    again = member_of(nest.shop, card)
    assert again.public_id != nest.member.public_id
    assert nest.shop.wallet(card).available == 0
    known = people.read(again.pk)
    assert known is not None
    assert known.name == ""


def test_a_reader_keeps_the_deleted_on_the_disk_until_he_has_finished(sqlite_database: str, tmp_path: Path) -> None:
    nest, path = Nest(), Path(connection.settings_dict["NAME"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM personal_data").fetchone()
        done = erase_member(nest.shop.program, nest.member, OFFICE, tmp_path / "erased")
        assert isinstance(done, Erased)
        assert not done.wiped
        assert seen_in_files(path)
    assert privacy.wipe()
    assert seen_in_files(path) == set()


def test_on_postgresql_only_who_owns_the_tables_takes_the_deleted_off_the_disk(postgres_database: str) -> None:
    assert privacy.wipe()
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE clerk")
        cursor.execute("SET ROLE clerk")
        assert not privacy.wipe()
        cursor.execute("RESET ROLE")
        cursor.execute("DROP ROLE clerk")


def test_an_older_copy_forgets_again_whom_the_list_names(nest: Nest, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("copied as a file; the statements are the same")
    has(nest.shop, nest.member, "credit", 20_00, "paid")
    path, copy = Path(connection.settings_dict["NAME"]), tmp_path / "copy.sqlite3"
    privacy.wipe()
    shutil.copy(path, copy)
    with_him = nest.member.public_id
    with use(f"sqlite:///{copy}"):
        _place_hold(nest)
    list_path = tmp_path / "erased"
    _pay_out(nest)
    erase_member(nest.shop.program, nest.member, OFFICE, list_path)
    with use(f"sqlite:///{copy}"):
        assert [member.public_id for member, _ in outstanding(list_path)][:1] == [with_him]
        assert reapply_erasures(list_path) == Reapplied(listed=2, erased=2)
        assert reapply_erasures(list_path) == Reapplied(listed=2, erased=0)
        assert outstanding(list_path) == []
        assert seen_in_files(copy) == set()
        page = nest.shop.page(with_him)
        assert page.status == "closed"
        assert (page.wallets["points"].available, page.wallets["credit"].available) == (0, 20_00)
        assert nest.shop.findings() == []
        assert nest.shop.differences() == 0


def _place_hold(nest: Nest) -> None:
    assert asks(nest.shop, nest.member, PlaceHold(clock.read(), "points", 5)).status == "done"


def _pay_out(nest: Nest) -> None:
    assert asks(nest.shop, nest.member, Adjust(clock.read(), "credit", -20_00, "paid_out")).status == "done"


class TestErasureList:
    """The file that outlives the database."""

    ENTRIES = (Entry("shop", "ab" * 16, 1), Entry("shop", "cd" * 16, 2))

    def test_entries_are_appended_and_read_in_order(self, tmp_path: Path) -> None:
        path = tmp_path / "erased"
        assert list(erasure_list.read(path)) == []
        for entry in self.ENTRIES:
            erasure_list.append(path, [entry])
        assert tuple(erasure_list.read(path)) == self.ENTRIES

    def test_a_line_that_a_crash_left_unfinished_is_no_entry_and_gives_way(self, tmp_path: Path) -> None:
        path = tmp_path / "erased"
        erasure_list.append(path, [self.ENTRIES[0]])
        with path.open("ab") as file:
            file.write(b'{"program":"sho')
        assert tuple(erasure_list.read(path)) == self.ENTRIES[:1]
        erasure_list.append(path, [self.ENTRIES[1]])
        assert tuple(erasure_list.read(path)) == self.ENTRIES

    def test_a_damaged_line_is_named_and_nobody_is_erased_by_the_others(
        self, tmp_path: Path, sqlite_database: str
    ) -> None:
        shop = Shop(PROGRAM)
        shop.joins("Siti")
        siti = member_of(shop, "Siti")
        path = tmp_path / "erased"
        hashed = privacy.hash_of_member(shop.program.key, siti.public_id).hex()
        erasure_list.append(path, [Entry("shop", hashed, 1)])
        with path.open("ab") as file:
            file.write(b"rubbish\n")
        with pytest.raises(ListDamaged) as damaged:
            reapply_erasures(path)
        assert damaged.value.args == (str(path), 2)
        assert not privacy.erased_accounts([siti.account_id])

    def test_a_list_of_another_database_names_nobody_here(self, tmp_path: Path, sqlite_database: str) -> None:
        Shop(PROGRAM).joins("Siti")
        path = tmp_path / "erased"
        erasure_list.append(path, list(self.ENTRIES))
        assert reapply_erasures(path) == Reapplied(listed=2, erased=0)
        assert Member.objects.count() == 1
