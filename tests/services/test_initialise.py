"""A new database: made ready once, with a clock that is chosen for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from setia.services.initialise import AlreadyInitialised, initialise, require_ready
from setia.storage import clock, immutability
from setia.storage.models import Deployment, Log
from tests.conftest import START, use
from tests.storage.tables import dump, run


def test_a_fresh_database_is_empty_guarded_and_ready(database: str) -> None:
    require_ready()
    assert immutability.missing(connection) == []
    found = dump()
    assert [(len(found["deployment"]), len(found["log"]))] == [(1, 1)]
    assert not any(rows for table, rows in found.items() if table not in ("deployment", "log"))


def test_a_database_is_set_up_once(database: str) -> None:
    before = dump()
    for kind in ("simulated", "system"):
        with pytest.raises(AlreadyInitialised):
            initialise(kind, START + 1)
    assert dump() == before


def test_a_database_that_was_never_set_up_is_not_ready(tmp_path: Path) -> None:
    with use(f"sqlite:///{tmp_path / 'new.sqlite3'}"), pytest.raises(clock.NotInitialised):
        require_ready()


def test_a_set_up_that_was_interrupted_can_be_finished(tmp_path: Path) -> None:
    with use(f"sqlite:///{tmp_path / 'new.sqlite3'}"):
        initialise("simulated", START)
        Deployment.objects.all().delete()
        Log.objects.all().delete()
        with pytest.raises(clock.NotInitialised):
            require_ready()
        initialise("system")
        require_ready()
        assert clock.kind() == "system"


def test_a_database_with_a_missing_guard_is_not_ready(database: str) -> None:
    table = "" if connection.vendor == "sqlite" else " ON ledger_entry"
    run(f"DROP TRIGGER ledger_entry_refuses_update{table}")
    with pytest.raises(immutability.HistoryUnguarded, match="ledger_entry_refuses_update"):
        require_ready()
