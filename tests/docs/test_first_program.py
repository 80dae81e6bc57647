"""The page about the first program, done as it stands: commands run, files written and changed, outputs compared."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.terminal import Answer, process
from tests.docs.blocks import Block, blocks

pytestmark = pytest.mark.slow

PAGE = "tutorials/first-program.md"
DOCUMENT = "shop.yaml"


def test_the_page_of_the_first_program_does_what_it_says(tmp_path: Path) -> None:
    done = {"console": 0, "diff": 0, "yaml": 0}
    for block in blocks(PAGE):
        if block.language == "console":
            run(block, tmp_path)
        elif block.language == "diff":
            change(block, tmp_path / DOCUMENT)
        else:
            (tmp_path / block.title).write_text(block.content, encoding="utf-8")
        done[block.language] += 1
    assert done == {"console": 9, "diff": 6, "yaml": 2}


def run(block: Block, folder: Path) -> None:
    """Run the commands of a block; what the last one prints begins with what stands under it."""
    lines = block.content.splitlines()
    asked = [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]
    expected = " ".join("\n".join(line for line in lines if not line.startswith("$ ")).split())
    answer = Answer(0, "", "")
    for one in asked:
        name, *words = shlex.split(one)
        assert name == "setia"
        answer = process(*words, folder=folder)
    assert expected in answer.told, f"{asked}: {answer.told}"


def change(block: Block, document: Path) -> None:
    """Put a line in the place of another, as its author would."""
    [before] = [line[1:] for line in block.content.splitlines() if line.startswith("-")]
    [after] = [line[1:] for line in block.content.splitlines() if line.startswith("+")]
    text = document.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    document.write_text(text.replace(before, after), encoding="utf-8")
