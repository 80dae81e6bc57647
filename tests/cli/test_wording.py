"""Every code that comes from below has a sentence of its own; none reaches the terminal as a bare code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from setia.cli import wording
from setia.engine.refusals import CODES
from setia.services.documents import DocumentFault
from setia.services.purchase_files.rejects import FileCode, FileFault

SOURCE = Path(wording.__file__).parents[1]
ADDED = re.compile(r"""\.add\(\s*(?:\((?:[^()]|\([^()]*\))*\)|\w+),\s*"([a-z_]+)\"""")
CHOSEN = re.compile(r"""\.add\([^\n]* else "([a-z_]+)\"""")
KNOWN = re.compile(r"""\.known\([^\n]*, "([a-z_]+)"\)""")
OF_SHAPE = re.compile(r"""_fault\([^"\n]*, "([a-z_]+)\"""")
RAISED = re.compile(r"""Fault\([^"\n]*(?:\([^()\n]*\)[^"\n]*)?,\s*"([a-z]+(?:_[a-z]+)+)\"""")


def document_codes() -> list[str]:
    """The codes that documents are refused with, as they are written where they are found."""
    texts = [*(SOURCE / "services").glob("*.py"), *(SOURCE / "engine" / "rules").rglob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in texts)
    codes = {code for pattern in (RAISED, ADDED, CHOSEN, OF_SHAPE) for code in pattern.findall(text)}
    return sorted(codes | {f"unknown_{what}" for what in KNOWN.findall(text)} | {"unknown_kind", "not_a_choice"})


@pytest.mark.parametrize("code", CODES)
def test_a_refusal_has_a_sentence(code: str) -> None:
    assert code not in wording.refusal(code)
    assert " " in wording.refusal(code)


@pytest.mark.parametrize("code", get_args(FileCode))
def test_a_fault_of_a_file_has_a_sentence(code: FileCode) -> None:
    told = wording.file_fault(FileFault(code, "net", line=7, suggestion="nett"))
    assert code not in told
    assert "nett" in told


def test_the_codes_of_documents_are_seen() -> None:
    seen = {
        "unknown_zone",
        "bad_number",
        "out_of_range",
        "not_a_date",
        "unknown_tier",
        "misplaced_field",
        "empty_list",
        "needs_before",
    }
    assert seen <= set(document_codes())


@pytest.mark.parametrize("code", document_codes())
def test_a_fault_of_a_document_has_a_sentence(code: str) -> None:
    told = wording.document_fault(DocumentFault(3, "rules[0]", code, "{found}", "{expected}", "this"))
    assert code not in told
    assert told.startswith("rules[0]: ")
    assert "this" in told
