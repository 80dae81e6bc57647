"""`setia doctor`: every way in which a deployment can be unsafe is named, and a safe one is called safe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from setia.cli.doctor import WORDS
from setia.engine.calendar import DAY, MINUTE
from setia.services.doctor import examine, is_unsafe
from setia.services.initialise import initialise
from setia.storage import clock
from setia.storage.privacy import READABLE
from setia.storage.safety import sqlite
from tests.cli.terminal import setia
from tests.conftest import START, use
from tests.postgres import cluster
from tests.shop import GROCERY, Shop
from tests.storage.tables import run


def verdicts() -> dict[str, str]:
    """What was looked at, and what was found."""
    return {check.code: check.verdict for check in examine()}


def unsafe() -> list[str]:
    return [code for code, verdict in verdicts().items() if verdict == "unsafe"]


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new SQLite database by the system's clock, to be copied."""
    path = tmp_path_factory.mktemp("new") / "setia.sqlite3"
    with use(f"sqlite:///{path}"):
        initialise("system")
    return path


@pytest.fixture
def real(new: Path, tmp_path: Path) -> Iterator[Path]:
    """A SQLite database by the system's clock that nobody else may read."""
    path = tmp_path / "real" / "setia.sqlite3"
    path.parent.mkdir()
    shutil.copy(new, path)
    with use(f"sqlite:///{path}"):
        connection.ensure_connection()
        path.chmod(0o600)
        yield path


def test_a_new_database_is_safe(real: Path) -> None:
    assert set(verdicts().values()) == {"ok"}
    answer = setia("doctor")
    assert (answer.code, answer.err) == (0, "")
    assert "This deployment is safe." in answer.out
    assert "journal_mode is wal" in answer.out


@pytest.mark.parametrize(
    "pragma", ["journal_mode=DELETE", "synchronous=NORMAL", "foreign_keys=0", "recursive_triggers=0", "secure_delete=0"]
)
def test_a_pragma_that_is_not_in_force_is_unsafe(real: Path, pragma: str) -> None:
    run(f"PRAGMA {pragma}")
    assert unsafe() == [f"pragma_{pragma.partition('=')[0]}"]
    answer = setia("doctor")
    assert answer.code == 1
    assert "This deployment is not safe." in answer.out


@pytest.mark.parametrize(
    ("mode", "verdict"), [(0o600, "ok"), (0o660, "warning"), (0o644, "warning"), (0o602, "unsafe"), (0o666, "unsafe")]
)
def test_a_file_is_for_its_owner_alone(real: Path, mode: int, verdict: str) -> None:
    real.chmod(mode)
    assert verdicts()["file_permissions"] == verdict


@pytest.mark.parametrize(("mode", "verdict"), [(0o755, "ok"), (0o777, "unsafe"), (0o1777, "ok")])
def test_nobody_else_may_put_another_file_in_its_place(real: Path, mode: int, verdict: str) -> None:
    real.parent.chmod(mode)
    assert verdicts()["folder_permissions"] == verdict


@pytest.mark.parametrize(("floor", "low", "verdict"), [(0, 0, "ok"), (0, 2**62, "warning"), (2**62, 2**62, "unsafe")])
def test_a_full_disk_is_seen_coming(
    real: Path, monkeypatch: pytest.MonkeyPatch, floor: int, low: int, verdict: str
) -> None:
    monkeypatch.setattr(sqlite, "FREE_MIN", floor)
    monkeypatch.setattr(sqlite, "FREE_LOW", low)
    assert verdicts()["free_disk"] == verdict


def test_an_older_sqlite_is_unsafe(real: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "OLDEST", (99, 0, 0))
    assert unsafe() == ["sqlite_version"]


@pytest.mark.parametrize(
    ("apart", "code"),
    [(4 * MINUTE, "clock"), (-6 * DAY, "clock"), (6 * MINUTE, "clock_behind"), (-8 * DAY, "clock_ahead")],
)
def test_a_clock_is_compared_with_the_latest_time_that_was_recorded(real: Path, apart: int, code: str) -> None:
    run("UPDATE deployment SET now = %s", clock.machine_reading() + apart)
    assert {code: verdict for code, verdict in verdicts().items() if code.startswith("clock")} == {
        code: "ok" if code == "clock" else "unsafe"
    }
    assert setia("doctor").code == (0 if code == "clock" else 1)


def test_a_simulated_clock_is_a_warning(sqlite_database: str) -> None:
    assert verdicts()["clock_simulated"] == "warning"
    answer = setia("doctor")
    assert answer.code == 0
    assert "the clock is simulated and stands at 2018-01-02 00:00:00 UTC" in answer.out


def test_a_guard_that_is_gone_is_unsafe(database: str) -> None:
    on = " ON journal" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER journal_refuses_delete{on}")
    assert "triggers" in unsafe()
    answer = setia("doctor")
    assert answer.code == 1
    assert "history is not guarded: there is no journal_refuses_delete" in answer.out
    assert "setia init --repair" in answer.out


def test_a_database_newer_than_the_code_is_unsafe(database: str) -> None:
    run("INSERT INTO django_migrations (app, name, applied) VALUES ('storage', '9999_future', '2030-01-01')")
    assert "migrations_known" in unsafe()
    assert "made by a newer version: 9999_future" in setia("doctor").out


