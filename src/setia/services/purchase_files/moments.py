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


def define(bench: Workbench, options: Options) -> None:
    """Lay the macros `wall`, `shift` and `moment_fault` of a cell."""
    ahead = _BUDDHIST_YEARS_AHEAD if options.calendar == "buddhist" else 0
    last = _BUDDHIST_FROM - 1 if options.calendar is None else _YEARS[1]
    shaped = f"regexp_full_match(cell, {literal(_SHAPE)})"
    year = "TRY_CAST(cell[1:4] AS INTEGER)"
    gregorian = f"CAST({year} - {ahead} AS VARCHAR)" if ahead else "cell[1:4]"
    bench.run(
        "CREATE MACRO wall(cell) AS "
        + case(
            (
                f"{shaped} AND {year} - {ahead} BETWEEN {_YEARS[0]} AND {last}",
                f"TRY_CAST({gregorian} || cell[5:10] || ' ' || regexp_extract(cell[12:], '^[0-9:.]+') AS TIMESTAMP)",
            )
        )
    )
    bench.run("CREATE MACRO offset_text(cell) AS replace(regexp_extract(cell[17:], '(Z|[+-].*)$'), ':', '')")
    hour, minute = (f"coalesce(TRY_CAST(offset_text(cell)[{part}] AS BIGINT), 0)" for part in ("2:3", "4:5"))
    minutes = f"({hour} * 60 + {minute})"
    bench.run(
        "CREATE MACRO shift(cell) AS "
        + case(
            ("offset_text(cell) = ''", "0" if options.zone == "UTC" else "NULL"),
            ("offset_text(cell) = 'Z'", "0"),
            ("offset_text(cell)[1] = '-'", f"{minutes} * -60000000"),
            otherwise=f"{minutes} * 60000000",
        )
    )
    buddhist = f"{shaped} AND {year} >= {_BUDDHIST_FROM}" if options.calendar is None else "false"
    bench.run("CREATE MACRO moment_fault(cell) AS " + case((buddhist, "'buddhist_year'"), otherwise="'bad_timestamp'"))


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
