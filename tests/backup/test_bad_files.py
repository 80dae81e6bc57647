"""Whatever is not a whole and sound backup of this kind of database is refused, and nothing is there afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from setia.services.backup_archive import About, write
from setia.storage.copies.contents import contents, is_empty
from tests.backup.places import empty_place
from tests.cli.terminal import setia
from tests.conftest import use
from tests.shop import Shop
from tests.storage.tables import run


class TestBadFiles:
    """Whatever is not a whole backup is refused, and nothing is there afterwards."""

    def refused(self, path: Path) -> str:
        answer = setia("restore", path, "--no-list")
        assert (answer.code, answer.out) == (2, "")
        assert is_empty()
        return answer.err

    @pytest.mark.parametrize("part", [0.02, 0.3, 0.7, 0.99])
    def test_one_that_was_cut(self, place: str, backup: Path, part: float) -> None:
        whole = backup.read_bytes().rstrip(b"\0")
        backup.write_bytes(whole[: int(len(whole) * part)])
        assert "it ends too early" in self.refused(backup)

    def test_one_in_which_any_byte_is_another(self, place: str, backup: Path) -> None:
        whole = backup.read_bytes()
        about, sums = whole.index(b'"position"'), whole.rindex(b"  about.json")
        for at in (about + 12, len(whole) // 3, len(whole) // 2, sums - 3):
            backup.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            assert "it is not what was written" in self.refused(backup), at

    @pytest.mark.parametrize("content", [b"", b"a letter to my aunt\n" * 1000, b"SQLite format 3\0" + bytes(10_000)])
    def test_one_that_is_something_else(self, place: str, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "other"
        path.write_bytes(content)
        assert "it is no backup" in self.refused(path)

    def test_one_that_is_not_there(self, place: str, tmp_path: Path) -> None:
        assert setia("restore", tmp_path / "nowhere", "--no-list").code == 1
        assert is_empty()

    def test_one_that_a_newer_version_made(self, database: str, place: str, tmp_path: Path) -> None:
        with use(database):
            run("INSERT INTO django_migrations (app, name, applied) VALUES ('storage', '9999_future', '2030-01-01')")
            assert setia("backup", tmp_path / "newer.setia").code == 0
        assert "with 9999_future" in self.refused(tmp_path / "newer.setia")


@pytest.mark.parametrize("other", ["sqlite", "postgresql"])
def test_a_backup_of_the_other_kind_of_database_is_refused(
    other: str, request: pytest.FixtureRequest, tmp_path: Path, sqlite_database: str, postgres_database: str
) -> None:
    mine, its = (sqlite_database, postgres_database)[:: 1 if other == "postgresql" else -1]
    with use(its):
        Shop().buys("Siti", 1_00)
        assert setia("backup", tmp_path / "other.setia").code == 0
    with empty_place(mine, tmp_path):
        answer = setia("restore", tmp_path / "other.setia", "--no-list")
        assert answer.code == 2
        assert f"the backup is of {other}" in answer.err
        assert is_empty()


def test_a_file_whose_pages_do_not_fit_together_is_not_backed_up(sqlite_database: str, tmp_path: Path) -> None:
    """Nor restored, where somebody else made a backup of it."""
    Shop().buys("Siti", 1_00)
    connection.close()
    path = Path(sqlite_database.removeprefix("sqlite:///"))
    pages = bytearray(path.read_bytes())
    pages[4096 * 3 + 1 : 4096 * 3 + 8] = b"\xff" * 7
    path.write_bytes(pages)
    answer = setia("backup", tmp_path / "shop.setia")
    assert (answer.code, answer.out) == (1, "")
    assert "is damaged, and nothing was written" in answer.err
    assert [one.name for one in tmp_path.iterdir() if "shop.setia" in one.name] == []
    about = About(1, "sqlite", 0, "0.1.0", 0, contents())
    write(tmp_path / "shop.setia", about, path, lambda _, __: None)
    with empty_place(sqlite_database, tmp_path):
        answer = setia("restore", tmp_path / "shop.setia", "--no-list")
        assert (answer.code, answer.out) == (2, "")
        assert "the database in it is damaged" in answer.err
        assert is_empty()
