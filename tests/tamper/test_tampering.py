"""Whatever a superuser alters in the tables, the audit notices, and says whose it was and since when (T24, CI size)."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random
from secrets import randbelow

import pytest

from setia.services.checkpoint import compare
from setia.storage.immutability import APPEND_ONLY
from tests.storage.lived_in import findings
from tests.storage.tables import run
from tests.tamper.forgeries import FORGERIES, complaint
from tests.tamper.going_on import alarms
from tests.tamper.hand import fields, switch_guards_off
from tests.tamper.trial import Figures, Place, attempt, everything
from tests.time_travel.saying import say

DEEDS = 30
"""On each kind of database."""
CLEAN = 3


@pytest.fixture
def seed() -> str:
    """Another for every run; SETIA_SEED repeats one."""
    return os.environ.get("SETIA_SEED") or str(randbelow(10**9))


def test_every_table_of_history_has_rows_to_tamper_with(sqlite_place: Place) -> None:
    assert not [table for table in APPEND_ONLY if len(sqlite_place.house[table]) < 2]
    assert sum(len(fields(table)) for table in APPEND_ONLY) > 80


@pytest.mark.slow
def test_what_a_superuser_alters_is_noticed_and_named(place: Place, seed: str, pytestconfig: pytest.Config) -> None:
    figures = Figures()
    for number, cell in enumerate(Random(seed).sample(everything(), DEEDS)):
        figures.add(attempt(place, cell, f"{seed} {number}"))
    say(pytestconfig, f"tampering, seed {seed}: {figures.line()}")
    assert not figures.missed, "\n".join(figures.missed)
    assert figures.deeds.total() > DEEDS * 2 // 3, figures.refused


@pytest.mark.slow
@pytest.mark.parametrize("kind", range(len(FORGERIES)), ids=[one.__name__ for one in FORGERIES])
def test_a_forgery_that_agrees_with_itself_is_found_by_the_checkpoint(
    place: Place, kind: int, seed: str, tmp_path: Path
) -> None:
    with place.fresh():
        assert not complaint(kind, seed, tmp_path / "checkpoints")


def test_two_members_who_joined_together_and_were_exchanged_are_both_named(place: Place) -> None:
    with place.fresh():
        switch_guards_off()
        for before, after in ((1, 0), (2, 1), (0, 2)):
            run("UPDATE member SET account_id = %s WHERE account_id = %s", after, before)
        assert findings() == [], "nothing in the ledger itself tells two from each other who began at one instant"
        assert {one.account_id for one in compare(place.checkpoints).findings} == {1, 2}


def test_another_name_in_the_document_of_a_program_names_everybody_it_judged(place: Place) -> None:
    with place.fresh():
        switch_guards_off()
        run("UPDATE program_version SET document = replace(document, 'Lived in', 'Loved in') WHERE number = 1")
        assert findings() == [], "it would judge as before"
        judged = {id_ for (id_,) in run("SELECT DISTINCT account_id FROM ledger_transaction WHERE program_version > 0")}
        assert {one.account_id for one in compare(place.checkpoints).findings} == judged


@pytest.mark.slow
def test_an_honest_shop_raises_no_alarm(place: Place, seed: str, tmp_path: Path) -> None:
    for number in range(CLEAN):
        with place.fresh():
            assert not alarms(f"{seed} {number}", place.checkpoints, tmp_path / f"checkpoints-{number}")
