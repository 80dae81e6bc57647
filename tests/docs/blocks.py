"""The code blocks of a page, in order, so that a test can do what a reader does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

DOCS = Path(__file__).parents[2] / "docs"

_BLOCK = re.compile(r"^```(?P<language>\w+)(?: (?P<title>[^\n]+))?\n(?P<content>.*?)^```$", re.DOTALL | re.MULTILINE)


class Block(NamedTuple):
    """One block: its language, what stands behind it on the fence, and its lines."""

    language: str
    title: str
    content: str


def blocks(page: str) -> list[Block]:
    """All blocks of a page under docs/."""
    text = (DOCS / page).read_text(encoding="utf-8")
    return [Block(one["language"], one["title"] or "", one["content"]) for one in _BLOCK.finditer(text)]
