"""`setia init`: a database is made ready once, with a clock chosen for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from setia.storage import clock
from tests.cli.terminal import setia
from tests.conftest import use
from tests.shop import Shop, at
from tests.storage.tables import dump, run


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Where a database may be made."""
    return tmp_path / "shop.sqlite3"


def test_a_database_is_made_ready_and_says_so(empty: Path) -> None:
    with use(f"sqlite:///{empty}"):
        answer = setia("init")
        assert (answer.code, answer.err) == (0, "")
        assert f"{empty} is ready" in answer.told
        assert clock.kind() == "system"
        assert setia("audit").code == 0


def test_a_simulated_clock_begins_where_it_is_told(empty: Path) -> None:
    with use(f"sqlite:///{empty}"):
        answer = setia("init", "--clock", "simulated", "--at", "2018-01-01")
        assert "simulated clock at 2018-01-01 00:00:00 UTC" in answer.told
        assert (clock.kind(), clock.read()) == ("simulated", at("2018-01-01"))


def test_a_second_time_changes_nothing(database: str) -> None:
    before = dump()
    for words in (["init"], ["init", "--clock", "simulated", "--at", "2020-01-01"]):
        answer = setia(*words)
        assert answer.code == 1
        assert "has been set up before; nothing was changed" in answer.told
    assert dump() == before


WRONG = {
    "a clock of no kind": (["--clock", "stopped"], "--clock"),
    "a clock in capitals": (["--clock", "Simulated"], "--clock"),
    "a beginning of the system's clock": (["--at", "2018-01-01"], "--at"),
    "30 February": (["--clock", "simulated", "--at", "2018-02-30"], "--at"),
    "a word": (["--clock", "simulated", "--at", "yesterday"], "--at"),
    "a week": (["--clock", "simulated", "--at", "2018-W01-1"], "--at"),
    "an instant without offset": (["--clock", "simulated", "--at", "2018-01-01T00:00:00"], "--at"),
    "full-width digits": (["--clock", "simulated", "--at", "\uff12\uff10\uff11\uff18-01-01"], "--at"),
    "an instant before all calendars": (["--clock", "simulated", "--at", "0001-01-01T00:00:00+14:00"], "--at"),
    "an instant after all calendars": (["--clock", "simulated", "--at", "9999-12-31T23:59:59-14:00"], "--at"),
}


@pytest.mark.parametrize(("options", "named"), WRONG.values(), ids=WRONG.keys())
def test_a_wrong_option_is_named_and_no_database_is_made(empty: Path, options: list[str], named: str) -> None:
    with use(f"sqlite:///{empty}"):
        answer = setia("init", *options)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"Error: {named}:")
    assert not empty.exists()


def test_missing_guards_are_laid_again(shop: Shop) -> None:
    on_table = "" if connection.vendor == "sqlite" else " ON journal"
    run(f"DROP TRIGGER journal_refuses_update{on_table}")
    refused = setia("program", "show")
    assert refused.code == 1
    assert "journal_refuses_update" in refused.err
    assert "setia init --repair" in refused.err
    assert setia("init", "--repair").code == 0
    assert setia("program", "show").code == 0
