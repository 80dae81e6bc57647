"""A program document from a file, or every fault of it on standard error."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.markup import escape

from setia.cli import wording
from setia.cli.terminal import BAD_INPUT, err, fail, print_json
from setia.engine.rules.compiled import Compiled
from setia.services.documents import BadDocument, read_program

FAULTS_SHOWN = 50
"""Faults of a document that are printed; who has more has one mistake many times."""


def read_or_fail(file: Path, *, as_json: bool = False) -> tuple[Compiled, str]:
    """The program of a document, compiled, and its text; exits where it has faults, and tells them."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as fault:
        fail(f"{file}: {fault.strerror}.")
    except UnicodeDecodeError:
        fail(f"{file}: this is not text in UTF-8.")
    try:
        return read_program(text), text
    except BadDocument as bad:
        if as_json:
            plain = [{"line": one.line, "path": one.path, "fault": wording.document_fault(one)} for one in bad.faults]
            print_json({"file": str(file), "sound": False, "faults": plain})
            raise typer.Exit(BAD_INPUT) from None
        for found in bad.faults[:FAULTS_SHOWN]:
            line = f":{found.line}" if found.line else ""
            err.print(
                f"[bold red]{escape(str(file))}{line}:[/] {escape(wording.document_fault(found))}", soft_wrap=True
            )
        if len(bad.faults) > FAULTS_SHOWN:
            err.print(f"{escape(str(file))}: and {len(bad.faults) - FAULTS_SHOWN:,} more", soft_wrap=True)
        raise typer.Exit(BAD_INPUT) from None
