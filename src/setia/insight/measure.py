"""What a measure is: its words and its SQL, in one file; and how its answers come back as exact whole numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import duckdb
import msgspec
from msgspec import Struct

FOLDER = Path(__file__).parent / "measures"

Form = Literal["count", "money", "mean", "median", "ratio", "rate", "units"]
"""How a value is shown: a number of things; money; a mean or a median of money; so many for each; a share; units."""

Clock = Literal["event_at", "effective_at", "joined_at", "now"]
"""Which of a row's times decides the period it falls in; `now` for what stands at this moment, whatever the period."""

Axis = Literal["wallet", "month", "ends_at"]
"""What a measure's rows are told apart by: a wallet type, a month of the period, an instant at which units end."""


class Measure(Struct, frozen=True):
    """One measure, as its file says."""

    name: str
    title: str
    definition: str
    population: str
    clock: Clock
    form: Form
    by: tuple[Axis, ...]
    sql: str


class Answer(Struct, frozen=True):
    """One row of a measure: the exact fraction numerator / denominator, and what it is of."""

    numerator: int
    denominator: int = 1
    """0 where there is nothing to divide by: the measure has no value."""
    wallet: str = ""
    month: int = -1
    """Number of the month within the period; -1 for a measure that is not by month."""
    ends_at: int | None = None
    """For units with an end, the exclusive instant; None is never."""


class Misdescribed(Exception):
    """A measure's file does not say what it must; a mistake in this package, not in any data."""


def load(name: str) -> Measure:
    """Read `measures/<name>.sql`: a head of lines `-- field: text`, then one SELECT. Raises Misdescribed.

    The SELECT reads the relations of relations.sql, and names its columns as `Answer` does.
    """
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    lines = text.splitlines()
    head: dict[str, object] = {"name": name, "by": ()}
    while lines and lines[0].startswith("-- "):
        field, _, value = lines.pop(0).removeprefix("-- ").partition(": ")
        head[field] = tuple(value.split(", ")) if field == "by" else value
    try:
        return msgspec.convert({**head, "sql": "\n".join(lines).strip()}, Measure)
    except msgspec.ValidationError as error:
        raise Misdescribed(f"{name}.sql: {error}") from None


def ask(measure: Measure, relations: duckdb.DuckDBPyConnection) -> list[Answer]:
    """Put a measure to the relations of a period. Rows of nothing are left out: a missing row is 0."""
    cursor = relations.execute(measure.sql)
    columns = [column[0] for column in cursor.description or ()]
    return [msgspec.convert(dict(zip(columns, row, strict=True)), Answer) for row in cursor.fetchall()]
