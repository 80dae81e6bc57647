"""Decisions are short, dated and numbered without gaps, and whoever cites one cites one that exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, project_files

FOLDER = ROOT / "docs" / "adr"
TITLE = re.compile(r"# (\d{4})\. \S.*")
STATUS = re.compile(r"\d{4}-\d{2}-\d{2} · (accepted|replaced by \d{4}) · \S.*")
LINES = 14
WIDTH = 120
CITING = {".html", ".md", ".py", ".sql", ".toml", ".yaml"}
CITATION = re.compile(r"docs/adr/(\d{4})|ADR (\d{4})")


def faults(name: str, text: str) -> list[str]:
    """What is wrong with the form of one decision record."""
    lines = [line for line in text.splitlines() if line.strip()]
    title = TITLE.fullmatch(lines[0]) if lines else None
    wrong = []
    if title is None or not name.startswith(f"{title[1]}-"):
        wrong.append("its first line is not '# NNNN. Title' with the number of its file")
    if len(lines) < 2 or STATUS.fullmatch(lines[1]) is None:
        wrong.append("its second line is not 'date · status · tags'")
    if len(lines) > LINES:
        wrong.append(f"{len(lines)} lines of text, at most {LINES}")
    wrong += [f"a line of {len(line)} characters, at most {WIDTH}" for line in lines if len(line) > WIDTH]
    return [f"{name}: {what}" for what in wrong]


def records() -> list[Path]:
    return sorted(FOLDER.glob("*.md"))


def test_every_decision_has_the_form() -> None:
    found = [fault for path in records() for fault in faults(path.name, path.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [path.name[:4] for path in records()]
    assert numbers
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_every_decision_that_is_cited_exists() -> None:
    numbers = {path.name[:4] for path in records()}
    cited = {
        (path, first or second)
        for path in project_files()
        if path.suffix in CITING and path.parts[:2] != ("tests", "architecture")
        for first, second in CITATION.findall((ROOT / path).read_text(encoding="utf-8"))
    }
    assert cited, "nobody cites a decision"
    assert not [f"{path}: {number}" for path, number in sorted(cited) if number not in numbers]


GOOD = "# 0007. A title\n\n2026-11-23 · accepted · storage, speed\n\nWhat and why.\n"


@pytest.mark.parametrize(
    ("name", "text", "count"),
    [
        ("0007-title.md", GOOD, 0),
        ("0008-title.md", GOOD, 1),
        ("0007-title.md", GOOD.replace("accepted", "perhaps"), 1),
        ("0007-title.md", GOOD.replace("2026-11-23", "yesterday"), 1),
        ("0007-title.md", GOOD + "More.\n\n" * 12, 1),
        ("0007-title.md", GOOD + "long " * 40, 1),
        ("0007-title.md", "", 2),
    ],
    ids=["good", "another number", "unknown status", "no date", "too long", "too wide", "empty"],
)
def test_a_record_out_of_form_is_found(name: str, text: str, count: int) -> None:
    assert len(faults(name, text)) == count
