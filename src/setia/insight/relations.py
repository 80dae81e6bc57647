"""The relations that measures read: the analytical copy of one program, cut to one period."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from msgspec import Struct

from setia.engine.money import EXPONENT
from setia.insight.analytical_copy import Copy
from setia.insight.parquet import OFFLINE, quoted
from setia.insight.period import Month, Period
from setia.storage.exporting import EXTRACTS

MEMORY = "300MB"

SQL = (Path(__file__).parent / "relations.sql").read_text(encoding="utf-8")


class Cut(Struct, frozen=True):
    """What of a copy is looked at."""

    program_id: int
    currency: str
    """Purchases in another currency are no sales of the program; see `left_out`."""
    now: int
    """The deployment's time."""
    period: Period
    months: tuple[Month, ...]
    """Those that are told apart: at most all of the period."""


@contextmanager
def opened(copy: Copy) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in memory on which the files of a copy are tables."""
    settings = {**OFFLINE, "memory_limit": MEMORY, "temp_directory": str(copy.files)}
    with duckdb.connect(config=settings) as connection:
        for extract in EXTRACTS:
            file = quoted(str(copy.files / f"{extract.name}.parquet"))
            connection.execute(f'CREATE VIEW "{extract.name}" AS FROM read_parquet({file})')
        yield connection


def lay(connection: duckdb.DuckDBPyConnection, cut: Cut) -> None:
    """Lay the relations of relations.sql over the copy's tables. Once per connection."""
    if cut.currency not in EXPONENT:
        raise ValueError(f"not a currency: {cut.currency!r}")
    connection.execute(
        SQL.format(
            program_id=cut.program_id,
            currency=cut.currency,
            now=cut.now,
            begins_at=cut.period.begins_at,
            ends_at=cut.period.ends_at,
            lookback_at=cut.period.lookback().begins_at,
            month_of=_month_of(cut.months),
        )
    )


def _month_of(months: tuple[Month, ...]) -> str:
    """The number of the month that `instant` lies in, as an SQL expression: ten times as fast as a join with months."""
    whens = [f"WHEN instant < {month.period.ends_at} THEN {month.no}" for month in months]
    return f"CASE {' '.join(whens)} END" if whens else "NULL"


def span(connection: duckdb.DuckDBPyConnection, program_id: int) -> tuple[int, int] | None:
    """The first and the last instant at which anything happened in a program, by the copy's tables; None if nothing."""
    [(first, last)] = connection.execute(
        """
        SELECT min(instant), max(instant)
          FROM (SELECT event_at AS instant FROM purchase WHERE program_id = $program
                UNION ALL
                SELECT effective_at FROM "transaction" WHERE program_id = $program)
        """,
        {"program": program_id},
    ).fetchall()
    return None if first is None else (first, last)


def left_out(connection: duckdb.DuckDBPyConnection, cut: Cut) -> int:
    """How many paid purchases of the period are in another currency than the program's, and so in no measure."""
    [(count,)] = connection.execute(
        """
        SELECT count(*) FROM purchase
         WHERE program_id = ? AND is_current AND status IN ('paid', 'fulfilled') AND currency <> ?
           AND event_at >= ? AND event_at < ?
        """,
        [cut.program_id, cut.currency, cut.period.begins_at, cut.period.ends_at],
    ).fetchall()
    return int(count)
