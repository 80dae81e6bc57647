"""Whatever a document says, it is refused with its line or accepted and harmless, in bounded time and memory (T13)."""

from __future__ import annotations

import time
from pathlib import Path
from secrets import randbelow

import pytest

from setia.cli import wording
from setia.services.documents import DocumentFault
from tests.documents.seeds import seed_of_this_run
from tests.programs_fuzz.bombs import BOMBS
from tests.programs_fuzz.child import Work
from tests.programs_fuzz.examining import Figures
from tests.programs_fuzz.mutants import MUTANTS
from tests.programs_fuzz.running import Ended, take
from tests.time_travel.saying import say

INPUTS = 2_500
"""`make torture` takes a million."""
CARTS = 3
VALID_PERCENT = 30

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def taken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Figures:
    """All inputs, said in one line."""
    seed, began = seed_of_this_run(), time.monotonic()
    work = Work(seed, 0, INPUTS, CARTS, str(tmp_path_factory.mktemp("fuzz") / "number"))
    figures = take(work)
    say(request.config, f"programs, SETIA_SEED={seed}, {time.monotonic() - began:.0f} s: {figures.line()}")
    return figures


def test_every_document_is_refused_with_its_line_or_accepted_and_harmless(taken: Figures) -> None:
    assert not taken.broken
    assert taken.inputs == INPUTS
    assert taken.carts > INPUTS / 2


def test_enough_of_them_are_valid_and_every_kind_is_seen_both_ways(taken: Figures) -> None:
    assert taken.valid_percent >= VALID_PERCENT
    assert min(*taken.accepted.values(), *taken.refused.values()) > 0
    assert set(taken.accepted) == set(taken.refused) == {"sound", "mistaken", "damaged"}


def test_every_way_to_be_refused_has_a_sentence(taken: Figures) -> None:
    for code in set(taken.codes) - {"not_utf8"}:
        assert code not in wording.document_fault(DocumentFault(1, "rules", code, "{found}", "{expected}"))


def test_every_bomb_is_refused_within_the_limits(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    figures = take(_bombs(tmp_path))
    say(pytestconfig, f"bombs: {figures.line()}")
    assert not figures.broken
    assert figures.inputs == len(BOMBS) >= 60
    assert figures.accepted == {}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_mistake_in_the_reader_is_noticed(mutant: str, tmp_path: Path) -> None:
    """By a bomb, or by documents at random."""
    works = [_bombs(tmp_path, mutant), Work(randbelow(2**32), 0, 400, 1, str(tmp_path / "number"), mutant=mutant)]
    assert any(_noticed(work) for work in works)


def _noticed(work: Work) -> bool:
    try:
        figures = take(work)
    except Ended:
        return True
    return bool(figures.broken or (work.bombs and figures.accepted))


def _bombs(folder: Path, mutant: str = "") -> Work:
    return Work(0, 0, len(BOMBS), 1, str(folder / "number"), bombs=True, mutant=mutant)
