"""A backup is everything at one moment, and a restored database is what it was, without those who were erased since."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from setia.storage.copies import unfinished
from setia.storage.copies.contents import contents, is_empty
from tests.backup.places import empty_place, everything
from tests.cli.terminal import process, setia
from tests.conftest import use
from tests.shop import Shop
from tests.storage.tables import run

pytestmark = pytest.mark.slow


def test_what_is_restored_is_what_it_was(database: str, place: str, backup: Path) -> None:
    with use(database):
        before = everything()
    answer = setia("restore", backup, "--no-list")
    assert (answer.code, answer.err) == (0, "")
    assert "2 accounts and 5 transactions" in answer.out
    assert everything() == before
    assert setia("audit").code == 0


def test_what_was_restored_goes_on(place: str, backup: Path, shop: Shop) -> None:
    assert setia("restore", backup, "--no-list").code == 0
    shop.buys("Siti", 10_00)
    assert (shop.points("Siti"), shop.findings(), shop.differences()) == (80, [], 0)
    with pytest.raises(Exception, match="append_only"):
        run("UPDATE journal SET actor = 'nobody'")


def test_it_says_how_much_was_verified(place: str, backup: Path) -> None:
    told = setia("restore", backup, "--no-list", "--json").json
    assert told["clean"] is True
    assert (told["contents"]["accounts"], told["contents"]["transactions"]) == (2, 5)
    assert {check["code"] for check in told["checks"]} >= {f"I{n}" for n in range(1, 16) if n != 11} - {"I13"}
    assert {check["count"] for check in told["checks"]} == {0}


def test_a_backup_is_for_its_owners_eyes_and_leaves_nothing_beside(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in backup.parent.iterdir() if "shop.setia" in one.name] == ["shop.setia"]


def test_a_backup_never_takes_the_place_of_another(backup: Path) -> None:
    before = backup.read_bytes()
    answer = setia("backup", backup)
    assert (answer.code, answer.out) == (2, "")
    assert "is there already; nothing was written" in answer.err
    assert backup.read_bytes() == before


def test_a_database_that_is_not_empty_is_left_as_it_is(database: str, shop: Shop, backup: Path) -> None:
    shop.buys("Budi", 1_00)
    before = everything()
    answer = setia("restore", backup, "--no-list")
    assert (answer.code, answer.out) == (2, "")
    assert "is not empty" in answer.err
    assert everything() == before
    assert setia("restore", backup, "--no-list", "--replace").code == 0
    assert shop.points("Budi") == 40


def test_a_database_that_somebody_uses_is_not_replaced_under_his_hands(database: str, shop: Shop, backup: Path) -> None:
    shop.buys("Budi", 1_00)
    reading, done = Event(), Event()

    def reads() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM journal")
        reading.set()
        done.wait(60)
        connection.close()

    somebody = Thread(target=reads)
    somebody.start()
    try:
        assert reading.wait(30)
        answer = setia("restore", backup, "--no-list", "--replace")
    finally:
        done.set()
        somebody.join()
    assert answer.code == 2
    assert "is in use" in answer.err
    assert shop.points("Budi") == 41


class TestErasures:
    """Who was erased after the backup stays erased."""

    def test_who_was_erased_since_stays_erased(self, database: str, place: str, backup: Path, tmp_path: Path) -> None:
        erased = tmp_path / "erased"
        with use(database):
            assert setia("erase", "Siti", "--yes", "--list", erased).code == 0
        answer = setia("restore", backup, "--list", erased)
        assert (answer.code, answer.err) == (0, "")
        assert "1 member on the erasure list, 1 of them erased again" in answer.told
        assert "no member" in setia("member", "show", "Siti").err
        assert setia("member", "show", "Budi").code == 0
        assert "Nurhaliza" not in str(everything())
        if place.startswith("sqlite"):
            connection.close()
            assert b"Nurhaliza" not in Path(place.removeprefix("sqlite:///")).read_bytes()

    def test_a_list_must_be_named_or_there_is_none(self, place: str, backup: Path, tmp_path: Path) -> None:
        mistyped: list[str | Path] = ["--list", tmp_path / "mistyped"]
        for given in ([], mistyped):
            answer = setia("restore", backup, *given)
            assert (answer.code, answer.out) == (2, "")
            assert "--no-list" in answer.err
        assert is_empty()

    def test_a_damaged_list_stops_it_before_anything_is_there(self, place: str, backup: Path, tmp_path: Path) -> None:
        erased = tmp_path / "erased"
        erased.write_bytes(b"{}\n")
        answer = setia("restore", backup, "--list", erased)
        assert answer.code == 1
        assert "line 1 of" in answer.err
        assert is_empty()


def test_a_broken_ledger_is_backed_up_and_called_broken(database: str, shop: Shop, tmp_path: Path) -> None:
    shop.buys("Siti", 100_00)
    run("UPDATE wallet SET available = available + 1")
    path = tmp_path / "broken.setia"
    answer = setia("backup", path)
    assert answer.code == 1
    assert "The ledger is broken in" in answer.out
    with empty_place(database, tmp_path):
        answer = setia("restore", path, "--no-list")
        assert answer.code == 1
        assert "The ledger is broken in" in answer.out
        assert "I2" in answer.out


def test_a_backup_of_an_earlier_version_is_brought_up_to_this_one(database: str, shop: Shop, tmp_path: Path) -> None:
    shop.buys("Siti", 100_00)
    MigrationExecutor(connection).migrate([("storage", "0005_room_to_update")])
    told = setia("backup", tmp_path / "old.setia")
    assert (told.code, "will be audited when it is restored" in " ".join(told.out.split())) == (0, True)
    with empty_place(database, tmp_path):
        assert setia("restore", tmp_path / "old.setia", "--no-list").code == 0
        assert "0006_jobs" in contents().migrations
        assert shop.points("Siti") == 100


def test_a_backup_taken_while_tills_sell_is_one_moment_and_clean(database: str, shop: Shop, tmp_path: Path) -> None:
    """Three tills sell and redeem; the command runs in a process of its own."""
    assert_each_is_one_moment(database, shop, tmp_path, 2)


@pytest.mark.torture
def test_twenty_backups_while_tills_sell_are_restored_and_audited_clean(
    database: str, shop: Shop, tmp_path: Path
) -> None:
    """T21."""
    assert_each_is_one_moment(database, shop, tmp_path, 20)


def assert_each_is_one_moment(database: str, shop: Shop, folder: Path, times: int) -> None:
    """So many backups one after the other; each is restored, and is what was there in the middle of the selling."""
    shop.buys("Siti", 100_00)
    with selling(shop):
        before = contents().position
        answers = [
            process("backup", folder / f"{n}.setia", "--json", folder=folder, DATABASE_URL=database)
            for n in range(times)
        ]
        after = contents().position
    assert [(answer.code, answer.json["clean"]) for answer in answers] == [(0, True)] * times
    positions = [answer.json["about"]["contents"]["position"] for answer in answers]
    assert [before, *positions, after] == sorted({before, *positions, after}), "each in the middle of the selling"
    for n, position in enumerate(positions):
        place_of = folder / f"place{n}"
        place_of.mkdir()
        with empty_place(database, place_of) as place:
            file = folder / f"{n}.setia"
            again = process("restore", file, "--no-list", "--json", folder=folder, DATABASE_URL=place)
            assert (again.code, again.json["clean"]) == (0, True)
            assert again.json["contents"]["position"] == position == contents().position


@contextmanager
def selling(shop: Shop) -> Iterator[None]:
    """Three tills sell and redeem as fast as they can."""
    done = Event()
    faults: list[BaseException] = []

    def sells(till: int) -> None:
        number = 0
        try:
            while not done.is_set():
                number += 1
                shop.buys(f"M{till}{number % 50}", 5_00, receipt=f"T{till}-{number}")
                if number % 7 == 0:
                    shop.redeems(f"M{till}{number % 50}", 3)
        except BaseException as fault:  # noqa: BLE001 - told below
            faults.append(fault)
        finally:
            connection.close()

    tills = [Thread(target=sells, args=(till,)) for till in range(3)]
    for one in tills:
        one.start()
    try:
        yield
    finally:
        done.set()
        for one in tills:
            one.join()
    assert faults == []


class TestPostgresql:
    """What only PostgreSQL has: its own tools, and a database that is there while it is being restored."""

    @pytest.mark.parametrize(("command", "tool"), [("backup", "pg_dump"), ("restore", "pg_restore")])
    def test_a_tool_that_is_missing_is_named(
        self, postgres_database: str, tmp_path: Path, command: str, tool: str
    ) -> None:
        Shop().buys("Siti", 1_00)
        path = tmp_path / "shop.setia"
        if command == "restore":
            assert setia("backup", path).code == 0
        with empty_place(postgres_database, tmp_path) if command == "restore" else use(postgres_database) as place:
            how = ["--no-list"] if command == "restore" else []
            answer = process(command, path, *how, folder=tmp_path, DATABASE_URL=place, PATH=str(tmp_path))
        assert answer.code == 2
        assert f"{tool} is not on the PATH" in answer.err
        assert [one.name for one in tmp_path.iterdir()] == (["shop.setia"] if command == "restore" else [])

    def test_nothing_starts_where_a_restoration_did_not_finish(self, postgres_database: str, tmp_path: Path) -> None:
        Shop().buys("Siti", 1_00)
        assert setia("backup", tmp_path / "shop.setia").code == 0
        unfinished.begin()
        for command in ("serve", "audit", "worker"):
            answer = setia(command)
            assert (answer.code, answer.out) == (1, "")
            assert "did not finish" in answer.err
        assert setia("restore", tmp_path / "shop.setia", "--no-list", "--replace").code == 0
        assert setia("audit").code == 0
