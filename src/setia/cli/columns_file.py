"""Column mappings as users give them: TARGET=COLUMN on the command line, or a small YAML or JSON file."""

from __future__ import annotations

from pathlib import Path

from setia.cli import wording
from setia.cli.terminal import fail
from setia.services.documents import BadDocument, read
from setia.services.purchase_files import Columns


def read_columns(pairs: list[str], mapping: Path | None) -> Columns:
    """The mapping of both; the command line wins. Exits naming the option; raises FileFault for an unknown target."""
    named: dict[str, str] = {}
    if mapping is not None:
        try:
            plain, _ = read(mapping.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as fault:
            fail(f"--mapping: {mapping} cannot be read: {fault}.")
        except BadDocument as bad:
            fail(f"--mapping: {mapping}:{bad.faults[0].line}: {wording.document_fault(bad.faults[0])}.")
        if not isinstance(plain, dict) or not all(isinstance(name, str) for name in plain.values()):
            fail(f"--mapping: {mapping} must be a list of `target: column` lines.")
        named.update(plain)
    for pair in pairs:
        target, sign, column = pair.partition("=")
        if not (sign and target and column):
            fail(f"--column: {pair[:60]!r} is not TARGET=COLUMN.")
        named[target] = column
    return Columns(named)
