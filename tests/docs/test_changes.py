"""The pages about applying a change, and about what a guard has stopped, done as they stand."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.terminal import setia
from tests.docs.blocks import blocks
from tests.guard.typed_wrong import Typed


@pytest.fixture
def typed(sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """The shop of the pages, with the document of the pages in the folder of the reader."""
    shop = Typed(tmp_path)
    shop.document(("points: 1,", "points: 100,"))
    monkeypatch.chdir(tmp_path)
    return shop


def does(page: str) -> int:
    """Run every command of a page; what it prints has every line that stands under it. Returns how many there were."""
    done = 0
    for block in blocks(page):
        if block.language != "console":
            continue
        asked, *expected = block.content.splitlines()
        name, *words = shlex.split(asked.removeprefix("$ "))
        answer = setia(*words)
        assert (name, answer.code) == ("setia", 0), answer.told
        for line in expected:
            assert line in answer.told, f"{asked}: {answer.told}"
        done += 1
    return done


def test_the_page_of_applying_does_what_it_says(typed: Typed) -> None:
    assert does("how-to/apply-a-change.md") == 2


def test_the_page_of_the_guard_does_what_it_says(typed: Typed) -> None:
    typed.applies()
    typed.mistaken()
    assert does("how-to/settle-what-a-guard-stopped.md") == 3
