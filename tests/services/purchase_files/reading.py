"""Stages a file written on the spot, and gives back all that came of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from setia.services.purchase_files import Columns, Options, Reject, StagedPurchase, stage

HEAD = "purchase_id,event_at,net\n"
AT = "2025-01-01 10:00"
AT_US = 1_735_725_600_000_000
"""AT in UTC, counted by hand: 20,089 days and ten hours after 1970."""


class Found(Struct):
    """What was in a file."""

    purchases: list[StagedPurchase]
    rejects: list[Reject]
    rows: int
    rejected_rows: int
    digest: str

    @property
    def codes(self) -> list[tuple[int, str, str]]:
        """Line, column and code of every reject."""
        return [(reject.line, reject.column, reject.code) for reject in self.rejects]

    @property
    def ids(self) -> list[str]:
        """Purchase ids in the order in which they are handed out."""
        return [staged.purchase_id for staged in self.purchases]


def options(**changes: Any) -> Options:
    """Options of a till in dollars and UTC, but for the changes."""
    return Options(**{"source": "till", "currency": "USD", "exponent": 2, **changes})


def read(folder: Path, content: str | bytes, *pairs: str, **changes: Any) -> Found:
    """Stage the text of a CSV file."""
    path = folder / "sales.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path, *pairs, **changes)


def read_file(path: Path, *pairs: str, **changes: Any) -> Found:
    """Stage a file that is there."""
    with stage(path, Columns.of(pairs), options(**changes), workdir=path.parent) as staged:
        purchases = [purchase for batch in staged.batches() for purchase in batch]
        assert len(purchases) == staged.purchase_count
        return Found(purchases, list(staged.rejects()), staged.row_count, staged.rejected_row_count, staged.digest)
