"""A database of an older version is brought up to this one, and keeps what it has."""

from __future__ import annotations

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from setia.storage.immutability import missing as unguarded
from tests.cli.terminal import setia
from tests.shop import Shop


def test_an_old_database_says_so_and_is_upgraded(database: str) -> None:
    shop = Shop()
    shop.buys("Siti", 50_00)
    MigrationExecutor(connection).migrate([("storage", "0012_make_good")])  # as the version before left it
    told = setia("member", "show", "Siti")
    assert told.code == 1
    assert "is of an older version" in told.err
    assert "setia upgrade" in told.err
    upgraded = setia("upgrade", "--json")
    assert (upgraded.code, upgraded.json["applied"][0]) == (0, "0013_uploads")
    assert unguarded(connection) == []
    assert setia("member", "show", "Siti").code == 0
    assert shop.points("Siti") == 50
    assert shop.differences() == 0
    again = setia("upgrade")
    assert (again.code, "was up to date" in again.out) == (0, True)


def test_a_newer_database_is_left_alone(database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('storage', '9999_later', '2030-01-01')"
        )
    for command in (["upgrade"], ["report"]):
        told = setia(*command)
        assert (told.code, "9999_later" in told.err) == (1, True)