def test_a_database_older_than_the_code_is_unsafe(database: str) -> None:
    run("DELETE FROM django_migrations WHERE app = 'storage' AND name = '0002_sequences'")
    assert "migrations_applied" in unsafe()
    assert "migrations are not applied: 0002_sequences" in setia("doctor").out


def test_a_table_or_a_column_that_is_missing_is_named(database: str) -> None:
    run("DROP TABLE outbox")
    run("ALTER TABLE import_job DROP COLUMN file_name")
    answer = setia("doctor")
    assert answer.code == 1
    assert "there is no import_job.file_name, outbox" in answer.out


def test_an_empty_database_is_unsafe_and_not_asked_for_more(tmp_path: Path) -> None:
    with use(f"sqlite:///{tmp_path / 'empty.sqlite3'}"):
        found = verdicts()
    assert (found["migrations_applied"], found["tables"]) == ("unsafe", "unsafe")
    assert "set_up" not in found


@pytest.fixture(scope="module")
def durable() -> Iterator[str]:
    """A cluster that keeps what it confirms, with a database `shop` of a role of that name; its URL without a name."""
    with cluster(durable=True) as url:
        with use(f"{url}/postgres"):
            run("CREATE ROLE shop LOGIN")
            run("CREATE DATABASE shop OWNER shop")
        with use(f"{url.replace('setia@', 'shop@')}/shop"):
            initialise("simulated", START)
        yield url


class TestPostgresql:
    """Settings of the server, and who could take the guards off."""

    def test_a_server_without_durability_is_unsafe(self, postgres_database: str) -> None:
        assert unsafe() == ["fsync", "full_page_writes", "synchronous_commit"]
        assert is_unsafe(examine())
        answer = setia("doctor")
        assert answer.code == 1
        assert "fsync is off" in answer.out

    def test_a_durable_server_is_safe(self, durable: str) -> None:
        with use(f"{durable}/shop"):
            assert unsafe() == []
            answer = setia("doctor")
        assert answer.code == 0
        assert "setia is a superuser" in answer.out

    @pytest.mark.parametrize(
        ("value", "standbys", "verdict"),
        [
            ("on", "", "ok"),
            ("local", "", "ok"),
            ("off", "", "unsafe"),
            ("local", "other", "unsafe"),
            ("remote_write", "other", "unsafe"),
            ("remote_apply", "other", "ok"),
        ],
    )
    def test_a_commit_counts_when_it_is_on_the_disk_of_every_server(
        self, durable: str, value: str, standbys: str, verdict: str
    ) -> None:
        with use(f"{durable}/shop"):
            try:
                run("SET synchronous_commit = local")
                run(f"ALTER SYSTEM SET synchronous_standby_names = '{standbys}'")
                run("SELECT pg_reload_conf(), pg_sleep(0.3)")
                run(f"SET synchronous_commit = {value}")
                assert verdicts()["synchronous_commit"] == verdict
            finally:
                run("SET synchronous_commit = local")
                run("ALTER SYSTEM RESET synchronous_standby_names")
                run("SELECT pg_reload_conf(), pg_sleep(0.3)")

    def test_another_time_zone_is_unsafe(self, durable: str) -> None:
        with use(f"{durable}/shop"):
            run("SET TIME ZONE 'Asia/Kuala_Lumpur'")
            assert unsafe() == ["time_zone"]

    def test_another_encoding_is_unsafe(self, durable: str) -> None:
        with use(f"{durable}/postgres"):
            run("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
        with use(f"{durable}/latin"):
            assert "server_encoding" in unsafe()

    def test_who_owns_the_tables_is_told_how_to_give_them_away_and_can_then_only_add_to_history(
        self, durable: str
    ) -> None:
        as_shop = f"{durable.replace('setia@', 'shop@')}/shop"
        with use(as_shop):
            answer = setia("doctor", "--json")
            assert answer.json["safe"] is True
            assert [one["code"] for one in answer.json["checks"] if one["verdict"] == "warning"] == [
                "clock_simulated",
                "role_owns_tables",
            ]
            assert "CREATE ROLE setia_owner NOLOGIN;" in setia("doctor").out
        with use(f"{durable}/shop"):
            for statement in answer.json["statements"]:
                run(statement)
        with use(as_shop):
            assert (verdicts()["role_owns_tables"], verdicts()["vacuum"]) == ("ok", "warning")
            told = " ".join(setia("doctor").out.split())
            assert f"VACUUM is not allowed on {', '.join(sorted(READABLE))}" in told
            shop = Shop(GROCERY)
            shop.buys("Siti", 100_00)
            shop.redeems("Siti", 20)
            shop.day_is("2019-03-01")
            assert shop.findings() == []
            for statement in (
                "ALTER TABLE journal DISABLE TRIGGER ALL",
                "DROP TRIGGER journal_refuses_delete ON journal",
                "UPDATE journal SET actor = 'nobody'",
                "TRUNCATE journal",
                "DROP TABLE journal",
                "DROP SCHEMA public CASCADE",
            ):
                with pytest.raises(Exception, match=r"must be owner|permission denied"):
                    run(statement)


def test_every_check_has_words() -> None:
    folder = Path(sqlite.__file__).parent
    text = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    unsaid = [code for code in WORDS if f'"{code}"' not in text and not code.startswith("pragma_")]
    assert unsaid == ["set_up"], "it is the service's own"
    assert {f"pragma_{name}" for name in sqlite.PRAGMAS} == {code for code in WORDS if code.startswith("pragma_")}
