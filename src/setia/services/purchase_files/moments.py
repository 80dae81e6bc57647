"""How a timestamp is read from text: ISO 8601 to the minute or finer, with an offset or in the source's zone.

`wall` is what the clock on the wall showed, in the Gregorian calendar; `shift` its distance from UTC in microseconds,
NULL where the cell does not say; `instant` is microseconds since 1970 UTC.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from setia.services.purchase_files.options import Options
from setia.services.purchase_files.sql import case, literal
from setia.services.purchase_files.workbench import Workbench
from setia.services.purchase_files.zones import periods

_SHAPE = (
    "[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?"
    "(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?)?"
)
_BUDDHIST_YEARS_AHEAD = 543
_BUDDHIST_FROM = 2400
"""No till has seen the Gregorian year 2400 yet, and every Buddhist year since 1857 is greater."""
_YEARS = 1900, 2999


def wall(cell: str, options: Options) -> str:
    """The local time of a cell, NULL unless it is a valid one."""
    ahead = _BUDDHIST_YEARS_AHEAD if options.calendar == "buddhist" else 0
    last = _BUDDHIST_FROM - 1 if options.calendar is None else _YEARS[1]
    gregorian = f"({_year(cell)} - {ahead})"
    text = f"{gregorian} || {cell}[5:10] || ' ' || regexp_extract({cell}[12:], '^[0-9:.]+')"
    sensible = f"{_shaped(cell)} AND {gregorian} BETWEEN {_YEARS[0]} AND {last}"
    return case((sensible, f"TRY_CAST({text} AS TIMESTAMP)"))


def shift(cell: str, options: Options) -> str:
    """What the offset of a cell adds to UTC in microseconds, NULL where it has none and the zone has to say."""
    offset = f"replace(regexp_extract({cell}[17:], '(Z|[+-].*)$'), ':', '')"
    hours, minutes = (f"coalesce(TRY_CAST({offset}[{part}] AS BIGINT), 0)" for part in ("2:3", "4:5"))
    return case(
        (f"{offset} = ''", "0" if options.zone == "UTC" else "NULL"),
        (f"{offset}[1] = '-'", f"({hours} * 60 + {minutes}) * -60000000"),
        otherwise=f"({hours} * 60 + {minutes}) * 60000000",
    )


def moment_fault(cell: str, options: Options) -> str:
    """Why `wall` of a cell is NULL."""
    buddhist = f"{_shaped(cell)} AND {_year(cell)} >= {_BUDDHIST_FROM}" if options.calendar is None else "false"
    return case((buddhist, "'buddhist_year'"), otherwise="'bad_timestamp'")


def _shaped(cell: str) -> str:
    return f"regexp_full_match({cell}, {literal(_SHAPE)})"


def _year(cell: str) -> str:
    return f"TRY_CAST({cell}[1:4] AS INTEGER)"


def lay_spans(bench: Workbench, options: Options) -> None:
    """Make `spans`: for each day in `rows` whose times lack an offset, the periods of the zone it touches."""
    bench.run("CREATE TABLE spans (day DATE, wall_from BIGINT, wall_until BIGINT, shift BIGINT, latest BIGINT)")
    undetermined = "shift IS NULL AND wall IS NOT NULL"
    bench.run(f"CREATE TEMP TABLE days AS SELECT DISTINCT wall::DATE AS day FROM rows WHERE {undetermined}")
    first, last = bench.rows("SELECT min(day), max(day) FROM days")[0]
    if first is None:
        return
    found = periods(ZoneInfo(options.zone), first, last)
    bench.run(
        "INSERT INTO spans SELECT day, period.* FROM days, (SELECT unnest(?::BIGINT[]) AS wall_from,"
        " unnest(?::BIGINT[]) AS wall_until, unnest(?::BIGINT[]) AS shift, unnest(?::BIGINT[]) AS latest) AS period"
        " WHERE period.wall_from < epoch_us(day + INTERVAL 1 DAY) AND period.wall_until > epoch_us(day::TIMESTAMP)",
        [period.wall_from for period in found],
        [period.wall_until for period in found],
        [period.shift for period in found],
        [period.latest for period in found],
    )


ROWS_WITH_SPANS = (
    "rows LEFT JOIN spans ON rows.shift IS NULL AND spans.day = rows.wall::DATE"
    " AND epoch_us(rows.wall) >= spans.wall_from AND epoch_us(rows.wall) < spans.wall_until"
)
"""The rows, each with the one period its wall time falls into."""

INSTANT = (
    "CASE WHEN rows.shift IS NOT NULL THEN epoch_us(rows.wall) - rows.shift"
    " ELSE least(epoch_us(rows.wall) - spans.shift, spans.latest) END"
)
"""The instant of a row of `ROWS_WITH_SPANS`; NULL where it has no valid timestamp."""
